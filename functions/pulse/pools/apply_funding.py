"""Brings a funding's record to what Stripe says now. Client, webhook and sweep all call this.

A record never goes back to an older state: funding, pool and challenge are read before Stripe is asked, and
the commit fails if one of them has changed since.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pulse import log
from pulse.attempts import StoredId, is_gone
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import Change, audited_update, entry_writes, retry_after_conflict
from pulse.pools import rules
from pulse.pools.fetch_funding import Seen, contradiction, fetch_seen
from pulse.pools.funding_alerts import alert_changed, alert_mismatched
from pulse.pools.funding_entries import is_disputed, possible_paths
from pulse.pools.funding_intent import FUNDING_ID, find_funding, is_made_for, link_intent
from pulse.pools.limits import fetch_history, passes_a_limit
from pulse.pools.pool_writes import pool_writes
from pulse.pools.records import Funding, funding_path
from pulse.pools.returns import carry_out_returns, late_return, read_returns, returns_writes
from pulse.pools.scene import Scene, erasure_path, read_scene
from pulse.pools.states import SYSTEM_ACTOR, FundingStatus
from pulse.pools.updated_funding import Around, is_first_paid, updated_funding
from pulse.ports import Document, Ports
from pulse.ports.paths import is_segment
from pulse.ports.store import Write
from pulse.ports.stripe_objects import PaymentIntent

T = TypeVar("T")
Permit = Callable[[Funding], None]
"""Raises when the caller may not touch this funding. Asked before anything is written."""


def _anyone(_funding: Funding) -> None:
    """What Stripe or the sweep reports is applied, whoever paid."""


def apply_funding(
    payment_intent_id: str,
    *,
    ports: Ports,
    thorough: bool = False,
    actor: str = SYSTEM_ACTOR,
    permit: Permit = _anyone,
    canceled: PaymentIntent | None = None,
) -> Funding | None:
    """Ask Stripe, record what it says, and send the refunds that follow. The funding afterwards.

    None for a payment intent that pays into no pool. *thorough* also asks for what the charge does not show.
    *canceled*: what Stripe has just answered to our cancellation, so it need not be asked for the intent.
    Raises *FundingVanished*, *PoolUnreadable*, *StripeUnavailable*, *StoreUnavailable*, *Busy*.
    """

    def once(_: int) -> Funding | None:
        nonlocal thorough
        document = find_funding(payment_intent_id, ports=ports) or _adopt(
            payment_intent_id, permit, ports=ports
        )
        if document is None:
            return None
        funding = Funding.of(document)
        permit(funding)
        scene = read_scene(funding.challenge_id, erasure_path(funding.payer_id), ports=ports)
        seen = fetch_seen(funding, thorough=thorough, canceled=canceled, ports=ports)
        if problem := contradiction(funding, seen.intent):
            alert_mismatched(funding, problem, ports=ports)
            return funding
        after, changed = _record(document, funding, seen, scene, actor, ports=ports)
        if carry_out_returns(after, seen, ports=ports) or changed:
            thorough = True
            raise Conflict("something was sent or reserved since Stripe was asked: ask again")
        return after

    return retry_after_conflict(once, busy="this payment is being worked on; please try again")


def cancel_intent(payment_intent_id: str, *, ports: Ports) -> Funding | None:
    """Ask Stripe to cancel the intent, then record what is true of it: one call if Stripe cancels it.

    One that is paid, canceled or with the bank cannot be canceled. Returns what `apply_funding` returns.
    """
    canceled = None
    try:
        answer = ports.stripe.cancel_payment_intent(payment_intent_id)
        canceled = answer if answer.status == "canceled" else None
    except StripeRefused as refused:
        log.write("funding.not_canceled", payment_intent=payment_intent_id, code=refused.stripe_code)
    return apply_funding(payment_intent_id, ports=ports, canceled=canceled)


def apply_funding_charge(charge_id: str, *, ports: Ports) -> Funding | None:
    charge = _retrieve_known(StoredId.CHARGE, ports.stripe.retrieve_charge, charge_id)
    intent = charge.payment_intent if charge else None
    return apply_funding(intent, ports=ports, thorough=True) if intent else None


def apply_funding_refund(refund_id: str, *, ports: Ports) -> Funding | None:
    refund = _retrieve_known(StoredId.REFUND, ports.stripe.retrieve_refund, refund_id)
    intent = refund.payment_intent if refund else None
    return apply_funding(intent, ports=ports, thorough=True) if intent else None


def apply_funding_dispute(dispute_id: str, *, ports: Ports) -> Funding | None:
    dispute = _retrieve_known(StoredId.DISPUTE, ports.stripe.retrieve_dispute, dispute_id)
    if dispute is None:
        return None
    if dispute.payment_intent is None:
        return apply_funding_charge(dispute.charge, ports=ports)
    return apply_funding(dispute.payment_intent, ports=ports, thorough=True)


def apply_fraud_warning(warning_id: str, *, ports: Ports) -> Funding | None:
    """A warning about a sale or about nothing of ours changes nothing here."""
    warning = _retrieve_known(StoredId.CHARGE, ports.stripe.retrieve_early_fraud_warning, warning_id)
    return apply_funding_charge(warning.charge, ports=ports) if warning else None


def _record(
    document: Document, funding: Funding, seen: Seen, scene: Scene, actor: str, *, ports: Ports
) -> tuple[Funding, bool]:
    """Commit the funding with its entries, the pool and what follows; whether a refund was reserved too."""
    paths = possible_paths(seen)
    returns = read_returns(funding.funding_id, ports=ports) if seen.charge else []
    around, now = _around(funding, seen, scene, ports=ports), ports.clock.now()
    booked = ports.store.get_all(paths).keys() if paths else frozenset()
    after, entries = updated_funding(
        funding, seen, around, [one for _, one in returns], booked, settings=ports.settings, now=now
    )
    made = returns_writes(returns, seen, now)
    reserved = _late_return(funding, after, seen, now, ports=ports)
    if reserved is not None:
        after, late = reserved
        made += late
    if after == funding and not entries and not made:
        return funding, False
    booking: list[Write] = [
        write
        for entry in entries
        for write in entry_writes(
            entry.reference, entry.kind, entry.postings, subject=funding.path, at=entry.at
        )
    ]
    beside = _beside(funding, after, scene, actor, ports=ports)
    act = "funding.changed" if after.status is not funding.status else "funding.observed"
    changes = audited_update(document, after, Change(act, actor, now))
    alert_changed(funding, after, ports=ports)  # before the commit: a crash repeats it instead of losing it
    ports.store.commit([*changes, *booking, *beside, *made])
    return after, reserved is not None


def _around(funding: Funding, seen: Seen, scene: Scene, *, ports: Ports) -> Around:
    assert scene.pool is not None  # noqa: S101 - no funding is reserved without its pool
    erased = erasure_path(funding.payer_id) in scene.ours
    around = Around(scene.pool, scene.challenge, erased)
    if not is_first_paid(funding, seen):
        return around
    history = fetch_history(funding.payer_id, funding.currency, ports=ports)
    passes = passes_a_limit(
        funding, pool=scene.pool, fundings=scene.fundings, history=history, settings=ports.settings
    )
    return Around(scene.pool, scene.challenge, erased, passes_a_limit=passes)


def _late_return(
    before: Funding, after: Funding, seen: Seen, now: datetime, *, ports: Ports
) -> tuple[Funding, list[Write]] | None:
    """The refund of late money, reserved in the commit that records it, unless its bank decides already."""
    is_new = after.status is FundingStatus.LATE and before.status is not FundingStatus.LATE
    if not is_new or after.left <= 0 or is_disputed(seen):
        return None
    return late_return(after, now, ports.settings)


def _beside(before: Funding, after: Funding, scene: Scene, actor: str, *, ports: Ports) -> list[Write]:
    """The pool, whenever its sums change by this."""
    counts = (before.status, before.left, before.is_held, before.mature_at)
    now_counts = (after.status, after.left, after.is_held, after.mature_at)
    if counts == now_counts or FundingStatus.SUCCEEDED not in {before.status, after.status}:
        return []
    binds = after.status is FundingStatus.SUCCEEDED and before.status not in rules.PAID
    return pool_writes(scene, scene.but(after), actor, ports.clock.now(), binds=binds)


def _adopt(payment_intent_id: str, permit: Permit, *, ports: Ports) -> Document | None:
    """Link an intent that Stripe has and we did not record: its metadata names the funding."""
    intent = _retrieve_known(StoredId.PAYMENT_INTENT, ports.stripe.retrieve_payment_intent, payment_intent_id)
    funding_id = intent.metadata.get(FUNDING_ID) if intent else None
    if intent is None or not funding_id or not is_segment(funding_id):
        return None
    document = ports.store.get(funding_path(funding_id))
    if document is None or not is_made_for(Funding.of(document), intent):
        return None
    permit(Funding.of(document))
    return link_intent(document, intent, SYSTEM_ACTOR, ports=ports)


def _retrieve_known(stored: StoredId, retrieve: Callable[[str], T], object_id: str) -> T | None:
    """None when Stripe has no such object; any other refusal is raised: it does not say."""
    try:
        return retrieve(object_id)
    except StripeRefused as refused:
        if not is_gone(stored, refused):
            raise
        return None
