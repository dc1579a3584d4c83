"""Where a person's data is stored apart from their own document, and the writes that delete it there.

Rows about money stay, under the uid: a random id that identifies nobody once the profile is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pulse.accounts import ConnectedAccount
from pulse.backoffice.privacy.money import read_accounts
from pulse.backoffice.refund_requests import RefundRequest
from pulse.ledger import Change, audited_update
from pulse.ports import Document, Ports
from pulse.ports.paths import is_id, path
from pulse.ports.store import DELETE_FIELD, Delete, Merge, Query, Update, Write
from pulse.prizes import Award, award_path, standings_path
from pulse.sales import Payment

FORGOTTEN_NAME = "Former member"
_SUBCOLLECTIONS = ("notices", "stripeErrors")
_ENTRY_STAYS = frozenset(
    {"id", "userId", "challengeId", "joinDate", "isCompleted", "completedAt", "pulsePoints", "paymentId"}
)
"""Fields of a challenge's entry that decided a result or say what was paid. Apps write other fields."""


def collect_profile_writes(user_id: str, *, ports: Ports) -> Iterator[list[Write]]:
    """The user document is last: while it exists, the rest can be found through it."""
    for name in _SUBCOLLECTIONS:
        found = ports.store.query(Query(f"{path('users', user_id)}/{name}"))
        yield [Delete(document.path) for document in found]
    yield [Delete(path("users", user_id))]


def collect_account_writes(user_id: str, change: Change, *, ports: Ports) -> Iterator[list[Write]]:
    """The account's record keeps whose money went where, and nothing that describes the person."""
    for document in read_accounts(user_id, ports=ports).values():
        account = ConnectedAccount.of(document)
        creation = account.creation and account.creation.but(params={})
        bare = account.but(
            email=None, creation=creation, bank_fingerprints=(), bank_mark=None, updated_at=change.at
        )
        if bare.but(updated_at=account.updated_at) != account:
            yield [*audited_update(document, bare, change)]


def collect_word_writes(user_id: str, change: Change, *, ports: Ports) -> Iterator[list[Write]]:
    """What the person wrote, or what was written about them, when a trainer asked for a refund."""
    for side in ("ownerId", "buyerId"):
        for document in ports.store.query(Query("refundRequests", where=[(side, "==", user_id)])):
            request = RefundRequest.of(document)
            bare = request.but(reason="", declined_reason=None)
            if bare != request:
                yield [*audited_update(document, bare, change)]


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
        entries = [_nameless(entry, user_id) for entry in page.fields["entries"]]
        if entries != page.fields["entries"]:
            yield Update(page.path, {"entries": entries}, page.version)


def read_standings(challenge_id: str, *, ports: Ports) -> Iterable[Document]:
    """The pages of the challenge's frozen result; none before there is one."""
    document = ports.store.get(award_path(challenge_id))
    if document is None:
        return ()
    award = Award.of(document)
    pages = [standings_path(challenge_id, award.inputs_hash, page) for page in range(award.page_count)]
    return ports.store.get_all(pages).values()


def _nameless(entry: dict[str, Any], user_id: str) -> dict[str, Any]:
    return {**entry, "username": FORGOTTEN_NAME} if entry.get("userId") == user_id else entry


def find_names_in_events(user_id: str, *, ports: Ports) -> Iterable[tuple[str, str]]:
    """The ids by which Stripe's events refer to the person: accounts, payments, charges and disputes."""
    for document in read_accounts(user_id, ports=ports).values():
        for account_id in _account_ids(ConnectedAccount.of(document)):
            yield ("account", account_id)
            yield ("objectId", account_id)
    for payment in _read_bought(user_id, ports=ports):
        for object_id in (payment.payment_id, payment.charge_id, payment.dispute_id):
            if object_id is not None:
                yield ("objectId", object_id)


def _account_ids(account: ConnectedAccount) -> list[str]:
    previous = [one.stripe_account_id for one in account.previous_accounts]
    return [*previous, account.stripe_account_id] if account.stripe_account_id else previous


def _read_bought(user_id: str, *, ports: Ports) -> list[Payment]:
    found: list[Document] = ports.store.query(Query("payments", where=[("buyerId", "==", user_id)]))
    return [Payment.of(document) for document in found]
