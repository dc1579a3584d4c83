"""The platform's balance: automatic payouts would take the money that prizes are paid from."""

from __future__ import annotations

from deploy.clients import Clients
from deploy.errors import NotAllowed
from deploy.google import Json
from deploy.step import Change, Kind, Plan
from deploy.steps import secrets
from deploy.wanted import Wanted


def look_at_balance(clients: Clients, wanted: Wanted) -> Json | None:
    """None without a key that may see it."""
    if not clients.stripe.key:
        return None
    secrets.require_mode(clients.stripe.key, wanted)
    try:
        return clients.stripe.get("/v1/balance_settings")
    except NotAllowed:
        return None


def plan_balance(found: Json | None, wanted: Wanted) -> Plan:
    if found is None:
        return Plan()
    payouts = found["payments"]["payouts"]
    interval, kept = payouts["schedule"]["interval"], payouts["minimum_balance_by_currency"]
    if interval == "manual":
        return Plan(("Payouts to the platform's bank are manual.",))
    if kept:
        return Plan((f"Automatic payouts leave a minimum balance ({', '.join(sorted(kept))}).",))
    said = f"Make payouts to the platform's bank manual (now: {interval}); they would take the prizes' money."
    body = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
    return Plan(changes=(Change(Kind.CHANGE, said, lambda clients: _set_balance(clients, body)),))


def _set_balance(clients: Clients, body: Json) -> None:
    clients.stripe.post("/v1/balance_settings", body)
