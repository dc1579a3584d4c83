"""Two administrators take out of the books what never happened, by a new, opposite entry.

Nothing in the journal is edited. What Stripe knows stays booked: an entry that moved our balance is reverted
only where the comparison found no such movement at Stripe (decision 1173).
"""

from __future__ import annotations

from typing import Any

from pulse.backoffice.approvals.act import ApproveAct, RequestAct, Rule, Terms
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.approvals.refusals import (
    EntryReverted,
    EntryUnreadable,
    NothingToRevert,
    TermsChanged,
)
from pulse.errors import Conflict
from pulse.ledger import OURS_AT_STRIPE, Entry, existing, imbalance
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Operator, Query, Unchanged, Write

NOT_AT_STRIPE = "not_at_stripe"
"""The cause of a difference whose movement only our books have."""
_PEOPLE = frozenset({"winner", "trainer", "buyer", "payer", "bank"})


def _read_entry(entry_id: str, *, ports: Ports) -> Entry:
    """Raises *NotFound*, and *EntryUnreadable* for a document that this system did not write as it is."""
    return _entry(_read(entry_id, ports=ports))


def _parties(entry_id: str, _: str, ports: Ports) -> tuple[str, ...]:
    """The people in whose names it books money."""
    entry = _read_entry(entry_id, ports=ports)
    names = [posting.account.partition(":") for posting in entry.postings]
    return tuple(sorted({person for role, _, person in names if role in _PEOPLE and person != "platform"}))


def _read_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return _terms(command.subject_id, ports=ports)


def _terms(entry_id: str, *, ports: Ports) -> Terms:
    """All that the entry says. Raises what `_read_entry` raises, *EntryReverted* and *NothingToRevert*."""
    entry = _read_entry(entry_id, ports=ports)
    (opposite,) = entry.revert(entry.at)
    if ports.store.get(opposite.path) is not None:
        raise EntryReverted("this entry is reverted already")
    if not _is_doubted(entry, ports=ports):
        raise NothingToRevert("no comparison with Stripe has found this entry wrong since it was made")
    booked = [f"{one.amount} {one.currency} to {one.account}" for one in entry.postings]
    return {"subject": entry.subject, "at": entry.at, "booked": booked}


def _revert(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> Entry:
    if dict(_terms(command.subject_id, ports=ports)) != approval.terms:
        raise TermsChanged("the entry has changed since the request; please request it again")
    document = _read(command.subject_id, ports=ports)
    opposite = _entry(document).revert(ports.clock.now())
    try:
        ports.store.commit([*opposite, Unchanged(document.path, document.version), *writes])
    except Conflict as error:
        raise EntryReverted("this entry was reverted or changed by another request just now") from error
    return Entry.of(Document(opposite[0].path, opposite[0].fields, None))


def _read(entry_id: str, *, ports: Ports) -> Document:
    return existing(ports.store.get(path("journal", entry_id)), "journal entry", code="entry_not_found")


def _entry(document: Document) -> Entry:
    try:
        entry = Entry.of(document)
    except ValueError as error:
        raise EntryUnreadable(str(error)) from error
    if imbalance(entry.postings):
        raise EntryUnreadable("the postings of this entry do not sum to zero")
    return entry


def _is_doubted(entry: Entry, *, ports: Ports) -> bool:
    """Whether the last comparison with Stripe found it wrong."""
    if any(posting.account == OURS_AT_STRIPE for posting in entry.postings):
        return any(cause == NOT_AT_STRIPE for cause in _open_causes(entry.reference, ports=ports))
    accounts = {posting.account for posting in entry.postings}
    return any(_open_causes(account, ports=ports) for account in sorted(accounts))


def _open_causes(subject: str, *, ports: Ports) -> list[Any]:
    """Of the open differences about *subject*, one per currency."""
    about: list[tuple[str, Operator, Any]] = [("subject", "==", subject), ("status", "==", "open")]
    found = ports.store.query(Query("differences", where=about, fields=["cause"]))
    return [one.fields.get("cause") for one in found]


REVERT_ENTRY = Rule(collection="journal", terms=_read_terms, parties=_parties, do=_revert)
