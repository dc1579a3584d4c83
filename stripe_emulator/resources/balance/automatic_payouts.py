"""The payout schedule of an account: daily, weekly, monthly or manual (docs.stripe.com/payouts)."""

from datetime import UTC, datetime

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import bank_accounts
from stripe_emulator.resources.accounts.shapes import ACCOUNT_SETTINGS
from stripe_emulator.resources.balance import payout_steps
from stripe_emulator.world import World
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.state import PLATFORM

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def pay_out_if_due(world: World, account_id: str) -> None:
    """Pay out what is available if the schedule says so, and look again tomorrow."""
    due = world.clock.now()
    account = world.store.get(PLATFORM, "account", account_id)
    if account is None or account.get("_deauthorized"):
        return
    world.schedule.add(due + DAY_SECONDS, "payouts_of_the_day", account_id)
    schedule = account.get("settings", ACCOUNT_SETTINGS)["payouts"]["schedule"]
    if account["payouts_enabled"] and _is_payout_day(schedule, datetime.fromtimestamp(due, UTC)):
        for currency in world.ledger.currencies(account_id):
            _pay_out(world, account_id, currency)


def _is_payout_day(schedule: Obj, today: datetime) -> bool:
    interval = schedule["interval"]
    if interval == "weekly":
        return bool(WEEKDAYS[today.weekday()] == schedule.get("weekly_anchor", "monday"))
    if interval == "monthly":
        return bool(today.day == schedule.get("monthly_anchor", 1))
    return bool(interval == "daily")


def _pay_out(world: World, account_id: str, currency: str) -> None:
    """One payout for each part of the balance (docs.stripe.com/api/payouts/object, `source_type`)."""
    bank_account = bank_accounts.find_default(world, account_id, currency)
    if bank_account is None or bank_account.get("status") == "errored":
        return
    for source_type in world.ledger.source_types(account_id, currency):
        amount = world.ledger.available_of(account_id, currency, source_type)
        if amount > 0:
            _pay_part(world, account_id, bank_account, amount, source_type)


def _pay_part(world: World, account_id: str, bank_account: Obj, amount: int, source_type: str) -> None:
    included = _find_without_payout(world, account_id, bank_account["currency"], source_type)
    fields = {"description": "STRIPE PAYOUT", "metadata": {}, "source_type": source_type}
    payout = payout_steps.make(
        world, account_id, amount, bank_account, method="standard", fields=fields, automatic=True
    )
    own = world.store.known(account_id, "balance_transaction", payout["balance_transaction"])
    for transaction in (*included, own):
        transaction["_payout"] = payout["id"]


def _find_without_payout(world: World, account_id: str, currency: str, source_type: str) -> list[Obj]:
    """Available balance transactions of one part of the balance that are in no payout yet."""
    now = world.clock.now()
    every = world.store.all(account_id, "balance_transaction").values()
    return [
        one
        for one in every
        if one["currency"] == currency
        and "_payout" not in one
        and one.get("_source_type", "card") == source_type
        and one.get("available_on", 0) <= now
    ]
