"""How onboarding ends, by form or by script (docs.stripe.com/connect/express-accounts)."""

from typing import TYPE_CHECKING

from stripe_emulator.messages import Obj
from stripe_emulator.resources import accounts, bank_accounts, requirements
from stripe_emulator.resources.bank_accounts import GOOD_ACCOUNT_NUMBER, GOOD_ROUTING_NUMBER
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

OUTCOMES = ("active", "pending", "restricted", "rejected")
VERIFICATION_SECONDS = 60.0
"""How long a pending account waits before it becomes active, when the form decided so."""


def complete(
    emulator: "Emulator",
    account_id: str,
    outcome: str,
    *,
    after: float | None = None,
    bank_number: str | None = None,
    routing_number: str = GOOD_ROUTING_NUMBER,
) -> None:
    """Finish the form with an outcome; again on the same account, change it to that outcome.

    Without a `bank_number` the bank account that is there stays, or else the good one is added.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"unknown outcome {outcome!r}, one of {OUTCOMES}")
    account = accounts.connected(emulator, account_id)
    if account is None:
        raise KeyError(account_id)
    if outcome != "rejected":
        _bank(emulator, account, bank_number, routing_number)
    if outcome == "rejected":
        account["details_submitted"] = True
        accounts.mark_rejected(emulator, account, "rejected.other")
        return
    _apply(emulator, account_id, outcome)
    if outcome == "pending" and after is not None:
        emulator.schedule.add(emulator.clock.now() + after, "account_verified", account_id)


def _bank(emulator: "Emulator", account: Obj, number: str | None, routing: str) -> None:
    currency = account["default_currency"]
    before = bank_accounts.default_for(emulator, account["id"], currency)
    if before is None or (number is not None and not bank_accounts.serves(before, number, routing)):
        number = number or GOOD_ACCOUNT_NUMBER
        bank_accounts.attach(emulator, account["id"], number=number, routing=routing, currency=currency)


def _apply(emulator: "Emulator", account_id: str, outcome: str) -> None:
    fields, status = {
        "active": (requirements.open_for_business(), "active"),
        "pending": (requirements.being_verified(), "pending"),
        "restricted": (requirements.document_wanted(), "inactive"),
    }[outcome]
    account = emulator.store.known(PLATFORM, "account", account_id)
    now = emulator.clock.second()
    accounts.change(
        emulator,
        account,
        capabilities=dict.fromkeys(account["capabilities"], status),
        tos_acceptance={"date": now, "ip": "127.0.0.1", "user_agent": None},
        **fields,
    )


def verified(emulator: "Emulator", account_id: str) -> None:
    """Stripe has checked a pending account; one that changed meanwhile stays as it is."""
    account = accounts.connected(emulator, account_id)
    if account is not None and account["requirements"]["pending_verification"]:
        _apply(emulator, account_id, "active")
