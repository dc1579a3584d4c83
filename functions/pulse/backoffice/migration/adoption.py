"""The writes that adopt one document, and the image of what they change: all of them are one commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.records import Image, Part, image_path
from pulse.ledger import HEAD, Change, Record, audited_create, audited_recreate, audited_update, content_hash
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Merge, Update, Write


@dataclass
class Adoption:
    """*subject*: the path of the record that is adopted. Others are written beside it."""

    subject: str
    kind: Kind
    change: Change
    ports: Ports
    writes: list[Write] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def put_record(self, document: Document | None, record: Record) -> None:
        """*record* over *document*, or as a new one, with its row in the audit trail."""
        if document is not None:
            update, row = audited_update(document, record, self.change)
            self.writes += [update, row]
            self._note(document, {name: one for name, one in update.fields.items() if name != HEAD})
            return
        head = self._former_head()
        if head is None:
            created, row = audited_create(self.subject, record, self.change)
        else:
            created, row = audited_recreate(self.subject, record, self.change, head)
        self.writes += [created, row]
        self._note_new(self.subject, created.fields)

    def put_beside(self, path: str, fields: Mapping[str, Any]) -> None:
        """A document without a trail. Nothing is written where it says so already."""
        document = self.ports.store.get(path)
        if document is None:
            self.writes.append(Create(path, fields))
            self._note_new(path, fields)
            return
        changed = {name: value for name, value in fields.items() if document.fields.get(name) != value}
        if changed:
            self.writes.append(Update(path, changed, document.version))
            self._note(document, changed)

    def put_for_good(self, writes: list[Create]) -> None:
        """What an undo leaves: the journal says what moved at Stripe, and that stays true."""
        self.writes += writes

    def commit(self) -> None:
        """Raises *Conflict* where a document has changed since it was read: then nothing was written.

        A step that is repeated adds to the image what it writes more, and replaces nothing in it.
        """
        if not self.writes:
            return
        expire_at = self.change.at + timedelta(seconds=self.ports.settings.migration_undo_seconds)
        former = self._former_parts()
        known = {one.path for one in former}
        image = Image(
            subject=self.subject,
            kind=self.kind,
            parts=(*former, *(one for one in self.parts if one.path not in known)),
            actor=self.change.actor,
            adopted_at=self.change.at,
            expire_at=expire_at,
        )
        self.ports.store.commit([*self.writes, Merge(image.path, image.fields())])

    def _note(self, document: Document, changed: Mapping[str, Any]) -> None:
        before = {name: document.fields[name] for name in changed if name in document.fields}
        self.parts.append(
            Part(
                path=document.path,
                existed=True,
                before=before,
                absent=tuple(name for name in changed if name not in document.fields),
                written=content_hash(changed),
            )
        )

    def _note_new(self, path: str, fields: Mapping[str, Any]) -> None:
        content = {name: value for name, value in fields.items() if name != HEAD}
        written = content_hash(content)
        self.parts.append(Part(path=path, existed=False, before={}, absent=(), written=written))

    def _former_parts(self) -> tuple[Part, ...]:
        """Of an image that is not undone: what was there before the first step is in it."""
        stored = self.ports.store.get(image_path(self.subject))
        image = Image.of(stored) if stored else None
        return image.parts if image and image.undone_at is None else ()

    def _former_head(self) -> Mapping[str, Any] | None:
        stored = self.ports.store.get(image_path(self.subject), fields=["head"])
        head = stored.fields.get("head") if stored else None
        return head if isinstance(head, Mapping) else None
