"""Find a person, a record or an object of Stripe's by any name it has, from our own records alone.

It works while Stripe is away. Whoever's data is shown has a row about it in the audit trail first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pulse.accounts import AccountOwner, account_path
from pulse.backoffice.privacy import record_disclosure
from pulse.backoffice.support.lookup import MASKS, Lookup, of_person
from pulse.backoffice.support.match import Kind, Match
from pulse.backoffice.support.match_of import is_shown, match_of
from pulse.batches import concurrently, partition
from pulse.ledger import Entry
from pulse.ports import Document, Ports
from pulse.ports.paths import is_document_path
from pulse.sales import Correction, payment_path

OPERATION = "find"
_ROUNDS_MAX = 3
"""From a bank payout to its entry, to its account, to the account's record: no path is longer."""
_ORDER = list(Kind)


@dataclass(frozen=True, slots=True)
class Find:
    query: str
    actor: str


def find(command: Find, *, ports: Ports) -> list[Match]:
    """What *query* names, people first. Raises *InvalidRequest* for a text that can name nothing."""
    text = command.query.strip(" ")
    found = _read(Lookup.of(text), ports=ports)
    for user_id in _people(text, found):
        found |= _read(of_person(user_id), ports=ports)
    matches = sorted(
        (match_of(document) for document in found.values() if is_shown(document)),
        key=lambda one: _ORDER.index(one.kind),
    )
    for user_id in _shown_people(matches, command.actor):
        record_disclosure(user_id, OPERATION, actor=command.actor, ports=ports)
    return matches


def _read(lookup: Lookup, *, ports: Ports) -> dict[str, Document]:
    """By path, what is there and what that leads to."""
    found = _read_at_once(lookup, ports=ports)
    for _ in range(_ROUNDS_MAX):
        further = {one for document in found.values() for one in _leads_to(document)} - set(found)
        if not further:
            break
        found |= ports.store.get_all(sorted(further), MASKS)
    return found


def _read_at_once(lookup: Lookup, *, ports: Ports) -> dict[str, Document]:
    def named() -> Iterable[Document]:
        return ports.store.get_all(lookup.paths, MASKS).values()

    queries: Sequence[Callable[[], Iterable[Document]]] = [
        partial[Iterable[Document]](ports.store.query, query) for query in lookup.queries
    ]
    return {one.path: one for documents in concurrently(named, *queries) for one in documents}


def _leads_to(document: Document) -> Iterator[str]:
    """Paths of the records that an index or a movement of money is about."""
    match document.path.partition("/")[0]:
        case "stripeAccounts":
            yield from (account_path(one.role, one.user_id) for one in partition(AccountOwner, [document])[0])
        case "journal":
            entries, _ = partition(Entry, [document])
            yield from (one.subject for one in entries if is_document_path(one.subject))
        case "corrections":
            yield from (payment_path(one.payment_id) for one in partition(Correction, [document])[0])


def _people(text: str, found: Mapping[str, Document]) -> list[str]:
    """The people whom the query itself names: by uid, e-mail or username."""
    holders = {f"{collection}/{text}" for collection in ("stripeConnect", "winnerStripeConnect")}
    named = [one.id for one in found.values() if one.path.startswith("users/") or one.path in holders]
    return list(dict.fromkeys(named))


def _shown_people(matches: Iterable[Match], actor: str) -> list[str]:
    named = dict.fromkeys(one.user_id for one in matches if one.user_id is not None)
    return [user_id for user_id in named if user_id != actor]
