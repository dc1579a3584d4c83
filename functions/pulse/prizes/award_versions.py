"""A new version of an award: the commit that decides it, and the pages of records that follow it.

The commit makes the version the pool's: from then on no prize of an older one is claimed or sent again.
The records follow page by page. Whoever continues after a worker died reads again what is left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.alerts import causes
from pulse.batches import read_pages
from pulse.errors import Busy, RecordDamaged
from pulse.ledger import Change, audited_update, canonical, retry_after_conflict
from pulse.pools import Pool
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Write
from pulse.prizes.notices import reduced_notice
from pulse.prizes.records import Award, FormerVersion, PrizeRecord, PrizeStatus, Winner
from pulse.prizes.refusals import AwardGoesOn, PrizesDamaged, SentMeanwhile
from pulse.prizes.revise_record import has_other_amount, may_appear, revised, was_sent
from pulse.prizes.standings import PAGE, fetch_standings, write_standings

_PAGE = 100
"""Records in one commit, each with its audit row."""
_PAGES_MAX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What two administrators decided, in minor units of the award's currency."""

    standings: Sequence[Winner]
    """Everybody who is ranked, best place first, with the prize of the place; 0 for none."""
    pool: int
    """What there is to divide. What *standings* do not take of it is assigned to nobody."""
    approval_id: str
    disqualified: tuple[str, ...] = ()
    """Who is in no standings any more. A prize of theirs is canceled."""
    passed_over: tuple[str, ...] = ()
    """Whose prize goes to the next."""
    reviewed: bool = True
    """Whether it can be contested before it is paid. Otherwise it is payable after its last record."""


def prepare_version(
    award_document: Document,
    pool_document: Document,
    pool: Pool,
    new: NewVersion,
    change: Change,
    *,
    ports: Ports,
) -> tuple[Award, list[Write]]:
    """The award as it will be, and the writes of the commit that decides. The pages are written before it.

    *pool*: what the decision makes of the stored pool; the version is added to that. Both documents stand in
    the commit with the version that was read. A prize whose amount changes must have nothing in flight, and
    the pool must keep it from being claimed since that was read. Raises *AwardGoesOn* while the records of
    an earlier version are not complete.
    """
    before = Award.of(award_document)
    if before.status != "recorded" or before.award_version is None:
        raise AwardGoesOn("this award is still being recorded; please try again in some minutes")
    award = _next_award(before, new, change.at)
    write_standings(before.challenge_id, award.pages_name, new.standings, ports=ports)
    after = pool.but(
        award_version=award.award_version,
        cover_epoch=pool.cover_epoch + 1,
        review_until=None if new.reviewed else pool.review_until,
        next_check_at=None if new.reviewed else change.at,
        version=pool.version + 1,
        updated_at=change.at,
    )
    award_changes = audited_update(award_document, award, change)
    return award, [*award_changes, *audited_update(pool_document, after, change)]


def _next_award(before: Award, new: NewVersion, now: datetime) -> Award:
    version = before.award_version or 1
    former = FormerVersion(
        version=version,
        pool=before.pool,
        unassigned_amount=before.unassigned_amount,
        winner_count=before.winner_count,
        standings_hash=before.pages_name,
        page_count=before.page_count,
        replaced_at=now,
        approval_id=new.approval_id,
    )
    lines = [[one.user_id, one.placement, one.prize_amount] for one in new.standings]
    name = hashlib.sha256(canonical([before.inputs_hash, version + 1, lines]).encode()).hexdigest()[:32]
    return before.but(
        award_version=version + 1,
        former=(*before.former, former),
        disqualified=tuple(sorted({*before.disqualified, *new.disqualified})),
        passed_over=tuple(sorted({*before.passed_over, *new.passed_over})),
        pool=new.pool,
        unassigned_amount=new.pool - sum(one.prize_amount for one in new.standings),
        winner_count=sum(one.prize_amount > 0 for one in new.standings),
        standings_hash=name,
        page_count=-(-len(new.standings) // PAGE),
        status="frozen",
        updated_at=now,
    )


def revise_records(award: Award, *, actor: str, ports: Ports) -> None:
    """Bring the records of earlier versions to this one; those who have none yet get theirs elsewhere.

    Raises *Busy* when half of the function's time is over: the next call revises what is left. Raises
    *PrizesDamaged* and *SentMeanwhile*, with an alert: then nothing of the pool moves.
    """
    if not award.former:
        return
    until = ports.clock.monotonic() + ports.settings.function_timeout_seconds / 2
    places = {one.user_id: one for one in fetch_standings(award, ports=ports)}
    query = Query("prizeRecords", where=[("challengeId", "==", award.challenge_id)])
    for page in read_pages(ports.store, query, _PAGE, pages_max=_PAGES_MAX):
        if ports.clock.monotonic() > until:
            raise Busy("the many prizes are still being revised; please try again", code="award_goes_on")
        _revise_page(page, award, places, actor=actor, ports=ports)


def _revise_page(
    page: Sequence[Document], award: Award, places: Mapping[str, Winner], *, actor: str, ports: Ports
) -> None:
    """Read again after a conflict: a worker may just record what it sent for a place above."""

    def once(tries: int) -> None:
        found = [*ports.store.get_all([one.path for one in page]).values()] if tries else page
        if writes := [*_revisions(found, award, places, actor=actor, ports=ports)]:
            ports.store.commit(writes)

    retry_after_conflict(
        once, busy="prizes of this award are being paid just now; please try again", code="award_busy"
    )


def _revisions(
    found: Sequence[Document], award: Award, places: Mapping[str, Winner], *, actor: str, ports: Ports
) -> Iterator[Write]:
    now, settings = ports.clock.now(), ports.settings
    for document in found:
        record = _read(document, ports=ports)
        if record.award_version == award.award_version:
            continue
        place = places.get(record.user_id)
        if has_other_amount(record, place):
            _refuse_sent(record, now, ports=ports)
        after = revised(record, place, award, now, settings)
        yield from audited_update(document, after, Change("prize.revised", actor, now))
        if 0 < after.prize_amount < record.prize_amount:  # its version has no review that would say so
            yield reduced_notice(after, now, settings)


def _refuse_sent(record: PrizeRecord, now: datetime, *, ports: Ports) -> None:
    """Whoever decided saw that nothing was sent, and that nothing was claimed since. A look-up may be on."""
    if was_sent(record) or may_appear(record, now, ports.settings):
        _alert(record.path, "A prize was sent with the amount of an earlier version.", ports=ports)
        raise SentMeanwhile("a prize of this award was sent meanwhile; we have been told")
    if record.status is PrizeStatus.PROCESSING:
        raise Busy("a prize of this award is being looked up just now", code="award_goes_on")


def _read(document: Document, *, ports: Ports) -> PrizeRecord:
    try:
        return PrizeRecord.of(document)
    except RecordDamaged as error:
        _alert(
            document.path, "A prize cannot be read. No prize of its pool is paid until it can.", ports=ports
        )
        raise PrizesDamaged("a prize of this award cannot be read; we have been told") from error


def _alert(where: str, sentence: str, *, ports: Ports) -> None:
    ports.alerts.raise_alert(causes.RECORD_DAMAGED.alert(sentence, subject=where))
