"""Award a completed challenge's prizes: freeze the result once, create one record per winner, queue payment.

Safe to call at any time, any number of times: a frozen award is found again, missing records are created,
existing records stay as they are (decision 0012).
"""

from __future__ import annotations

from dataclasses import dataclass

from pulse import log
from pulse.alerts import causes
from pulse.documents import Challenge, DocumentMisfit, fetch, known_challenge
from pulse.errors import Conflict, OutcomeUnknown
from pulse.ledger import Change, commit_update, existing
from pulse.pools import Pool, PromiseInvalid, pool_path
from pulse.ports import Document, Ports
from pulse.prizes.adopt_award import adopt_award
from pulse.prizes.award_versions import revise_records
from pulse.prizes.compare_award import note_edits
from pulse.prizes.create_records import create_missing_records
from pulse.prizes.follow_contests import follow_contests
from pulse.prizes.freeze_award import freeze_award
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.records import Award, award_path
from pulse.prizes.review import begin_review
from pulse.prizes.screening import fetch_owners


@dataclass(frozen=True, slots=True)
class AwardPrizes:
    challenge_id: str
    actor: str
    by_admin: bool = False
    """Only an administrator may award a challenge that ended before the setting `awards_from`."""


def award_prizes(command: AwardPrizes, *, ports: Ports) -> Award:
    """The challenge's award, once every prize record exists and payment is queued.

    Raises *NotFound* for an unknown challenge; *ChallengeCancelled* or *ChallengeNotEnded*; *DocumentMisfit*,
    with an alert, when the challenge or an entry that may win cannot be read; *AwardedBefore* for a challenge
    whose prizes this system does not award; and *Busy* when there are more records than one call can create:
    the next call creates the rest.
    """
    where = award_path(command.challenge_id)
    found = fetch(ports.store, where, challenge=command.challenge_id)
    challenge = known_challenge(found.challenge)
    try:
        return _award(command, challenge, found.ours.get(where), ports=ports)
    except DocumentMisfit as misfit:
        _alert_stopped(challenge, misfit, ports=ports)
        raise


def _award(command: AwardPrizes, challenge: Challenge, document: Document | None, *, ports: Ports) -> Award:
    if document is None:
        document = _freeze(command, challenge, ports=ports)
    else:
        document = note_edits(document, challenge, actor=command.actor, ports=ports)
        document = adopt_award(document, actor=command.actor, ports=ports)
    award = Award.of(document)
    if award.status == "recorded":
        pool = Pool.of(existing(ports.store.get(pool_path(award.challenge_id)), "prize pool"))
    else:
        revise_records(award, actor=command.actor, ports=ports)
        create_missing_records(award, fetch_owners(challenge, ports=ports), actor=command.actor, ports=ports)
        follow_contests(award, actor=command.actor, ports=ports)
        pool = begin_review(award, actor=command.actor, ports=ports)
        award = _mark_recorded(document, award, actor=command.actor, ports=ports)
    queue_payments(award, pool, ports=ports)
    return award


def _freeze(command: AwardPrizes, challenge: Challenge, *, ports: Ports) -> Document:
    """The frozen award. A promise that cannot be paid is alerted: the winners wait until it is corrected."""
    try:
        return freeze_award(challenge, actor=command.actor, by_admin=command.by_admin, ports=ports)
    except PromiseInvalid as refusal:
        ports.alerts.raise_alert(
            causes.AWARD_REFUSED.alert(
                "A challenge has ended, and what it promises cannot be paid. Nothing is awarded.",
                subject=f"challenges/{challenge.id}",
                facts={"reason": refusal.code, **refusal.facts},
            )
        )
        raise


def queue_payments(award: Award, pool: Pool, occasion: str = "", *, ports: Ports) -> None:
    """Queue one task, for the end of the review, that fans out: the caller waits for no number of winners.

    *occasion* is why once more: a name is taken for days after its task is done.
    A queue that does not answer does no harm: the records are due, and the sweep finds them.
    """
    payable_at = payable_from(pool, ports.settings)
    if award.winner_count == 0 or payable_at is None:
        return
    try:
        ports.queue.enqueue(
            "fanoutprizes",
            {"challengeId": award.challenge_id, "after": None, "occasion": occasion},
            name=f"fanout/{award.challenge_id}/award/{award.inputs_hash}/{pool.award_version}{occasion}",
            delay_seconds=max(0.0, (payable_at - ports.clock.now()).total_seconds()),
        )
    except OutcomeUnknown as error:
        log.write("queue.unavailable", severity="WARNING", code=error.code)


def _alert_stopped(challenge: Challenge, misfit: DocumentMisfit, *, ports: Ports) -> None:
    """Nobody waits for the award of a challenge that promises nothing."""
    if challenge.promises_nothing:
        return
    ports.alerts.raise_alert(
        causes.AWARD_STOPPED.alert(
            "A challenge with prizes cannot be awarded: a document cannot be read. Correct the named field.",
            subject=f"challenges/{challenge.id}",
            facts={"document": misfit.where, "field": misfit.field, "allowed": misfit.allowed},
        )
    )


def _mark_recorded(document: Document, award: Award, *, actor: str, ports: Ports) -> Award:
    recorded = award.but(status="recorded", updated_at=ports.clock.now())
    change = Change(act="award.recorded", actor=actor, at=recorded.updated_at)
    try:
        commit_update(ports.store, document, recorded, change)
    except Conflict:
        log.write("award.already_recorded", challenge_id=award.challenge_id)
    return recorded
