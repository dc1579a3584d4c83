"""The bank accounts that connected accounts are paid out to."""

from tests.emulator.conftest import EXPRESS
from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal

BANK = "docs.stripe.com/api/external_account_bank_accounts"


def with_bank(stripe: Side) -> str:
    return stripe.v1.accounts.create(
        params={
            "type": "custom",
            "country": "US",
            "capabilities": EXPRESS["capabilities"],
            "external_account": "btok_us_verified",
        }
    ).id


@fact(f"{BANK}/create")
def first_bank_account(stripe: Side) -> None:
    """The first bank account in a currency is its default."""
    account = stripe.v1.accounts.retrieve(with_bank(stripe))
    assert [one.default_for_currency for one in account.external_accounts.data] == [True]


@fact(f"{BANK}/create")
def second_bank_account(stripe: Side) -> None:
    """A second bank account in a currency is not its default unless asked for."""
    account = with_bank(stripe)
    banks = stripe.v1.accounts.external_accounts
    params = {"external_account": "btok_us_verified_account_closed"}
    assert banks.create(account, params=params).default_for_currency is False


@fact("OpenAPI: PostAccountsAccount.external_account")
def update_replaces_bank_account(stripe: Side) -> None:
    """`external_account` in an update becomes the default, and the old default is deleted."""
    account = with_bank(stripe)
    params = {"external_account": "btok_us_verified_account_closed"}
    after = stripe.v1.accounts.update(account, params=params).external_accounts.data
    assert [(one.last4, one.default_for_currency) for one in after] == [("1113", True)]


@fact(f"{BANK}/delete")
def default_bank_account_stays(stripe: Side) -> None:
    """The default bank account of the default currency cannot be deleted."""
    account = with_bank(stripe)
    (bank,) = stripe.v1.accounts.external_accounts.list(account).data
    assert refusal(lambda: stripe.v1.accounts.external_accounts.delete(account, bank.id)).status == 400


@fact(f"{BANK}/update")
def other_default(stripe: Side) -> None:
    """Another bank account of the same currency can become the default; then the first is not any more."""
    account = with_bank(stripe)
    banks = stripe.v1.accounts.external_accounts
    params = {"external_account": "btok_us_verified_account_closed"}
    second = banks.create(account, params=params)
    banks.update(account, second.id, params={"default_for_currency": True})
    defaults = {one.id: one.default_for_currency for one in banks.list(account).data}
    assert (defaults.pop(second.id), [*defaults.values()]) == (True, [False])


@fact("docs.stripe.com/error-codes#account-number-invalid")
def only_test_numbers(stripe: Side) -> None:
    """In test mode a bank account must have one of Stripe's test numbers."""
    given = {"object": "bank_account", "country": "US", "currency": "usd", "routing_number": "110000000"}
    params = {"external_account": {**given, "account_number": "12345678901"}}
    account = with_bank(stripe)
    refused = refusal(lambda: stripe.v1.accounts.external_accounts.create(account, params=params))
    assert (refused.status, refused.code) == (400, "account_number_invalid")
