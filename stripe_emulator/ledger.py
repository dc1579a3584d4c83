"""Money: every movement is a balance transaction, and a balance is the sum of them.

docs.stripe.com/api/balance_transactions, docs.stripe.com/reports/balance-transaction-types.
"""

from collections import Counter
from typing import NamedTuple

from stripe_emulator.clock import Clock
from stripe_emulator.messages import Obj
from stripe_emulator.schedule import Schedule
from stripe_emulator.state import State
from stripe_emulator.store import Store

INTERNAL_TYPES = frozenset(
    {
        "transfer",
        "payment",
        "transfer_refund",
        "payment_refund",
        "application_fee",
        "application_fee_refund",
    }
)
"""Types that move money between two accounts of the emulator: together they sum to zero."""

CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "transfer_refund": "transfer_reversal",
    "application_fee": "platform_earning",
    "application_fee_refund": "platform_earning_refund",
    "payout_failure": "payout_reversal",
    "payout_cancel": "payout_reversal",
    "adjustment": "other_adjustment",
}
"""`reporting_category` where it differs from the type (docs.stripe.com/reports/reporting-categories)."""


class BalancesDisagree(Exception):
    """The self-check found money that came from nowhere or went nowhere."""


class Fee(NamedTuple):
    """A fee on a balance transaction: `stripe_fee` or `application_fee`."""

    type: str
    amount: int


class Ledger:
    """Balances per account and currency."""

    def __init__(self, state: State, store: Store, clock: Clock, schedule: Schedule) -> None:
        self._state = state
        self._store = store
        self._clock = clock
        self._schedule = schedule

    def post(
        self,
        owner: str,
        *,
        kind: str,
        amount: int,
        currency: str,
        source: str,
        fee: Fee | None = None,
        available_on: float | None = None,
        category: str | None = None,
    ) -> str:
        """Record one movement and return the balance transaction's id; pending until `available_on`."""
        now = self._clock.now()
        transaction: Obj = {
            "id": self._state.new_id("txn"),
            "amount": amount,
            "created": self._clock.second(),
            "currency": currency,
            "source": source,
            "type": kind,
        }
        if fee:
            transaction["_fee"] = [fee.type, fee.amount]
        if category:
            transaction["reporting_category"] = category
        matures = available_on is not None and available_on > now
        if matures:
            transaction["available_on"] = available_on
        self._store.add(owner, "balance_transaction", transaction)
        self._count(owner, currency, net_of(transaction), available_on if matures else None)
        return str(transaction["id"])

    def _count(self, owner: str, currency: str, net: int, available_on: float | None) -> None:
        funds = self.funds(owner, currency)
        if available_on is None:
            funds["available"] += net
        else:
            funds["pending"] += net
            self._schedule.add(available_on, "funds_available", owner, currency, net)

    def mature(self, owner: str, currency: str, net: int) -> None:
        """Move pending funds to available."""
        funds = self.funds(owner, currency)
        funds["pending"] -= net
        funds["available"] += net

    def funds(self, owner: str, currency: str) -> dict[str, int]:
        """`{"available": ..., "pending": ...}` of one account in one currency."""
        return self._state.funds.setdefault(owner, {}).setdefault(currency, {"available": 0, "pending": 0})

    def available(self, owner: str, currency: str) -> int:
        """What can be transferred or paid out now."""
        return self.funds(owner, currency)["available"]

    def currencies(self, owner: str) -> list[str]:
        """Currencies in which the account ever held money."""
        return sorted(self._state.funds.get(owner, {}))

    def self_check(self) -> None:
        """Raise `BalancesDisagree` unless balances equal their transactions and money is conserved."""
        between_accounts: Counter[str] = Counter()
        for owner in list(self._store.owners()):
            self._check_account(owner, between_accounts)
        astray = {currency: amount for currency, amount in between_accounts.items() if amount}
        if astray:
            raise BalancesDisagree(f"between accounts, money does not sum to zero: {astray}")

    def _check_account(self, owner: str, between_accounts: Counter[str]) -> None:
        sums: Counter[str] = Counter()
        for transaction in self._store.all(owner, "balance_transaction").values():
            currency = transaction["currency"]
            sums[currency] += net_of(transaction)
            if transaction["type"] in INTERNAL_TYPES:
                between_accounts[currency] += transaction["amount"] - application_fee_of(transaction)
        for currency in {*sums, *self.currencies(owner)}:
            funds = self.funds(owner, currency)
            if sums[currency] != funds["available"] + funds["pending"]:
                raise BalancesDisagree(f"{owner} {currency}: transactions {sums[currency]}, balance {funds}")


def net_of(transaction: Obj) -> int:
    """Amount less fee."""
    fee: int = transaction["_fee"][1] if "_fee" in transaction else 0
    return int(transaction["amount"]) - fee


def application_fee_of(transaction: Obj) -> int:
    """The part of the fee that went to the platform."""
    kind, amount = transaction.get("_fee", ("", 0))
    return amount if kind == "application_fee" else 0


def render(transaction: Obj, out: Obj, now: float) -> None:
    """Fill in what is derived: fee, net, status and reporting category."""
    kind, amount = out.pop("_fee", ("", 0))
    out["fee"] = amount
    if amount:
        out["fee_details"] = [_fee_detail(kind, amount, out["currency"])]
    out["net"] = out["amount"] - amount
    out["available_on"] = int(out.get("available_on") or out["created"])
    out["status"] = "pending" if transaction.get("available_on", 0) > now else "available"
    if out["reporting_category"] is None:
        out["reporting_category"] = CATEGORIES.get(out["type"], out["type"])


def _fee_detail(kind: str, amount: int, currency: str) -> Obj:
    description = "Stripe processing fees" if kind == "stripe_fee" else "Application fee"
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": description,
        "type": kind,
    }
