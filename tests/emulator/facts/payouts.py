"""Payouts of connected accounts to their banks."""

from typing import Any

import stripe as sdk

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
