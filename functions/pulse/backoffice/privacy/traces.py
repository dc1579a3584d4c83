"""Where a person's data is stored apart from their own document, and the writes that delete it there.

Rows about money stay, under the uid: a random id that identifies nobody once the profile is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pulse.accounts import ConnectedAccount
from pulse.backoffice.privacy.money import read_accounts
from pulse.ledger import Change, audited_update
from pulse.notices import mail_refusal_path
from pulse.ports import Document, Ports
from pulse.ports.paths import is_id, path
from pulse.ports.store import DELETE_FIELD, Delete, Merge, Query, Update, Write
from pulse.prizes import standings_collection

FORGOTTEN_NAME = "Former member"
_SUBCOLLECTIONS = ("notices", "devices", "stripeErrors")
_ENTRY_STAYS = frozenset(
    {"id", "userId", "challengeId", "joinDate", "isCompleted", "completedAt", "pulsePoints", "paymentId"}
)
"""Fields of a challenge's entry that decided a result or say what was paid. Apps write other fields."""


def collect_profile_writes(user_id: str, *, ports: Ports) -> Iterator[list[Write]]:
    """The user document is last: while it exists, the rest can be found through it."""
    for name in _SUBCOLLECTIONS:
        found = ports.store.query(Query(f"{path('users', user_id)}/{name}"))
        yield [Delete(document.path) for document in found]
    yield [Delete(mail_refusal_path(user_id)), Delete(path("users", user_id))]


def collect_account_writes(user_id: str, change: Change, *, ports: Ports) -> Iterator[list[Write]]:
    """The account's record keeps whose money went where, and nothing that describes the person.

    It is marked, so that neither a call under way nor Stripe's next news brings anything back.
    """
    for document in read_accounts(user_id, ports=ports).values():
        account = ConnectedAccount.of(document)
        creation = account.creation and account.creation.but(params={})
        bare = account.but(
            email=None,
            creation=creation,
            creation_search=None,
            bank_fingerprints=(),
            bank_mark=None,
            erased_at=account.erased_at or change.at,
            updated_at=change.at,
        )
        if bare.but(updated_at=account.updated_at) != account:
            yield [*audited_update(document, bare, change)]


def collect_card_writes(user_id: str, *, ports: Ports) -> Iterator[list[Write]]:
    found = ports.store.query(Query("paidCards", where=[("userId", "==", user_id)]))
    yield [Delete(document.path) for document in found]


def collect_name_writes(user_id: str, *, ports: Ports) -> Iterator[list[Write]]:
    """The person's own fields in entries, and the name in frozen standings; places and prizes stay."""
    entries = ports.store.query(Query("user-challenge", where=[("userId", "==", user_id)]))
    bare = {entry.path: _bare(entry) for entry in entries}
    # A merge takes field names literally: an app's name may hold a dot, which an update reads as a path.
    yield [Merge(entry_path, changes) for entry_path, changes in bare.items() if changes]
    for challenge_id in challenges_of(entries):
        yield [*_collect_standings_writes(challenge_id, user_id, ports=ports)]


def challenges_of(entries: Iterable[Document]) -> list[str]:
    """The ids of the challenges that *entries* name; an entry may name anything."""
    named = [entry.fields.get("challengeId") for entry in entries]
    return sorted({one for one in named if isinstance(one, str) and is_id(one)})


def _bare(entry: Document) -> dict[str, Any]:
    """What has to change in an entry; empty if that was done before."""
    own_words = entry.fields.keys() - _ENTRY_STAYS - {"username"}
    named = entry.fields.get("username") != FORGOTTEN_NAME
    return {**dict.fromkeys(own_words, DELETE_FIELD), **({"username": FORGOTTEN_NAME} if named else {})}


def collect_event_writes(user_id: str, *, ports: Ports) -> Iterator[list[Write]]:
    """Stripe's events hold what the person told Stripe: the text is deleted, the rest of the row stays."""
    for field, value in find_names_in_events(user_id, ports=ports):
        found = ports.store.query(Query("stripeEvents", where=[(field, "==", value)]))
        yield [Update(event.path, {"raw": ""}) for event in found if event.fields.get("raw")]


def _collect_standings_writes(challenge_id: str, user_id: str, *, ports: Ports) -> Iterator[Write]:
    for page in read_standings(challenge_id, ports=ports):
        entries = [_nameless(entry, user_id) for entry in entries_of(page)]
        if entries != entries_of(page):
            yield Update(page.path, {"entries": entries}, page.version)


def read_standings(challenge_id: str, *, ports: Ports) -> Iterable[Document]:
    """All pages that the challenge's results ever had, whatever its award says; none before there is one."""
    return ports.store.query(Query(standings_collection(challenge_id)))


def entries_of(page: Document) -> list[Any]:
    """The lines of a page of standings, which may be anything."""
    entries = page.fields.get("entries")
    return entries if isinstance(entries, list) else []


def _nameless(entry: Any, user_id: str) -> Any:
    theirs = isinstance(entry, dict) and entry.get("userId") == user_id
    return {**entry, "username": FORGOTTEN_NAME} if theirs else entry


def find_names_in_events(user_id: str, *, ports: Ports) -> Iterable[tuple[str, str]]:
    """The ids by which Stripe's events refer to the person: accounts, payments to trainers
    and into pools, charges, refunds of pools and disputes.

    They are taken from records as they are, damaged ones too: nothing here decides about money.
    """
    for document in read_accounts(user_id, ports=ports).values():
        for account_id in _account_ids(document):
            yield ("account", account_id)
            yield ("objectId", account_id)
    for payment in ports.store.query(Query("payments", where=[("buyerId", "==", user_id)])):
        for object_id in (payment.id, payment.fields.get("chargeId"), payment.fields.get("disputeId")):
            if isinstance(object_id, str):
                yield ("objectId", object_id)
    for funding in ports.store.query(Query("poolFundings", where=[("payerId", "==", user_id)])):
        takings = [one.get("reference") for one in _dicts(funding.fields.get("takings"))]
        for object_id in (funding.fields.get("paymentIntentId"), funding.fields.get("chargeId"), *takings):
            if isinstance(object_id, str):
                yield ("objectId", object_id)


def _account_ids(document: Document) -> list[str]:
    previous = _dicts(document.fields.get("previousAccounts"))
    ids = [one.get("stripeAccountId") for one in (*previous, document.fields)]
    return [one for one in ids if isinstance(one, str) and one]


def _dicts(listed: Any) -> list[dict[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
