"""Money: every movement is a balance transaction, and a balance is the sum of its transactions.

docs.stripe.com/api/balance_transactions, docs.stripe.com/reports/balance-transaction-types.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from stripe_emulator.messages import Obj
from stripe_emulator.world.clock import Clock
from stripe_emulator.world.schedule import Schedule
from stripe_emulator.world.state import State
from stripe_emulator.world.store import Store

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

OTHER_SOURCES = ("bank_account", "fpx")
"""The parts of a balance besides what came from cards: docs.stripe.com/api/balance/balance_object."""


NOTHING: Mapping[str, int] = {"available": 0, "pending": 0}


class BalancesDisagree(Exception):
    """The self-check found money that was created or lost."""


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
        shown: Obj | None = None,
    ) -> str:
        """Record one movement of money and return the id of its balance transaction.

        The money is pending until `available_on`, and available at once without it. `shown` holds further
        fields of the transaction; `_source_type` among them says which part of the balance moves.
        """
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
        if shown:
            transaction.update({name: value for name, value in shown.items() if value is not None})
        matures = available_on is not None and available_on > now
        if matures:
            transaction["available_on"] = available_on
        self._store.add(owner, "balance_transaction", transaction)
        self._add_to_funds(owner, currency, net_of(transaction), available_on if matures else None)
        source_type = transaction.get("_source_type", "card")
        if source_type != "card" and not matures:
            funds = self.funds(owner, currency)
            funds[source_type] = funds.get(source_type, 0) + net_of(transaction)
        return str(transaction["id"])

    def _add_to_funds(self, owner: str, currency: str, net: int, available_on: float | None) -> None:
        funds = self.funds(owner, currency)
        if available_on is None:
            funds["available"] += net
            self._wake_line(owner, currency, net)
        else:
            funds["pending"] += net
            self._schedule.add(available_on, "funds_available", owner, currency, net)

    def mature(self, owner: str, currency: str, net: int) -> None:
        """Turn pending funds into available ones."""
        funds = self.funds(owner, currency)
        funds["pending"] -= net
        funds["available"] += net
        self._wake_line(owner, currency, net)

    def line(self, owner: str, currency: str) -> list[str]:
        """The refunds that wait for funds, the oldest first."""
        return self._state.refunds_waiting.setdefault(f"{owner} {currency}", [])

    def _wake_line(self, owner: str, currency: str, net: int) -> None:
        if net > 0 and self._state.refunds_waiting.get(f"{owner} {currency}"):
            self._schedule.add(self._clock.now(), "refunds_wait", owner, currency)

    def open(self, owner: str, currency: str) -> None:
        """Give an account a balance of zero in a currency, unless it has one."""
        self.funds(owner, currency)

    def funds(self, owner: str, currency: str) -> dict[str, int]:
        """`{"available": ..., "pending": ...}` of one account in one currency, to be changed in place."""
        return self._state.funds.setdefault(owner, {}).setdefault(currency, dict(NOTHING))

    def _seen(self, owner: str, currency: str) -> Mapping[str, int]:
        """As `funds`, to be read: a question gives no account a balance that it did not have."""
        return self._state.funds.get(owner, {}).get(currency, NOTHING)

    def available(self, owner: str, currency: str) -> int:
        """What can be transferred or paid out now."""
        return self._seen(owner, currency)["available"]

    def available_of(self, owner: str, currency: str, source_type: str) -> int:
        """The part of the available money that came from cards, from `bank_account` or from `fpx`.

        docs.stripe.com/api/transfers/create#create_transfer-source_type.
        """
        funds = self._seen(owner, currency)
        others: dict[str, int] = {name: funds[name] for name in OTHER_SOURCES if name in funds}
        if source_type == "card":
            return funds["available"] - sum(others.values())
        return others.get(source_type, 0)

    def source_types(self, owner: str, currency: str) -> list[str]:
        """The parts that this balance has: cards, and other sources if there were any."""
        funds = self._seen(owner, currency)
        return ["card", *(name for name in OTHER_SOURCES if name in funds)]

    def currencies(self, owner: str) -> list[str]:
        """The currencies in which the account has had money."""
        return sorted(self._state.funds.get(owner, {}))

    def self_check(self) -> None:
        """Raise `BalancesDisagree` unless balances equal their transactions and money is conserved."""
        between_accounts: Counter[str] = Counter()
        for owner in list(self._store.owners()):
            self._check_account(owner, between_accounts)
        unbalanced = {currency: amount for currency, amount in between_accounts.items() if amount}
        if unbalanced:
            raise BalancesDisagree(f"money between accounts does not sum to zero: {unbalanced}")

    def _check_account(self, owner: str, between_accounts: Counter[str]) -> None:
        sums: Counter[str] = Counter()
        for transaction in self._store.all(owner, "balance_transaction").values():
            currency = transaction["currency"]
            sums[currency] += net_of(transaction)
            if transaction["type"] in INTERNAL_TYPES and "_alone" not in transaction:
                between_accounts[currency] += transaction["amount"] - application_fee_of(transaction)
        for currency in {*sums, *self.currencies(owner)}:
            funds = self._seen(owner, currency)
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
