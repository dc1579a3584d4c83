"""Balance settings: the payout schedule of an account (docs.stripe.com/api/balance-settings)."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.shapes import ACCOUNT_SETTINGS
from stripe_emulator.resources.call import Call
from stripe_emulator.world.state import PLATFORM

START_OF_DAY: Obj = {"hour": 0, "minutes": 0, "timezone": "Etc/UTC"}


def _account(call: Call) -> Obj:
    return call.world.store.known(PLATFORM, "account", call.owner)


def _shape(account: Obj) -> Obj:
    settings = account.get("settings", ACCOUNT_SETTINGS)["payouts"]
    extra: Obj = account.get("_balance_settings", {})
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": settings["debit_negative_balances"],
            "payouts": {
                "automatic_transfer_rules_by_currency": {},
                "minimum_balance_by_currency": extra.get("minimum_balance_by_currency") or {},
                "schedule": {"interval": settings["schedule"]["interval"]},
                "statement_descriptor": settings["statement_descriptor"],
                "status": "enabled" if account["payouts_enabled"] else "disabled",
            },
            "settlement_timing": {
                "delay_days": extra.get("delay_days_override", settings["schedule"]["delay_days"]),
                "start_of_day": START_OF_DAY,
            },
        },
    }


def retrieve(call: Call) -> Obj:
    """GET /v1/balance_settings."""
    return _shape(_account(call))


def update(call: Call) -> Obj:
    """POST /v1/balance_settings: schedule, minimum balances, statement descriptor."""
    account = _account(call)
    payments = call.params.get("payments", {})
    payouts = payments.get("payouts", {})
    settings = account.get("settings", ACCOUNT_SETTINGS)
    changed = dict(settings["payouts"])
    if "schedule" in payouts:
        changed["schedule"] = {**changed["schedule"], **_without_anchors(payouts["schedule"])}
    for name, given in (("statement_descriptor", payouts), ("debit_negative_balances", payments)):
        if name in given:
            changed[name] = given[name]
    account["settings"] = {**settings, "payouts": changed}
    extra = account.setdefault("_balance_settings", {})
    if "minimum_balance_by_currency" in payouts:
        extra["minimum_balance_by_currency"] = payouts["minimum_balance_by_currency"] or {}
    override = payments.get("settlement_timing", {}).get("delay_days_override")
    if override:
        extra["delay_days_override"] = override
    shown = _shape(account)
    call.world.events.emit_rendered(call.owner, "balance_settings.updated", shown)
    return shown


def _without_anchors(schedule: Obj) -> Obj:
    """The classic schedule has one anchor: the first day of each list."""
    kept = {"interval": schedule["interval"]} if "interval" in schedule else {}
    if schedule.get("weekly_payout_days"):
        kept["weekly_anchor"] = schedule["weekly_payout_days"][0]
    if schedule.get("monthly_payout_days"):
        kept["monthly_anchor"] = schedule["monthly_payout_days"][0]
    return kept
