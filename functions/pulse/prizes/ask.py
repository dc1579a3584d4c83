"""What a door asks about a challenge's prizes besides acting on them."""

from __future__ import annotations

from pulse.batches import skip_unreadable
from pulse.errors import NotAllowed
from pulse.ledger import existing
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes.records import PrizeRecord


def require_challenge_owner(challenge_id: str, user_id: str, *, ports: Ports) -> None:
    """Raises *NotFound* for an unknown challenge, *NotAllowed* for anybody but (one of) its owners."""
    found = ports.store.get(path("challenges", challenge_id))
    challenge = existing(found, "challenge", code="challenge_not_found")
    owners = challenge.fields.get("ownerId")
    if user_id not in (owners if isinstance(owners, list) else [owners]):
        raise NotAllowed("only the challenge's owner or an administrator may do this")


def awarded_records(challenge_id: str, *, ports: Ports) -> list[PrizeRecord]:
    """The challenge's prize records, best place first."""
    found = ports.store.query(Query("prizeRecords", where=[("challengeId", "==", challenge_id)]))
    return sorted(skip_unreadable(PrizeRecord, found, ports=ports), key=lambda record: record.placement)
