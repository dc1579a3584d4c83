"""`termsFrozenAt` and `firstPaidAt` of a challenge: what its owner may not change while people buy it.

A reservation writes the first one, unless it was written just now. It is taken back only once it has become
older than any call of ours can last. So no reservation that relied on it can still be on its way, and its
removal fails if a new reservation has written it meanwhile.
"""

from __future__ import annotations

from datetime import timedelta

from pulse.documents import THAWED_AFTER, fetch
from pulse.errors import Conflict
from pulse.pools import find_open_fundings
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import DELETE_FIELD, NO_FIELDS, Query, Update
from pulse.sales import rules

_ASKED_AGAIN = timedelta(hours=1)


def find_frozen(*, ports: Ports) -> list[str]:
    """The ids of challenges whose terms may have to be taken back. For the sweep."""
    query = Query(
        "challenges",
        where=[("termsCheckAt", "<=", ports.clock.now())],
        order_by=[("termsCheckAt", "asc")],
        limit=ports.settings.sweep_batch,
        fields=NO_FIELDS,
    )
    return [document.id for document in ports.store.query(query)]


def thaw_terms(challenge_id: str, *, ports: Ports) -> bool:
    """Take the freeze back if nothing was sold and no payment is open. True if it was taken back."""
    challenge, now = fetch(ports.store, challenge=challenge_id).challenge, ports.clock.now()
    if challenge is None:
        return False
    frozen_at = challenge.terms_frozen_at
    waits = frozen_at is not None and now - frozen_at < THAWED_AFTER
    stays = waits or _has_open_payments(challenge_id, ports=ports)
    fields = (
        {"termsCheckAt": now + _ASKED_AGAIN}
        if stays
        else {"termsFrozenAt": DELETE_FIELD, "termsCheckAt": DELETE_FIELD}
    )
    try:
        ports.store.commit([Update(_path(challenge_id), fields, challenge.version)])
    except Conflict:
        return False  # it was reserved or edited meanwhile: the next sweep looks again
    return not stays


def _has_open_payments(challenge_id: str, *, ports: Ports) -> bool:
    statuses = [status.value for status in rules.OPEN]
    query = Query(
        "payments",
        where=[("challengeId", "==", challenge_id), ("status", "in", statuses)],
        limit=1,
        fields=NO_FIELDS,
    )
    return bool(ports.store.query(query)) or bool(
        find_open_fundings("challengeId", challenge_id, ports=ports)
    )


def _path(challenge_id: str) -> str:
    return path("challenges", challenge_id)
