"""A challenge as its prizes see it: who owns it, and which prize records it has."""

from __future__ import annotations

from pulse.batches import skip_unreadable
from pulse.documents import fetch_challenge
from pulse.errors import NotAllowed
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes.records import PrizeRecord


def require_challenge_owner(challenge_id: str, user_id: str, *, ports: Ports) -> None:
    """Raises *NotFound* for an unknown challenge, *NotAllowed* for a person who does not own it.

    Owners that cannot be read own nothing here: nobody gets a right from them.
    """
    owners = fetch_challenge(challenge_id, ports.store).owner_ids.value_or(())
    if user_id not in owners:
        raise NotAllowed("only the challenge's owner or an administrator may do this")


def fetch_prize_records(challenge_id: str, *, ports: Ports) -> list[PrizeRecord]:
    """The challenge's prize records, best place first."""
    found = ports.store.query(Query("prizeRecords", where=[("challengeId", "==", challenge_id)]))
    return sorted(skip_unreadable(PrizeRecord, found, ports=ports), key=lambda record: record.placement)
