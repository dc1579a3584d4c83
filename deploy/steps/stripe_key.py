"""What the functions' key may do at Stripe, as far as reading shows it."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.clients import Clients
from deploy.errors import NotAllowed
from deploy.step import Decision, Plan
from deploy.steps import secrets
from deploy.wanted import Wanted

READS: Mapping[str, str] = {
    "Accounts": "/v1/accounts",
    "Application fees": "/v1/application_fees",
    "Balance": "/v1/balance",
    "Balance settings": "/v1/balance_settings",
    "Balance transactions": "/v1/balance_transactions",
    "Charges": "/v1/charges",
    "Customers": "/v1/customers",
    "Disputes": "/v1/disputes",
    "Events": "/v1/events",
    "Payment intents": "/v1/payment_intents",
    "Payouts": "/v1/payouts",
    "Radar": "/v1/radar/early_fraud_warnings",
    "Refunds": "/v1/refunds",
    "Transfers": "/v1/transfers",
}
"""Rights of the functions' key that reading shows. Whether it may write is seen when it writes."""
READS_V2: Mapping[str, str] = {
    "Accounts of API v2": "/v2/core/accounts",
    "Events of API v2": "/v2/core/events",
}
"""Those that accounts of API v2 take besides."""
_SINGLE = ("Balance", "Balance settings")


def look_at_key(clients: Clients, wanted: Wanted) -> tuple[str, ...] | None:
    """The rights that it lacks; None without a key."""
    key = secrets.read(secrets.KEY, clients, wanted) or clients.stripe.product_key
    if not key:
        return None
    reads = _reads(wanted)
    return tuple(right for right in reads if not _may_read(right, reads[right], key.strip(), clients))


def _reads(wanted: Wanted) -> Mapping[str, str]:
    return {**READS, **READS_V2} if wanted.settings.stripe_accounts == "v2" else READS


def _may_read(right: str, path: str, key: str, clients: Clients) -> bool:
    try:
        clients.stripe.get(path, key=key, **({} if right in _SINGLE else {"limit": "1"}))
    except NotAllowed:
        return False
    return True


def plan_key(found: tuple[str, ...] | None, wanted: Wanted) -> Plan:
    if found is None:
        return Plan()
    if found:
        wrong = f"The functions' key may not read: {', '.join(found)}."
        instead = "Add these rights in Stripe's dashboard, Developers, API keys (docs/runbook/secrets.md)."
        return Plan(decisions=(Decision(wrong, instead),))
    return Plan((f"The functions' key may read all {len(_reads(wanted))} things that it has to.",))
