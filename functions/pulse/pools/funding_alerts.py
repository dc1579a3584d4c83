"""What operators hear about a funding: it contradicts Stripe, waits for two people, or was disputed."""

from __future__ import annotations

from pulse.alerts import AlertCause, causes
from pulse.pools.records import Funding, Taking
from pulse.pools.states import FundingStatus, TakingKind
from pulse.ports import Alert, Ports


def alert_mismatched(funding: Funding, problem: str, *, ports: Ports) -> None:
    message = f"Stripe and our record disagree on the {problem} of a payment into a pool. None is recorded."
    ports.alerts.raise_alert(_alert(funding, causes.FUNDING_MISMATCHED, message))


def alert_changed(before: Funding, after: Funding, *, ports: Ports) -> None:
    """Each change is told once: it is in the record from then on."""
    if after.status is FundingStatus.SUCCEEDED and after.is_held and before.held_for != after.held_for:
        reasons = ", ".join(after.held_for)
        message = f"A payment into a prize pool waits until two administrators accept it: {reasons}."
        ports.alerts.raise_alert(_alert(after, causes.FUNDING_HELD, message))
    if _disputed(after.takings) > _disputed(before.takings):
        message = "A bank took back a payment into a prize pool. What the pool lacks is not paid out."
        ports.alerts.raise_alert(_alert(after, causes.FUNDING_DISPUTED, message))
    known = {one.reference for one in before.takings if one.undone}
    if any(one.undone and one.reference not in known for one in after.takings):
        message = "A refund of a payment into a prize pool failed: the pool has the money again."
        ports.alerts.raise_alert(_alert(after, causes.RETURN_FAILED, message))


def _disputed(takings: tuple[Taking, ...]) -> int:
    return sum(one.amount for one in takings if one.kind is TakingKind.DISPUTE)


def _alert(funding: Funding, cause: AlertCause, message: str) -> Alert:
    return cause.alert(
        message,
        subject=funding.path,
        amount_cents=funding.amount,
        currency=funding.currency,
        user_id=funding.payer_id,
    )
