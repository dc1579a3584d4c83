"""The endpoints of accounts in v2: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.v2_accounts import accounts, links, opening, persons

_ACCOUNTS = "/v2/core/accounts"
_ACCOUNT = f"{_ACCOUNTS}/{{id}}"
_PERSONS = f"{_ACCOUNT}/persons"
_PERSON = f"{_PERSONS}/{{person}}"

ENDPOINTS: list[Endpoint] = [
    ("GET", _ACCOUNTS, "v2.core.AccountListParams", accounts.list_all),
    ("POST", _ACCOUNTS, "v2.core.AccountCreateParams", opening.create),
    ("GET", _ACCOUNT, "v2.core.AccountRetrieveParams", accounts.retrieve),
    ("POST", _ACCOUNT, "v2.core.AccountUpdateParams", accounts.update),
    ("POST", f"{_ACCOUNT}/close", "v2.core.AccountCloseParams", accounts.close),
    ("POST", "/v2/core/account_links", "v2.core.AccountLinkCreateParams", links.create),
    ("GET", _PERSONS, "v2.core.accounts.PersonListParams", persons.list_all),
    ("POST", _PERSONS, "v2.core.accounts.PersonCreateParams", persons.create),
    ("GET", _PERSON, "v2.core.accounts.PersonRetrieveParams", persons.retrieve),
    ("POST", _PERSON, "v2.core.accounts.PersonUpdateParams", persons.update),
    ("DELETE", _PERSON, "v2.core.accounts.PersonDeleteParams", persons.delete),
]
