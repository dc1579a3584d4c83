"""What a scheduled task does when its time has come."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from stripe_emulator.messages import Request
from stripe_emulator.resources import automatic_payouts, onboarding, payouts, refunds, topups

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator


def funds_available(emulator: "Emulator", owner: str, currency: str, net: int) -> None:
    """Pending funds become available; one event for all that do at the same moment."""
    emulator.ledger.mature(owner, currency, net)
    if not emulator.schedule.follows(emulator.clock.now(), "funds_available", owner):
        emulator.events.balance_available(owner)


def late_request(
    emulator: "Emulator",
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    body: str,
    occupied: str,
) -> None:
    """A request that its caller gave up executes after all."""
    emulator.execute_late(Request(method, path, query, headers, body), occupied)


TASKS: dict[str, Callable[..., None]] = {
    "funds_available": funds_available,
    "late_request": late_request,
    "account_verified": onboarding.verified,
    "payout_moves": payouts.moves,
    "payouts_of_the_day": automatic_payouts.of_the_day,
    "refund_fails": refunds.fails,
    "topup_succeeds": topups.succeeds,
}
