"""Refunds of fundings, by the payment protocol: reserved, looked up, sent, and recorded with the funding.

The payment was just fetched and shows what Stripe has, so nothing else is looked up before a send.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pulse.alerts import causes
from pulse.attempts import (
    POOL_RETURN,
    AttemptStep,
    first_attempt,
    is_in_time,
    next_generation,
    next_step,
    nothing_in_flight,
    sent_again,
    was_refused_at_once,
)
from pulse.batches import partition
from pulse.charges import undone
from pulse.errors import StripeRefused
from pulse.ledger import Change, audited_create, audited_update, commit_update, entry_writes
from pulse.notices import Amount, Said, notice
from pulse.pools import postings
from pulse.pools.fetch_funding import Seen
from pulse.pools.funding_entries import RETURN_ID
from pulse.pools.pool_writes import pool_writes
from pulse.pools.records import Funding, PoolReturn
from pulse.pools.scene import read_scene, refuse_damaged
from pulse.pools.states import SYSTEM_ACTOR, ReturnKind, ReturnStatus
from pulse.ports import Document, Ports
from pulse.ports.store import Merge, Query, Write
from pulse.ports.stripe_objects import Refund
from pulse.settings import Settings

_CHECK = timedelta(minutes=10)
Stored = tuple[Document, PoolReturn]


def read_returns(funding_id: str, *, ports: Ports) -> list[Stored]:
    """Raises *PoolUnreadable* if one of them cannot be read: nobody would know what it has sent.

    Operators are told then.
    """
    found = ports.store.query(Query("poolReturns", where=[("fundingId", "==", funding_id)]))
    records, damaged = partition(PoolReturn, found)
    refuse_damaged(damaged, ports=ports)
    return list(zip(found, records, strict=True))


def new_return(
    funding: Funding, return_id: str, amount: int, kind: ReturnKind, now: datetime
) -> tuple[Funding, PoolReturn]:
    """The refund to reserve, and the funding with *amount* set aside for it."""
    assert funding.charge_id is not None  # noqa: S101 - only what is paid is returned
    made = PoolReturn(
        return_id=return_id,
        funding_id=funding.funding_id,
        challenge_id=funding.challenge_id,
        payer_id=funding.payer_id,
        kind=kind,
        amount=amount,
        pool_amount=amount,
        currency=funding.currency,
        charge_id=funding.charge_id,
        status=ReturnStatus.OPEN,
        attempt=first_attempt(POOL_RETURN, return_id, now).but(sends=0),  # each send is counted before it
        next_check_at=now + _CHECK,
        created_at=now,
        updated_at=now,
    )
    reserved = funding.but(
        returning_amount=funding.returning_amount + amount, next_check_at=made.next_check_at
    )
    return reserved, made


def late_return(funding: Funding, now: datetime, settings: Settings) -> tuple[Funding, list[Write]]:
    """Everything of a payment that came too late, and what its payer is told."""
    after, made = new_return(funding, f"{funding.funding_id}_late", funding.left, ReturnKind.LATE, now)
    created = audited_create(made.path, made, Change("return.reserved", SYSTEM_ACTOR, now))
    told = return_notice(
        funding,
        f"{funding.funding_id}_late",
        Said.POOL_PAID_TOO_LATE,
        funding.total,
        reason="paid_too_late",
        settings=settings,
        now=now,
    )
    return after, [*created, told]


def returns_writes(returns: Iterable[Stored], seen: Seen, now: datetime) -> list[Write]:
    """What Stripe says about refunds that are ours: they exist, or have failed."""
    by_return = {one.metadata.get(RETURN_ID): one for one in seen.refunds}
    writes: list[Write] = []
    for document, before in returns:
        refund = by_return.get(before.return_id)
        if refund is None:
            continue
        status = ReturnStatus.FAILED if undone(refund) else ReturnStatus.DONE
        owed = _is_owed(before, refund)
        if (status, owed, refund.id) == (before.status, before.owed, before.stripe_refund_id):
            continue
        after = before.but(
            status=status,
            owed=owed,
            stripe_refund_id=refund.id,
            next_check_at=None,
            version=before.version + 1,
            updated_at=now,
        )
        writes += audited_update(document, after, Change(f"return.{status}", SYSTEM_ACTOR, now))
    return writes


def _is_owed(made: PoolReturn, refund: Refund) -> bool:
    """What came back of a failed return is the pool's again; late money stays its payer's."""
    if undone(refund):
        return made.kind is ReturnKind.LATE
    return refund.balance_transaction is None


def carry_out_returns(funding: Funding, seen: Seen, *, ports: Ports) -> bool:
    """Send what is reserved and not at Stripe. True when something was sent: ask Stripe again."""
    if seen.charge is None or not seen.thorough or not funding.returning_amount:
        return False
    made = {one.metadata.get(RETURN_ID) for one in seen.refunds}
    due = [
        (document, one)
        for document, one in read_returns(funding.funding_id, ports=ports)
        if one.status is ReturnStatus.OPEN and one.return_id not in made
    ]
    sent = [_advance(document, one, seen, ports=ports) for document, one in due]
    return any(sent)


def _advance(document: Document, made: PoolReturn, seen: Seen, *, ports: Ports) -> bool:
    """The look-up began at *seen.at* and found nothing of this return.

    A worker that froze after its claim may wake while another generation is being sent: it must not send.
    """
    now = ports.clock.now()
    if made.attempt.closed:
        return _end_refused(document, made, seen.at, ports=ports)
    following = next_step(
        made.attempt, POOL_RETURN, now=now, settings=ports.settings, found_nothing_at=seen.at
    )
    if following.step is AttemptStep.WAIT:
        return False
    if following.step is AttemptStep.NEW_GENERATION:
        attempt, change = (
            next_generation(POOL_RETURN, made.attempt, now),
            Change("return.renewed", SYSTEM_ACTOR, now),
        )
    else:
        attempt, change = sent_again(made.attempt, now), Change("return.resent", SYSTEM_ACTOR, now)
    sending = made.but(attempt=attempt, next_check_at=now + _CHECK, version=made.version + 1, updated_at=now)
    started = ports.clock.monotonic()
    document = commit_update(ports.store, document, sending, change)
    if is_in_time(started, ports.clock.monotonic(), ports.settings):
        _send(document, sending, ports=ports)
    return True


def _send(document: Document, made: PoolReturn, *, ports: Ports) -> None:
    params = {
        "charge": made.charge_id,
        "amount": made.amount,
        "reason": "requested_by_customer",
        "metadata": {RETURN_ID: made.return_id},
    }
    try:
        ports.stripe.create_refund(params, idempotency_key=made.attempt.key)
    except StripeRefused as refused:
        _record_refusal(document, made, refused, ports=ports)


def _record_refusal(document: Document, made: PoolReturn, refused: StripeRefused, *, ports: Ports) -> None:
    """Stripe refused this send. While an earlier one without an answer may still run, nothing is released."""
    now, code = ports.clock.now(), refused.stripe_code or "unknown"
    closed = made.but(
        attempt=made.attempt.but(closed=True, closed_reason=code),
        refused_code=code,
        version=made.version + 1,
        updated_at=now,
    )
    if was_refused_at_once(closed.attempt, POOL_RETURN):
        _release(document, closed, ports=ports)
    else:
        commit_update(ports.store, document, closed, Change("return.closed", SYSTEM_ACTOR, now))


def _end_refused(document: Document, made: PoolReturn, looked_up_at: datetime, *, ports: Ports) -> bool:
    """After the quiet time a look-up found nothing of it: nothing of it can appear any more."""
    if not nothing_in_flight(made.attempt, POOL_RETURN, looked_up_at, ports.settings):
        return False
    _release(document, made.but(version=made.version + 1, updated_at=ports.clock.now()), ports=ports)
    return True


def _release(document: Document, made: PoolReturn, *, ports: Ports) -> None:
    """No money moved: the pool, or the payer's side of late money, has it again, and a person decides."""
    now, is_late = ports.clock.now(), made.kind is ReturnKind.LATE
    scene = read_scene(made.challenge_id, ports=ports)
    stored = scene.documents[made.funding_id]
    funding = Funding.of(stored)
    released = funding.but(
        returning_amount=max(0, funding.returning_amount - made.pool_amount),
        version=funding.version + 1,
        updated_at=now,
    )
    ended = made.but(status=ReturnStatus.REFUSED, owed=is_late, next_check_at=None)
    change = Change("return.refused", SYSTEM_ACTOR, now)
    writes: list[Write] = list(audited_update(document, ended, change))
    writes += audited_update(stored, released, change)
    if not is_late:
        posted = postings.released(funding, made.pool_amount)
        writes += entry_writes(made.return_id, "released", posted, subject=made.path, at=now)
        writes += pool_writes(scene, scene.but(released), SYSTEM_ACTOR, now)
    ports.alerts.raise_alert(  # before the commit: a crash repeats it instead of losing it
        causes.RETURN_FAILED.alert(
            "Stripe refused to refund a payment into a prize pool. It is not tried again by itself.",
            subject=made.path,
            amount_cents=made.amount,
            currency=made.currency,
            user_id=made.payer_id,
            facts={"stripe_code": made.refused_code or "unknown", "funding": funding.path},
        )
    )
    ports.store.commit(writes)


def return_notice(
    funding: Funding,
    notice_id: str,
    said: Said,
    amount: int,
    *,
    reason: str,
    settings: Settings,
    now: datetime,
) -> Merge:
    """Its id makes repeats harmless."""
    return notice(
        funding.payer_id,
        notice_id,
        said,
        reason=reason,
        settings=settings,
        at=now,
        about={"paymentId": funding.payment_intent_id} if funding.payment_intent_id else {},
        title=funding.challenge_title,
        amount=Amount(amount, funding.currency),
    )
