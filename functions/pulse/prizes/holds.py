"""`holds/{id}`: every reason to look at a prize that is known, for staff alone.

An agreement by two covers the reasons that stand there when it is asked for, and no later one (decision
0702).
The winner's own record says only that the prize waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulse import log
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Merge, Write
from pulse.prizes.patterns import Pattern
from pulse.prizes.records import PrizeRecord

_BY_HAND = "held_by_hand"


@dataclass(frozen=True, slots=True)
class KnownReasons:
    """Words and the sentences beside them, in the order in which they came up."""

    words: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document | None) -> KnownReasons:
        """What cannot be read is not known: it comes up again, and two look at it again."""
        fields = document.fields if document else {}
        words, sentences = _texts(fields.get("patterns")), _texts(fields.get("sentences"))
        return cls(words, sentences) if len(words) == len(sentences) else cls()

    def lacks(self, pattern: Pattern) -> bool:
        return pattern.word not in self.words

    def added(self, word: str, sentence: str) -> KnownReasons:
        return KnownReasons((*self.words, word), (*self.sentences, sentence))


NOTHING_KNOWN = KnownReasons()


def hold_path(prize_record_id: str) -> str:
    return path("holds", prize_record_id)


def read_known_reasons(prize_record_id: str, *, ports: Ports) -> KnownReasons:
    """Each change of them is in a commit that also changes the prize's record: read that one first."""
    return KnownReasons.of(ports.store.get(hold_path(prize_record_id)))


def hold_writes(
    record: PrizeRecord, patterns: Sequence[Pattern], known: KnownReasons = NOTHING_KNOWN
) -> list[Write]:
    """Add *patterns* to what is *known*: in the commit that holds the record."""
    if not patterns:
        return []
    for one in patterns:
        known = known.added(one.word, one.sentence)
    return [_hold_write(record, known)]


def manual_hold(record: PrizeRecord, reason: str, known: KnownReasons) -> Merge:
    """Add an administrator's own reason."""
    return _hold_write(record, known.added(_BY_HAND, log.redacted(reason)))


def _hold_write(record: PrizeRecord, known: KnownReasons) -> Merge:
    fields = {
        "prizeRecordId": record.id,
        "userId": record.user_id,
        "patterns": list(known.words),
        "sentences": list(known.sentences),
        "amount": record.winner_amount,
        "currency": record.currency,
        "createdAt": record.updated_at,
    }
    return Merge(hold_path(record.id), fields)


def _texts(stored: object) -> tuple[str, ...]:
    if not isinstance(stored, list | tuple) or not all(isinstance(one, str) for one in stored):
        return ()
    return tuple(stored)
