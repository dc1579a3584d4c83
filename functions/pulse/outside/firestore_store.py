"""The store on Firestore. Every commit is one atomic batch with preconditions and never runs again.

When Firestore does not answer, a call ends before the function's own timeout. The client's default for a read
is five minutes, which is longer than any caller waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from google.api_core import exceptions as google_errors
from google.api_core.retry import Retry, if_exception_type
from google.cloud import firestore
from google.cloud.firestore_v1 import FieldFilter
from google.cloud.firestore_v1.types.common import Precondition
from google.cloud.firestore_v1.types.write import Write as WriteMessage

from pulse import log
from pulse.concurrently import concurrently
from pulse.errors import Conflict, NoRoom, StoreUnavailable
from pulse.ports.store import (
    DELETE_FIELD,
    Create,
    Delete,
    Document,
    Fields,
    Masks,
    Merge,
    Query,
    Totals,
    Unchanged,
    Update,
    Write,
    without_spare,
)

_LOST_RACES = (google_errors.Conflict, google_errors.FailedPrecondition, google_errors.NotFound)
"""The errors of a commit whose precondition does not hold; they include `AlreadyExists` and `Aborted`."""

_NO_CLEAR_ANSWER = (
    google_errors.ServerError,
    google_errors.TooManyRequests,
    google_errors.Cancelled,
    google_errors.RetryError,
)

_PASSING = if_exception_type(google_errors.ServiceUnavailable, google_errors.InternalServerError)
"""The errors after which a read is repeated, within its timeout."""


class FirestoreStore:
    """*client* is a `google.cloud.firestore.Client`; one per process, thread-safe."""

    def __init__(self, client: firestore.Client, *, timeout_seconds: float = 20) -> None:
        self._client = client
        self._timeout = timeout_seconds
        self._read_options: Any = {
            "timeout": timeout_seconds,
            "retry": Retry(predicate=_PASSING, initial=0.1, maximum=2, timeout=timeout_seconds),
        }

    def get(self, path: str, fields: Sequence[str] | None = None) -> Document | None:
        with _translated():
            return _document(self._client.document(path).get(fields, **self._read_options))

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        """A request has one mask for all its documents, so a second mask is a second request beside it."""
        requests = _by_mask(paths, masks or {})
        if len(requests) < 2:
            return {path: found for part in requests for path, found in self._batch(*part).items()}
        parts = concurrently(*(partial(self._batch, *part) for part in requests))
        return {path: found for part in parts for path, found in part.items()}

    def _batch(self, mask: Sequence[str] | None, paths: Sequence[str]) -> dict[str, Document]:
        references = [self._client.document(path) for path in paths]
        with _translated():
            snapshots = list(self._client.get_all(references, mask, **self._read_options))
        found = (_document(snapshot) for snapshot in snapshots)
        return {document.path: document for document in found if document}

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        """Firestore says in several sentences that a document is too large, or has too many entries in
        indexes, and with the same status that a write has no form it knows. Each is logged with its sentence.
        """
        try:
            return self._commit(writes)
        except google_errors.InvalidArgument as error:
            log.write_exception("store.refused", error, paths=[write.path for write in writes])
            needed = without_spare(writes)
            if needed is None:
                raise NoRoom from error
        try:
            return self._commit(needed)
        except google_errors.InvalidArgument as error:
            raise NoRoom from error

    def _commit(self, writes: Sequence[Write]) -> list[Any]:
        batch = self._client.batch()
        for write in writes:
            self._add(batch, write)
        try:
            with _translated():
                # The client would repeat a commit that may have succeeded, and fail on its precondition.
                results = batch.commit(retry=None, timeout=self._timeout)
                return [result.update_time for result in results]
        except _LOST_RACES as error:
            raise Conflict(str(error)) from error

    def query(self, query: Query) -> list[Document]:
        with _translated():
            snapshots = list(self._built(query).stream(**self._read_options))
        return [document for snapshot in snapshots if (document := _document(snapshot))]

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Totals:
        aggregation = self._built(query).count(alias="count")
        for index, field in enumerate(sums):
            aggregation = aggregation.sum(field, alias=f"sum{index}")
        with _translated():
            values = {
                result.alias: result.value for row in aggregation.get(**self._read_options) for result in row
            }
        return Totals(
            int(values.get("count", 0)),
            {field: int(values.get(f"sum{index}") or 0) for index, field in enumerate(sums)},
        )

    def _built(self, query: Query) -> Any:
        client = self._client
        built: Any = (client.collection_group if query.group else client.collection)(query.collection)
        for field, operator, value in query.where:
            built = built.where(filter=FieldFilter(field, operator, value))
        for field, direction in query.order_by:
            built = built.order_by(field, direction="DESCENDING" if direction == "desc" else "ASCENDING")
        if query.fields is not None:
            built = built.select(query.fields)
        if query.after is not None:
            built = self._after(built, query, query.after)
        return built if query.limit is None else built.limit(query.limit)

    def _after(self, built: Any, query: Query, last: Document) -> Any:
        """Uses the values of *last* as it was read, so it is not read again."""
        direction = query.order_by[-1][1] if query.order_by else "asc"
        built = built.order_by("__name__", direction="DESCENDING" if direction == "desc" else "ASCENDING")
        values = [_reach(last.fields, field) for field, _ in query.order_by]
        return built.start_after([*values, self._client.document(last.path)])

    def _add(self, batch: Any, write: Write) -> None:
        reference = self._client.document(write.path)
        match write:
            case Create():
                batch.create(reference, dict(write.fields))
            case Update():
                batch.update(reference, _encoded(write.fields), option=self._option(write.version))
            case Merge():
                batch.set(reference, _encoded(write.fields), merge=True)
            case Delete():
                batch.delete(reference, option=self._option(write.version))
            case Unchanged():
                batch._add_write_pbs([_verification(reference, write.version)])  # noqa: SLF001 - it has no name

    def _option(self, version: Any) -> Any:
        return None if version is None else self._client.write_option(last_update_time=version)


_VERIFY = b"\x2a"
"""The tag of `verify` in a `Write`: field 5, a text. Firestore takes it and the Python client has no name for
it (firebase-js-sdk, packages/firestore/src/protos/google/firestore/v1/write.proto; decision 1701)."""


def _verification(reference: Any, version: Any) -> WriteMessage:
    """A write that only checks the precondition.

    To a server that did not know the field it would say no operation at all, which is refused.
    """
    name = reference._document_path.encode()  # noqa: SLF001 - the name with project and database
    message: WriteMessage = WriteMessage.deserialize(_VERIFY + _varint(len(name)) + name)
    required = {"exists": True} if version is None else {"update_time": version}
    message.current_document = Precondition(**required)
    return message


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low]) if not rest else bytes([low | 0x80]) + _varint(rest)


def _by_mask(paths: Sequence[str], masks: Masks) -> list[tuple[Sequence[str] | None, list[str]]]:
    grouped: dict[tuple[str, ...] | None, list[str]] = {}
    for path in paths:
        mask = masks.get(path.rpartition("/")[0])
        grouped.setdefault(None if mask is None else tuple(mask), []).append(path)
    return list(grouped.items())


def _document(snapshot: Any) -> Document | None:
    if not snapshot.exists:
        return None
    path = snapshot.reference.path
    return Document(path, snapshot.to_dict() or {}, snapshot.update_time)


def _reach(fields: Fields, name: str) -> Any:
    value: Any = fields
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _encoded(fields: Fields) -> dict[str, Any]:
    return {
        name: firestore.DELETE_FIELD
        if value is DELETE_FIELD
        else _encoded(value)
        if isinstance(value, dict) and value
        else value
        for name, value in fields.items()
    }


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _NO_CLEAR_ANSWER as error:
        raise StoreUnavailable("our records cannot be reached right now; please try again") from error
