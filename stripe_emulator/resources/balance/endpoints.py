"""The endpoints of balance: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.balance import balance_settings, balances, payouts, topups
from stripe_emulator.resources.call import Endpoint

ENDPOINTS: list[Endpoint] = [
    ("GET", "/v1/balance", "BalanceRetrieveParams", balances.retrieve),
    ("GET", "/v1/balance_settings", "BalanceSettingsRetrieveParams", balance_settings.retrieve),
    ("POST", "/v1/balance_settings", "BalanceSettingsUpdateParams", balance_settings.update),
    ("GET", "/v1/balance_transactions", "BalanceTransactionListParams", balances.list_transactions),
    (
        "GET",
        "/v1/balance_transactions/{id}",
        "BalanceTransactionRetrieveParams",
        balances.retrieve_transaction,
    ),
    ("GET", "/v1/payouts", "PayoutListParams", payouts.list_all),
    ("POST", "/v1/payouts", "PayoutCreateParams", payouts.create),
    ("GET", "/v1/payouts/{id}", "PayoutRetrieveParams", payouts.retrieve),
    ("POST", "/v1/payouts/{id}", "PayoutUpdateParams", payouts.update),
    ("POST", "/v1/payouts/{id}/cancel", "PayoutCancelParams", payouts.cancel),
    ("POST", "/v1/payouts/{id}/reverse", "PayoutReverseParams", payouts.reverse),
    ("GET", "/v1/topups", "TopupListParams", topups.list_all),
    ("POST", "/v1/topups", "TopupCreateParams", topups.create),
    ("GET", "/v1/topups/{id}", "TopupRetrieveParams", topups.retrieve),
    ("POST", "/v1/topups/{id}", "TopupUpdateParams", topups.update),
    ("POST", "/v1/topups/{id}/cancel", "TopupCancelParams", topups.cancel),
]
