"""A challenge as its prizes see it: who owns it, and which prize records it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulse.batches import skip_unreadable
from pulse.errors import NotAllowed
from pulse.ledger import existing
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes.records import PrizeRecord


def owner_ids(challenge: Mapping[str, Any]) -> frozenset[str]:
    """The owners of a challenge, from its fields: `ownerId` is one id or a list of ids."""
    listed = challenge.get("ownerId")
    ids = listed if isinstance(listed, list) else [listed]
    return frozenset(one for one in ids if isinstance(one, str) and one)


def require_challenge_owner(challenge_id: str, user_id: str, *, ports: Ports) -> None:
    """Raises *NotFound* for an unknown challenge, *NotAllowed* for a person who does not own it."""
    found = ports.store.get(path("challenges", challenge_id))
    challenge = existing(found, "challenge", code="challenge_not_found")
    if user_id not in owner_ids(challenge.fields):
        raise NotAllowed("only the challenge's owner or an administrator may do this")


def fetch_prize_records(challenge_id: str, *, ports: Ports) -> list[PrizeRecord]:
    """The challenge's prize records, best place first."""
    found = ports.store.query(Query("prizeRecords", where=[("challengeId", "==", challenge_id)]))
    return sorted(skip_unreadable(PrizeRecord, found, ports=ports), key=lambda record: record.placement)
