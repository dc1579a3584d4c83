"""Reads documents of other programs, with our own beside them, in one round trip: only the fields needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pulse.documents import challenges, participants, users
from pulse.documents.challenges import Challenge
from pulse.documents.participants import Enrolment, EntryPlace, Participant, enrolment, participant
from pulse.documents.users import User
from pulse.errors import NotFound
from pulse.ports.joined_ids import JoinedId, Place
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Document, Masks, Operator, Query, Store

_ENTRIES = 50
"""Entries at once: a name that a script wrote may have a megabyte, and a page is in memory as a whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """What exists; *ours* are the backend's own documents, by path."""

    ours: Mapping[str, Document] = field(default_factory=dict)
    challenge: Challenge | None = None
    user: User | None = None
    entry: EntryPlace | None = None

    @property
    def enrolment(self) -> Enrolment | None:
        return self.entry.enrolment if self.entry else None


def fetch(
    store: Store,
    *ours: str,
    challenge: str | None = None,
    user: str | None = None,
    of_user: Sequence[str] = users.NAME,
    of_challenge: Sequence[str] = challenges.FIELDS,
    enrolments: JoinedId | None = None,
) -> Found:
    """The documents at the paths *ours*, and those of another program with these ids, in one round trip.

    Raises *IdTaken* when both ids that an entry may have belong to others.
    """
    theirs = {
        kind: path(kind, name)
        for kind, name in (
            (challenges.COLLECTION, challenge),
            (users.COLLECTION, user),
        )
        if name is not None
    }
    masks: Masks = {
        challenges.COLLECTION: of_challenge,
        users.COLLECTION: of_user,
        participants.COLLECTION: participants.FIELDS,
    }
    entries = enrolments.paths if enrolments else []
    found = store.get_all([*ours, *theirs.values(), *entries], masks)
    read = {kind: found[where] for kind, where in theirs.items() if where in found}
    return Found(
        ours={where: found[where] for where in ours if where in found},
        challenge=Challenge.of(read[challenges.COLLECTION]) if challenges.COLLECTION in read else None,
        user=User.of(read[users.COLLECTION]) if users.COLLECTION in read else None,
        entry=_entry_place(enrolments.place(found)) if enrolments else None,
    )


def _entry_place(place: Place) -> EntryPlace:
    return EntryPlace(place.id, place.path, enrolment(place.document) if place.document else None)


def fetch_challenge(challenge_id: str, store: Store) -> Challenge:
    """Raises *NotFound*."""
    return known_challenge(fetch(store, challenge=challenge_id).challenge)


def known_challenge(challenge: Challenge | None) -> Challenge:
    """*challenge* itself. Raises *NotFound* when it is None."""
    if challenge is None:
        raise NotFound("there is no such challenge", code="challenge_not_found")
    return challenge


def fetch_owned(user_id: str, store: Store) -> Iterator[Challenge]:
    """The challenges of which this person is an owner, with their status alone."""
    own: tuple[Operator, ...] = ("==", "array_contains")
    for operator in own:
        where = [("ownerId", operator, user_id)]
        found = store.query(Query(challenges.COLLECTION, where=where, fields=["status"]))
        yield from map(Challenge.of, found)


def known_user(user: User | None) -> User:
    """*user* themselves. Raises *NotFound* when it is None."""
    if user is None:
        raise NotFound("there is no such user", code="user_not_found")
    return user


def require_user(user_id: str, store: Store) -> None:
    """Raises *NotFound*."""
    known_user(fetch(store, user=user_id, of_user=NO_FIELDS).user)


def read_users(store: Store, fields: Sequence[str], *, page: int = 300) -> Iterator[User]:
    """Everybody, page by page, with only these fields."""
    after: Document | None = None
    while True:
        found = store.query(Query(users.COLLECTION, limit=page, after=after, fields=fields))
        yield from map(User.of, found)
        if len(found) < page:
            return
        after = found[-1]


def fetch_participants(challenge_id: str, store: Store) -> Iterator[Participant | None]:
    """Who takes part; None for an entry that can win nothing and cannot be read.

    Raises *DocumentMisfit* at an entry that may win and cannot be read.
    """
    where: list[tuple[str, Operator, str]] = [("challengeId", "==", challenge_id)]
    after: Document | None = None
    while True:
        query = Query(participants.COLLECTION, where, limit=_ENTRIES, after=after, fields=participants.FIELDS)
        found = store.query(query)
        yield from map(participant, found)
        if len(found) < _ENTRIES:
            return
        after = found[-1]
