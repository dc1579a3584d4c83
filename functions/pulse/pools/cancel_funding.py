"""An unpaid funding ends: its payer changed their mind, or its reason is gone.

Reserve, act, record: that it must not be paid is stored first; then Stripe is asked to cancel; then it is
brought to what Stripe says. Whatever stops in between, the sweep repeats. What was paid nevertheless counts,
or is refunded, by the usual rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pulse.alerts import notify_missing_rights
from pulse.batches import BatchResult, each
from pulse.documents import Challenge, ChallengeStatus
from pulse.ledger import Change, commit_update, retry_after_conflict
from pulse.pools import rules
from pulse.pools.apply_funding import cancel_intent
from pulse.pools.complete_pool_funding import CompletePoolFunding, permit_of, unknown_funding
from pulse.pools.funding_intent import find_funding
from pulse.pools.read_prize_pool import PrizePool, read_prize_pool
from pulse.pools.records import Funding, Pool, funding_path
from pulse.pools.refusals import FundingPaid, FundingUnderWay
from pulse.pools.scene import erasure_path, read_scene
from pulse.pools.states import SYSTEM_ACTOR, PoolPhase
from pulse.ports import Ports
from pulse.ports.store import Query

_UNUSED_AFTER = timedelta(days=7)
"""Stripe keeps an unpaid PaymentIntent for ever; we cancel it after this time."""
_CHECK = timedelta(minutes=10)
_OVER = frozenset({ChallengeStatus.CANCELLED, ChallengeStatus.COMPLETED})


def cancel_pool_funding(command: CompletePoolFunding, *, ports: Ports) -> PrizePool:
    """The payer takes an unpaid funding back. The pool afterwards; a repeat answers the same.

    Raises *NotFound*, *NotAllowed*, *FundingPaid*, *FundingUnderWay*, and what `apply_funding` raises.
    """
    document = find_funding(command.payment_id, ports=ports)
    if document is None:
        raise unknown_funding()
    permit_of(command.challenge_id, command.actor)(Funding.of(document))
    change = Change("funding.revoked", command.actor, ports.clock.now(), "canceled by its payer")
    after = _cancel(document.id, change, ports=ports)
    if after.status in rules.PAID:
        raise FundingPaid("this payment has succeeded already", payment_status=after.status.value)
    if after.status in rules.OPEN:
        raise FundingUnderWay("your bank is still deciding about this payment")
    return read_prize_pool(command.challenge_id, command.actor, ports=ports)


def revoke_funding_if_due(funding_id: str, *, ports: Ports) -> bool:
    """Cancel the funding if its reason is gone. True if Stripe was asked to."""
    document = ports.store.get(funding_path(funding_id))
    if document is None or Funding.of(document).status not in rules.OPEN:
        return False
    funding, now = Funding.of(document), ports.clock.now()
    scene = read_scene(funding.challenge_id, erasure_path(funding.payer_id), ports=ports)
    erased = erasure_path(funding.payer_id) in scene.ours
    why = why_revoked(funding, scene.challenge, scene.pool, payer_is_erased=erased, at=now)
    if why is None and funding.revoked_at is None:
        return False
    _cancel(funding_id, Change("funding.revoked", SYSTEM_ACTOR, now, why), ports=ports)
    return True


def find_open_fundings(field: str, value: str, *, ports: Ports) -> list[str]:
    """The ids of the fundings that may still be paid, of which *field* has *value*."""
    statuses = [status.value for status in rules.OPEN]
    query = Query("poolFundings", where=[(field, "==", value), ("status", "in", statuses)], fields=["status"])
    return [document.id for document in ports.store.query(query)]


def revoke_fundings(funding_ids: Iterable[str], *, ports: Ports) -> BatchResult:
    """How many were canceled, and which could not be: the sweep tries those again."""
    result = each(funding_ids, lambda one: int(revoke_funding_if_due(one, ports=ports)), funding_path)
    notify_missing_rights(result.missing_rights, ports=ports)
    return result


def why_revoked(
    funding: Funding,
    challenge: Challenge | None,
    pool: Pool | None,
    *,
    payer_is_erased: bool,
    at: datetime,
) -> str | None:
    """Why an unpaid funding may not be paid any more; None if it may. A guess takes nothing back."""
    if payer_is_erased or challenge is None or pool is None:
        return "payer_erased" if payer_is_erased else "withdrawn"
    if pool.phase is not PoolPhase.OPEN or pool.ends_at <= at:
        return "ended"
    status = challenge.status.value_or(ChallengeStatus.ACTIVE)
    if challenge.cancel_asked_at is not None or status in _OVER:
        return "ended" if status is ChallengeStatus.COMPLETED else "cancelled"
    if funding.payer_id not in challenge.owner_ids.value_or((funding.payer_id,)):
        return "other_owner"
    return "unused" if at - funding.created_at >= _UNUSED_AFTER else None


def _cancel(funding_id: str, change: Change, *, ports: Ports) -> Funding:
    """Raises *StripeUnavailable*, *StoreUnavailable*, *Busy*: the sweep asks again."""
    funding = retry_after_conflict(
        lambda _: _reserve(funding_id, change, ports=ports), busy="this payment is being worked on"
    )
    if funding.payment_intent_id is None or funding.status not in rules.OPEN:
        return funding
    return cancel_intent(funding.payment_intent_id, ports=ports) or funding


def _reserve(funding_id: str, change: Change, *, ports: Ports) -> Funding:
    """Store that it must not be paid any more. One of which no intent is known was given to nobody."""
    document = ports.store.get(funding_path(funding_id))
    if document is None:
        raise unknown_funding()
    funding = Funding.of(document)
    if funding.status not in rules.OPEN or funding.revoked_at is not None:
        return funding
    revoked = funding.but(
        revoked_at=change.at,
        next_check_at=change.at + _CHECK,
        version=funding.version + 1,
        updated_at=change.at,
    )
    commit_update(ports.store, document, revoked, change)
    return revoked
