"""The payout schedule of an account: daily, weekly, monthly or manual (docs.stripe.com/payouts)."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stripe_emulator.clock import DAY_SECONDS
from stripe_emulator.messages import Obj
from stripe_emulator.resources import bank_accounts, payouts
from stripe_emulator.shapes import ACCOUNT_SETTINGS
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def of_the_day(emulator: "Emulator", account_id: str) -> None:
    """Pay out what is available, if the schedule says today; and come back tomorrow."""
    due = emulator.clock.now()
    account = emulator.store.get(PLATFORM, "account", account_id)
    if account is None or account.get("_deauthorized"):
        return
    emulator.schedule.add(due + DAY_SECONDS, "payouts_of_the_day", account_id)
    schedule = account.get("settings", ACCOUNT_SETTINGS)["payouts"]["schedule"]
    if account["payouts_enabled"] and _is_day(schedule, datetime.fromtimestamp(due, UTC)):
        for currency in emulator.ledger.currencies(account_id):
            _pay_out(emulator, account_id, currency)


def _is_day(schedule: Obj, today: datetime) -> bool:
    interval = schedule["interval"]
    if interval == "weekly":
        return bool(WEEKDAYS[today.weekday()] == schedule.get("weekly_anchor", "monday"))
    if interval == "monthly":
        return bool(today.day == schedule.get("monthly_anchor", 1))
    return bool(interval == "daily")


def _pay_out(emulator: "Emulator", account_id: str, currency: str) -> None:
    amount = emulator.ledger.available(account_id, currency)
    bank_account = bank_accounts.default_for(emulator, account_id, currency)
    if amount <= 0 or bank_account is None or bank_account.get("status") == "errored":
        return
    settled = _unsettled(emulator, account_id, currency)
    fields = {"description": "STRIPE PAYOUT", "metadata": {}}
    payout = payouts.make(
        emulator, account_id, amount, bank_account, method="standard", fields=fields, automatic=True
    )
    own = emulator.store.known(account_id, "balance_transaction", payout["balance_transaction"])
    for transaction in (*settled, own):
        transaction["_payout"] = payout["id"]


def _unsettled(emulator: "Emulator", account_id: str, currency: str) -> list[Obj]:
    """Available balance transactions that no payout has settled yet."""
    now = emulator.clock.now()
    every = emulator.store.all(account_id, "balance_transaction").values()
    return [
        one
        for one in every
        if one["currency"] == currency and "_payout" not in one and one.get("available_on", 0) <= now
    ]
