"""`paidCards/{paymentId}`: by which card a round was paid for. Sales write it; they and prizes compare it.

It holds Stripe's fingerprint of the card, which equal numbers share, and never the number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from pulse.batches import chunks, read_all
from pulse.ports.paths import path
from pulse.ports.store import IN_MAX, Merge, Query, Store

COLLECTION = "paidCards"


def note_card(payment_id: str, user_id: str, fingerprint: str, at: datetime) -> Merge:
    fields = {"userId": user_id, "fingerprint": fingerprint, "at": at}
    return Merge(path(COLLECTION, payment_id), fields)


def find_cards(people: Collection[str], store: Store) -> Iterator[tuple[str, str]]:
    """The user id and the fingerprint of each card by which one of these people paid."""
    for some in chunks(sorted(people), IN_MAX):
        query = Query(COLLECTION, where=[("userId", "in", list(some))], fields=["userId", "fingerprint"])
        for document in read_all(store, query):
            user_id, fingerprint = (document.fields.get(name) for name in ("userId", "fingerprint"))
            if isinstance(user_id, str) and isinstance(fingerprint, str):
                yield user_id, fingerprint


def find_users_of_card(fingerprint: str, since: datetime, store: Store) -> frozenset[str]:
    query = Query(
        COLLECTION, where=[("fingerprint", "==", fingerprint), ("at", ">", since)], fields=["userId"]
    )
    found = (document.fields.get("userId") for document in read_all(store, query))
    return frozenset(one for one in found if isinstance(one, str))
