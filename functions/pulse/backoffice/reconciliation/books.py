"""Compare the journal with Stripe, movement by movement, to the cent, both ways. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pulse.ledger import OURS_AT_STRIPE, Entry
from pulse.ports.stripe_objects import BalanceTransaction

EXTERNAL = frozenset(
    {
        "topup", "topup_reversal", "payout", "payout_cancel", "payout_failure", "payout_reversal",
        "inbound_transfer", "inbound_transfer_reversal",
        "stripe_fee", "stripe_fx_fee", "tax_fee", "tax_fund", "network_cost", "fee_credit_funding",
        "contribution",
        "reserve_transaction", "reserved_funds", "reserve_hold", "reserve_release",
        "payment_network_reserve_hold", "payment_network_reserve_release",
        "payout_minimum_balance_hold", "payout_minimum_balance_release",
        "connect_collection_transfer", "obligation_outbound", "obligation_reversal_inbound",
        "stripe_balance_payment_debit", "stripe_balance_payment_debit_reversal",
        "advance", "advance_funding", "anticipation_repayment",
    }
)  # fmt: skip
"""Movements between our balance and the outside that no sale or prize causes: booked as Stripe reports them.

`connect_collection_transfer` covers the negative balance of a connected account. `reserve_hold` and the like
are money that Stripe sets aside.
"""

FOR_A_PERSON = frozenset(
    {
        "transfer_cancel", "transfer_failure", "payment_reversal", "payment_unreconciled",
        "climate_order_purchase", "climate_order_refund",
        "issuing_authorization_hold", "issuing_authorization_release", "issuing_dispute",
        "issuing_dispute_provisional_credit", "issuing_dispute_provisional_credit_reversal",
        "issuing_transaction",
    }
)  # fmt: skip
"""Movements that should not happen here: of products that we do not use, or money that comes back without an
object that says why. Each is a difference, and a person decides what it was.
"""

_OF_AN_ACCOUNT = frozenset({"payment", "payment_refund", "payment_failure_refund", "application_fee_refund"})
"""What sales and prizes do to a connected account; our books have no payouts or adjustments there."""

PAYOUTS = frozenset({"payout", "payout_returned"})
"""Kinds of entries: from Stripe to a bank, and back."""

_OF_OTHER_MATTERS = frozenset({"receivable", "receivable_settled"}) | PAYOUTS
"""Payouts, and a trainer's debt that is noted or forgiven, which moves nothing at Stripe."""

Money: TypeAlias = tuple[str, str]
"""(subject, currency)"""


@dataclass(frozen=True, slots=True)
class Gap:
    """*subject* is a Stripe id or an account of the journal; amounts in minor units of *currency*."""

    subject: str
    currency: str
    ours: int
    stripes: int

    @property
    def amount_cents(self) -> int:
        """How much more Stripe has than we do."""
        return self.stripes - self.ours


def cash(entry: Entry) -> Counter[str]:
    """What the entry did to our balance at Stripe, by currency."""
    moved: Counter[str] = Counter()
    for posting in entry.postings:
        if posting.account == OURS_AT_STRIPE:
            moved[posting.currency] += posting.amount
    return moved


def platform_gaps(entries: Iterable[Entry], transactions: Sequence[BalanceTransaction]) -> list[Gap]:
    """Gaps in our balance, by each movement's Stripe object; both lists hold all that is about an object."""
    entries = list(entries)
    ours: Counter[Money] = Counter()
    for entry in entries:
        for currency, amount in cash(entry).items():
            ours[entry.reference, currency] += amount
    references = {entry.reference for entry in entries}
    stripes: Counter[Money] = Counter()
    for transaction in transactions:
        key = reference_of(transaction, references)
        if not external(transaction) or key in references:
            stripes[key, transaction.currency] += transaction.net
    return gaps(ours, stripes)


def account_gaps(
    entries: Iterable[Entry], transactions: Mapping[str, Iterable[BalanceTransaction]]
) -> list[Gap]:
    """Gaps in what connected accounts hold from sales and prizes; *transactions* by the journal's name."""
    ours: Counter[Money] = Counter()
    for entry in entries:
        if entry.matter not in _OF_OTHER_MATTERS:
            for posting in entry.postings:
                ours[posting.account, posting.currency] += posting.amount
    stripes: Counter[Money] = Counter()
    for account, listed in transactions.items():
        for transaction in listed:
            if transaction.type in _OF_AN_ACCOUNT:
                stripes[account, transaction.currency] += transaction.net
    held = {money: amount for money, amount in ours.items() if _is_held(money[0])}
    return gaps(held, stripes)


def gaps(ours: Mapping[Money, int], stripes: Mapping[Money, int]) -> list[Gap]:
    """Where the two sides differ, in order of subject."""
    return [
        Gap(subject, currency, ours.get((subject, currency), 0), stripes.get((subject, currency), 0))
        for subject, currency in sorted({*ours, *stripes})
        if ours.get((subject, currency), 0) != stripes.get((subject, currency), 0)
    ]


def totals(entries: Iterable[Entry], *, without: frozenset[str] = frozenset()) -> Counter[Money]:
    """Every account's balance in the books, by (account, currency); entries about *without* left out."""
    sums: Counter[Money] = Counter()
    for entry in entries:
        if entry.matter not in without:
            for posting in entry.postings:
                sums[posting.account, posting.currency] += posting.amount
    return sums


def by_subject(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.subject].append(entry)
    return grouped


def reference_of(transaction: BalanceTransaction, references: Iterable[str] = ()) -> str:
    """The id under which the books have the movement: its source, or its own (disputes, top-ups)."""
    if transaction.id in references or transaction.source is None or is_dispute(transaction):
        return transaction.id
    by_itself = external(transaction) and not transaction.type.startswith("payout")
    return transaction.id if by_itself else transaction.source


def external(transaction: BalanceTransaction) -> bool:
    by_stripe = transaction.type == "adjustment" and not is_dispute(transaction)
    return by_stripe or transaction.type in EXTERNAL


def is_dispute(transaction: BalanceTransaction) -> bool:
    return (transaction.source or "").startswith(("dp_", "du_", "pdp_"))


def _is_held(account: str) -> bool:
    return account.startswith(("winner:", "trainer:"))
