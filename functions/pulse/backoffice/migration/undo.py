"""The way back: what a step changed becomes what it was. What was changed since is not touched, but named."""

from __future__ import annotations

from typing import Any

from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.backoffice.migration.cursor import Cursor, save_cursor
from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.records import Image, Part, image_path
from pulse.batches import BatchResult, each, read_all, readable
from pulse.errors import Conflict, NotFound
from pulse.ledger import HEAD, RESTORED, Change, Record, audited_delete, audited_restore, content_hash
from pulse.ports import Document, Ports
from pulse.ports.store import DELETE_FIELD, Delete, Query, Update, Write
from pulse.prizes import PrizeRecord
from pulse.sales import Payment

_RECORDS: dict[Kind, type[Record]] = {
    Kind.ACCOUNTS: ConnectedAccount,
    Kind.PAYMENTS: Payment,
    Kind.PRIZES: PrizeRecord,
}


def find_undoable(*, subject: str | None = None, ports: Ports) -> list[Document]:
    """The images of what can be made what it was. Raises *NotFound* for a *subject* that has none.

    An account that the report names as `users/{uid}.creator` was adopted as the record of that person.
    """
    if subject is None:
        found = read_all(ports.store, Query("migrationImages"))
        return [one for one in found if one.fields.get("undoneAt") is None]
    image = ports.store.get(image_path(_record_of(subject)))
    if image is None or image.fields.get("undoneAt") is not None:
        raise NotFound(f"no step has adopted {subject}", code="not_adopted")
    return [image]


def _record_of(subject: str) -> str:
    person, _, named = subject.rpartition(".")
    role = next((one for one in Role if one.value == named and person.startswith("users/")), None)
    return subject if role is None else account_path(role, person.removeprefix("users/"))


def undo(actor: str, *, subject: str | None = None, ports: Ports) -> BatchResult:
    """Undo every step, or what was done to one *subject*. A repeat undoes nothing twice.

    The audit trail and the journal stay: the one says what was done here, the other what moved at Stripe. A
    document that anybody changed since is a problem (`Conflict`), and stays as it is with all that was
    adopted together with it.
    """
    change = Change(RESTORED, actor, ports.clock.now())
    images = find_undoable(subject=subject, ports=ports)
    for kind in Kind:
        save_cursor(kind, Cursor(), ports=ports)  # a step that was interrupted would pass by what is undone
    return each(images, lambda one: _undo(one, change, ports=ports), _subject)


def _subject(image: Document) -> str:
    return str(image.fields.get("subject") or image.path)


def _undo(document: Document, change: Change, *, ports: Ports) -> int:
    image = readable(Image, document)
    head: dict[str, Any] | None = None
    writes: list[Write] = []
    for part in image.parts:
        stored = ports.store.get(part.path)
        if stored is None or _hash_of(stored, part) != part.written:
            raise Conflict(f"{part.path} has changed since it was adopted")
        if part.path != image.subject:
            writes.append(_undone(stored, part))
        elif part.existed:
            writes += audited_restore(stored, _before(part), _RECORDS[image.kind], change)
        else:
            deleted, row, head = audited_delete(stored, change)
            writes += [deleted, row]
    writes.append(Update(document.path, {"undoneAt": change.at, "head": head}, document.version))
    ports.store.commit(writes)
    return 1


def _hash_of(stored: Document, part: Part) -> str | None:
    """Of the fields that the step wrote, as they are now."""
    names = {*part.before, *part.absent} if part.existed else set(stored.fields) - {HEAD}
    return content_hash({name: stored.fields[name] for name in names if name in stored.fields})


def _before(part: Part) -> dict[str, object]:
    return {**part.before, **dict.fromkeys(part.absent, DELETE_FIELD)}


def _undone(stored: Document, part: Part) -> Write:
    if part.existed:
        return Update(stored.path, _before(part), stored.version)
    return Delete(stored.path, stored.version)
