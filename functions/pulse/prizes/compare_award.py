"""Compare a frozen award with its challenge: a later edit changes no prize, and is reported once."""

from __future__ import annotations

from collections.abc import Sequence

from pulse.alerts import causes
from pulse.documents import Challenge, fetch
from pulse.errors import Conflict, Refusal
from pulse.ledger import Change, commit_update, existing
from pulse.pools import prize_money
from pulse.ports import Document, Ports
from pulse.prizes import ranking
from pulse.prizes.erased_winners import without
from pulse.prizes.records import Award, Winner, award_path
from pulse.prizes.standings import fetch_first_standings, fetch_participants


def compare_award(challenge_id: str, *, actor: str, ports: Ports) -> bool:
    """Whether scores or prize money were edited since the award. An edit is noted; nothing else happens.

    A deleted challenge counts as edited, and so does one that can no longer be read. Raises *NotFound* where
    there is no award.
    """
    where = award_path(challenge_id)
    found = fetch(ports.store, where, challenge=challenge_id)
    document = existing(found.ours.get(where), "award", code="award_not_found")
    return Award.of(note_edits(document, found.challenge, actor=actor, ports=ports)).needs_review


def note_edits(document: Document, challenge: Challenge | None, *, actor: str, ports: Ports) -> Document:
    """The award's document, marked for review if *challenge* was edited; an edit is alerted once."""
    award = Award.of(document)
    if award.needs_review or not _is_edited(award, challenge, ports=ports):
        return document
    ports.alerts.raise_alert(
        causes.AWARD_EDITED.alert(
            "Scores or prize money were edited after the award. Prizes stay as awarded; review them.",
            subject=document.path,
            amount_cents=award.pool,
            currency=award.currency,
        )
    )
    now = ports.clock.now()
    change = Change(act="award.flagged", actor=actor, at=now)
    try:
        return commit_update(ports.store, document, award.but(needs_review=True, updated_at=now), change)
    except Conflict:
        return ports.store.get(document.path) or document


def _is_edited(award: Award, challenge: Challenge | None, *, ports: Ports) -> bool:
    """Whether a score, a place or the money differs from what the first version was made from.

    A new participant without a score does not count, nor does what two administrators decided since.
    """
    if challenge is None:
        return True
    try:
        money, end = prize_money(challenge.promise.value), challenge.end
        participants = without(fetch_participants(award.challenge_id, ports=ports), award.left_out)
    except Refusal:
        return True
    owners = award.owner_ids or ()
    if ranking.inputs_hash(money, participants, end, award.fee_bps, owners) == award.inputs_hash:
        return False
    result = ranking.decide(money, participants, end, owners)
    pool = award.former[0].pool if award.former else award.pool
    promised = (money.pool, money.currency) == (pool, award.currency)
    return not promised or _places(result.standings) != _places(fetch_first_standings(award, ports=ports))


def _places(winners: Sequence[Winner]) -> list[tuple[str, int, float, int]]:
    return [(one.user_id, one.placement, one.score, one.prize_amount) for one in winners]
