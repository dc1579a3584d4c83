"""The endpoints of accounts: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.accounts import (
    accounts,
    capabilities,
    external_accounts,
    links,
    opening,
    sessions,
)
from stripe_emulator.resources.call import Endpoint

_ACCOUNT = "/v1/accounts/{id}"
_BANK = "/v1/accounts/{id}/external_accounts"

ENDPOINTS: list[Endpoint] = [
    ("GET", "/v1/account", "AccountRetrieveCurrentParams", accounts.retrieve_current),
    ("GET", "/v1/accounts", "AccountListParams", accounts.list_all),
    ("POST", "/v1/accounts", "AccountCreateParams", opening.create),
    ("GET", _ACCOUNT, "AccountRetrieveParams", accounts.retrieve),
    ("POST", _ACCOUNT, "AccountUpdateParams", accounts.update),
    ("DELETE", _ACCOUNT, "AccountDeleteParams", accounts.delete),
    ("POST", f"{_ACCOUNT}/reject", "AccountRejectParams", accounts.reject),
    ("GET", f"{_ACCOUNT}/capabilities", "AccountCapabilityListParams", capabilities.list_all),
    (
        "GET",
        f"{_ACCOUNT}/capabilities/{{capability}}",
        "AccountCapabilityRetrieveParams",
        capabilities.retrieve,
    ),
    ("POST", f"{_ACCOUNT}/capabilities/{{capability}}", "AccountCapabilityUpdateParams", capabilities.update),
    ("POST", f"{_ACCOUNT}/login_links", "AccountLoginLinkCreateParams", links.create_login),
    ("GET", _BANK, "AccountExternalAccountListParams", external_accounts.list_all),
    ("POST", _BANK, "AccountExternalAccountCreateParams", external_accounts.create),
    (
        "GET",
        f"{_BANK}/{{external_account}}",
        "AccountExternalAccountRetrieveParams",
        external_accounts.retrieve,
    ),
    ("POST", f"{_BANK}/{{external_account}}", "AccountExternalAccountUpdateParams", external_accounts.update),
    (
        "DELETE",
        f"{_BANK}/{{external_account}}",
        "AccountExternalAccountDeleteParams",
        external_accounts.delete,
    ),
    ("POST", "/v1/account_links", "AccountLinkCreateParams", links.create),
    ("POST", "/v1/account_sessions", "AccountSessionCreateParams", sessions.create),
]
