"""Payouts of connected accounts to their banks."""

from typing import Any

import stripe as sdk

from tests.emulator.conftest import EXPRESS
from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/payouts"


def paid_out(stripe: Side, amount: int = 500, **more: Any) -> tuple[sdk.Payout, dict[str, Any]]:
    """A payout by hand of money that was transferred, and the options to find it again."""
    options = {"stripe_account": stripe.transfer(1_000).destination}
    params = {"amount": amount, "currency": "usd", **more}
    return stripe.v1.payouts.create(params=params, options=options), options


@fact(f"{API}/object")
def pending(stripe: Side) -> None:
    """A new payout is pending, standard and not automatic, and names its bank account."""
    payout, _ = paid_out(stripe)
    assert (payout.status, payout.method, payout.automatic) == ("pending", "standard", False)
    assert payout.destination.startswith("ba_")
    assert payout.arrival_date >= payout.created - 86_400


@fact("docs.stripe.com/error-codes#balance-insufficient")
def not_covered(stripe: Side) -> None:
    """A payout above the available balance is refused."""
    refused = refusal(lambda: paid_out(stripe, 99_999_999))
    assert (refused.status, refused.code) == (400, "balance_insufficient")


@fact(f"{API}/cancel")
def canceled(stripe: Side) -> None:
    """A pending payout can be canceled, and the money returns."""
    payout, options = paid_out(stripe)
    assert stripe.v1.payouts.cancel(payout.id, options=options).status == "canceled"
    params = {"source": payout.id}
    listed = stripe.v1.balance_transactions.list(params=params, options=options).data
    assert sum(one.net for one in listed) == 0


@fact(f"{API}/cancel")
def canceled_once(stripe: Side) -> None:
    """A canceled payout cannot be canceled again."""
    payout, options = paid_out(stripe)
    stripe.v1.payouts.cancel(payout.id, options=options)
    assert refusal(lambda: stripe.v1.payouts.cancel(payout.id, options=options)).status == 400


@fact("docs.stripe.com/error-codes#payouts-not-allowed")
def not_enabled(stripe: Side) -> None:
    """An account that is not ready cannot be paid out."""
    options = {"stripe_account": stripe.account()}
    params = {"amount": 100, "currency": "usd"}
    assert refusal(lambda: stripe.v1.payouts.create(params=params, options=options)).status == 400


@fact(f"{API}/update")
def metadata(stripe: Side) -> None:
    """Metadata is what can be changed of a payout."""
    payout, options = paid_out(stripe, metadata={"a": "1"})
    after = stripe.v1.payouts.update(payout.id, params={"metadata": {"b": "2"}}, options=options)
    assert after.metadata.to_dict() == {"a": "1", "b": "2"}


@fact(f"{API}/object")
def of_its_account(stripe: Side) -> None:
    """A payout belongs to the account that made it: the platform does not see it."""
    payout, _ = paid_out(stripe)
    assert refusal(lambda: stripe.v1.payouts.retrieve(payout.id)).code == "resource_missing"


@fact(f"{API}/object", emulator_only=TIME)
def arrives(stripe: Side) -> None:
    """A payout is paid when it arrives, and then cannot be canceled."""
    payout, options = paid_out(stripe)
    stripe.emulator.advance(5 * 86_400)
    assert stripe.v1.payouts.retrieve(payout.id, options=options).status == "paid"
    assert refusal(lambda: stripe.v1.payouts.cancel(payout.id, options=options)).status == 400


@fact("docs.stripe.com/payouts#payout-failures", emulator_only=TIME)
def fails_after_paid(stripe: Side) -> None:
    """A payout can fail after it was paid, and its bank account is disabled."""
    payout, options = paid_out(stripe)
    stripe.emulator.advance(5 * 86_400)
    stripe.emulator.control("payouts/fail", payout=payout.id, account=options["stripe_account"])
    after = stripe.v1.payouts.retrieve(payout.id, params={"expand": ["destination"]}, options=options)
    assert (after.status, after.failure_code) == ("failed", "account_closed")
    assert after.destination.status == "errored"


@fact("docs.stripe.com/connect/manage-payout-schedule", emulator_only=TIME)
def automatic(stripe: Side) -> None:
    """On a daily schedule available money is paid out without a request."""
    options = {"stripe_account": stripe.transfer(1_000).destination}
    stripe.emulator.advance(3 * 86_400)
    (payout,) = stripe.v1.payouts.list(options=options).data
    assert (payout.amount, payout.automatic) == (1_000, True)


@fact(f"{API}/list", emulator_only=TIME)
def names_its_transactions(stripe: Side) -> None:
    """The transactions that an automatic payout settles can be listed by it."""
    options = {"stripe_account": stripe.transfer(1_000).destination}
    stripe.emulator.advance(3 * 86_400)
    (payout,) = stripe.v1.payouts.list(options=options).data
    params = {"payout": payout.id, "type": "payment"}
    settled = stripe.v1.balance_transactions.list(params=params, options=options).data
    assert [one.net for one in settled] == [1_000]


@fact(f"{API}/object", emulator_only=CONTROL)
def failure_code(stripe: Side) -> None:
    """A failed payout brings its money back by a transaction of its own."""
    payout, options = paid_out(stripe)
    stripe.emulator.control("payouts/fail", payout=payout.id, account=options["stripe_account"])
    after = stripe.v1.payouts.retrieve(
        payout.id, params={"expand": ["failure_balance_transaction"]}, options=options
    )
    assert after.failure_balance_transaction.amount == payout.amount


@fact(f"{API}/create#create_payout-statement_descriptor")
def descriptor(stripe: Side) -> None:
    """The text on the bank statement has at most 22 characters."""
    assert paid_out(stripe, statement_descriptor="P" * 22)[0].statement_descriptor == "P" * 22
    assert refusal(lambda: paid_out(stripe, statement_descriptor="P" * 23)).status == 400


@fact(f"{API}/object")
def takes_the_money(stripe: Side) -> None:
    """A payout takes its amount by a transaction of the type `payout`."""
    payout, options = paid_out(stripe)
    transaction = stripe.v1.balance_transactions.retrieve(payout.balance_transaction, options=options)
    assert (transaction.type, transaction.amount, transaction.fee) == ("payout", -500, 0)


@fact(f"{API}/list")
def by_status(stripe: Side) -> None:
    """Payouts can be listed by status."""
    payout, options = paid_out(stripe)
    stripe.v1.payouts.cancel(payout.id, options=options)
    listed = stripe.v1.payouts.list(params={"status": "canceled"}, options=options).data
    assert payout.id in [one.id for one in listed]
    assert {one.status for one in listed} == {"canceled"}


@fact(f"{API}/object#payout_object-failure_balance_transaction")
def canceled_transaction(stripe: Side) -> None:
    """A canceled payout names the transaction that brought its money back."""
    payout, options = paid_out(stripe)
    after = stripe.v1.payouts.cancel(payout.id, options=options)
    back = stripe.v1.balance_transactions.retrieve(after.failure_balance_transaction, options=options)
    assert back.amount == 500


@fact(f"{API}/reverse")
def pending_is_not_reversed(stripe: Side) -> None:
    """A pending payout cannot be reversed: it can be canceled."""
    payout, options = paid_out(stripe)
    assert refusal(lambda: stripe.v1.payouts.reverse(payout.id, options=options)).status == 400


@fact(f"{API}/create")
def needs_a_bank(stripe: Side) -> None:
    """A payout needs a bank account in its currency."""
    assert refusal(lambda: paid_out(stripe, 100, currency="jpy")).status == 400


@fact(f"{API}/reverse", emulator_only=TIME)
def reversed_once(stripe: Side) -> None:
    """A paid payout can be reversed: the reversal is a payout of its own, and both name each other."""
    payout, options = paid_out(stripe)
    stripe.emulator.advance(5 * 86_400)
    back = stripe.v1.payouts.reverse(payout.id, options=options)
    assert (back.amount, back.original_payout) == (-500, payout.id)
    assert stripe.v1.payouts.retrieve(payout.id, options=options).reversed_by == back.id
    assert refusal(lambda: stripe.v1.payouts.reverse(payout.id, options=options)).status == 400


@fact(f"{API}/cancel", emulator_only=TIME)
def automatic_is_not_canceled(stripe: Side) -> None:
    """A payout that the schedule made cannot be canceled."""
    options = {"stripe_account": stripe.transfer(1_000).destination}
    stripe.emulator.advance(86_400)
    (payout,) = stripe.v1.payouts.list(options=options).data
    assert payout.status == "pending"
    assert refusal(lambda: stripe.v1.payouts.cancel(payout.id, options=options)).status == 400


@fact("docs.stripe.com/connect/testing#account-numbers", emulator_only=TIME)
def failing_bank(stripe: Side) -> None:
    """A test bank account decides how payouts to it fail."""
    bank = {"type": "custom", "country": "US", "external_account": "btok_us_verified_no_account"}
    account = stripe.v1.accounts.create(params={**bank, "capabilities": EXPRESS["capabilities"]}).id
    stripe.emulator.complete_onboarding(account)
    options = {"stripe_account": stripe.transfer(1_000, destination=account).destination}
    params = {"amount": 500, "currency": "usd"}
    made = stripe.v1.payouts.create(params=params, options=options).id
    stripe.emulator.advance(6 * 86_400)
    after = stripe.v1.payouts.retrieve(made, options=options)
    assert (after.status, after.failure_code) == ("failed", "no_account")


@fact("docs.stripe.com/connect/manage-payout-schedule", emulator_only=TIME)
def manual_schedule(stripe: Side) -> None:
    """On a manual schedule money stays until a payout is asked for."""
    options = {"stripe_account": stripe.transfer(1_000).destination}
    payments = {"payouts": {"schedule": {"interval": "manual"}}}
    stripe.v1.balance_settings.update(params={"payments": payments}, options=options)
    stripe.emulator.advance(10 * 86_400)
    assert stripe.v1.payouts.list(options=options).data == []


@fact("docs.stripe.com/connect/webhooks", emulator_only=TIME)
def paid_is_an_event_of_the_account(stripe: Side) -> None:
    """A payout that arrives is told as `payout.paid` of the account that it belongs to."""
    payout, options = paid_out(stripe)
    stripe.emulator.advance(5 * 86_400)
    account = options["stripe_account"]
    assert stripe.event("payout.paid", payout.id, account).account == account
