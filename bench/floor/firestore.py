"""Firestore's own protocol over a store of ours: gRPC on a socket, without the work of an emulator.

A version of the store travels as so many seconds of an update time.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import grpc
from google.cloud.firestore_v1 import _helpers
from google.cloud.firestore_v1.field_path import FieldPath
from google.cloud.firestore_v1.types import document, firestore
from google.cloud.firestore_v1.types import query as queries
from google.protobuf.unknown_fields import UnknownFieldSet

from pulse.errors import Conflict, NoRoom
from pulse.ports import Document, Store
from pulse.ports.store import (
    DELETE_FIELD,
    Create,
    Delete,
    Merge,
    Operator,
    Query,
    Unchanged,
    Update,
    Write,
)

_SERVICE = "google.firestore.v1.Firestore"
_OF_FIELD = queries.StructuredQuery.FieldFilter.Operator
_OPERATORS: dict[Any, Operator] = {
    _OF_FIELD.EQUAL: "==",
    _OF_FIELD.LESS_THAN: "<",
    _OF_FIELD.LESS_THAN_OR_EQUAL: "<=",
    _OF_FIELD.GREATER_THAN: ">",
    _OF_FIELD.GREATER_THAN_OR_EQUAL: ">=",
    _OF_FIELD.IN: "in",
    _OF_FIELD.ARRAY_CONTAINS: "array_contains",
}
_VERIFY = 5
"""The field of a `Write` that only checks, which the Python client has no name for."""


class Service:
    """Answers from *store*, which may be another one at each call."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, request: Any, _context: Any) -> Iterator[Any]:
        fields = _fields(request.mask) if "mask" in request else None
        paths = {_path(name): name for name in request.documents}
        masks = {path.rpartition("/")[0]: fields for path in paths} if fields is not None else None
        found = self.store.get_all(list(paths), masks)
        for path, name in paths.items():
            if path in found:
                yield firestore.BatchGetDocumentsResponse(found=_said(name, found[path]), read_time=_now())
            else:
                yield firestore.BatchGetDocumentsResponse(missing=name, read_time=_now())

    def query(self, request: Any, _context: Any) -> Iterator[Any]:
        root = request.parent.partition("/documents")[0] + "/documents/"
        for one in self.store.query(self._query(request.parent, request.structured_query)):
            yield firestore.RunQueryResponse(document=_said(root + one.path, one), read_time=_now())
        yield firestore.RunQueryResponse(read_time=_now())

    def aggregate(self, request: Any, _context: Any) -> Iterator[Any]:
        asked = request.structured_aggregation_query
        sums = {one.alias: one.sum.field.field_path for one in asked.aggregations if "sum" in one}
        totals = self.store.totals(self._query(request.parent, asked.structured_query), list(sums.values()))
        values = {one.alias: totals.count for one in asked.aggregations}
        values |= {alias: totals.sums[field] for alias, field in sums.items()}
        result = {"aggregate_fields": _helpers.encode_dict(values)}
        yield firestore.RunAggregationQueryResponse(result=result, read_time=_now())

    def commit(self, request: Any, context: Any) -> Any:
        try:
            versions = self.store.commit([_write(one) for one in request.writes])
        except Conflict as conflict:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(conflict))
        except NoRoom as full:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(full))
        results = [{"update_time": _time(version)} for version in versions]
        return firestore.CommitResponse(write_results=results, commit_time=_now())

    def _query(self, parent: str, asked: Any) -> Query:
        source, under = asked.from_[0], _path(parent)
        orders = [(one.field.field_path, one.direction) for one in asked.order_by]
        after = _path(asked.start_at.values[-1].reference_value) if "start_at" in asked else None
        return Query(
            f"{under}/{source.collection_id}" if under else source.collection_id,
            where=tuple(_conditions(asked.where)) if "where" in asked else (),
            order_by=[
                (_plain(name), "desc" if direction == queries.StructuredQuery.Direction.DESCENDING else "asc")
                for name, direction in orders
                if name != "__name__"
            ],
            limit=asked.limit if "limit" in asked else None,
            after=self.store.get(after) if after else None,
            fields=_fields(asked.select, "fields") if "select" in asked else None,
            group=source.all_descendants,
        )


def serve(service: Service) -> tuple[grpc.Server, int]:
    stream, unary = grpc.unary_stream_rpc_method_handler, grpc.unary_unary_rpc_method_handler
    answers = {
        "BatchGetDocuments": (stream, service.get),
        "RunQuery": (stream, service.query),
        "RunAggregationQuery": (stream, service.aggregate),
        "Commit": (unary, service.commit),
    }
    handlers = {
        name: kind(
            answer,
            request_deserializer=getattr(firestore, f"{name}Request").deserialize,
            response_serializer=getattr(firestore, f"{name}Response").serialize,
        )
        for name, (kind, answer) in answers.items()
    }
    server = grpc.server(ThreadPoolExecutor(16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def _write(write: Any) -> Write:
    raw = type(write).pb(write)
    condition = raw.current_document
    version = condition.update_time.seconds if condition.HasField("update_time") else None
    match raw.WhichOneof("operation"):
        case "delete":
            return Delete(_path(raw.delete), version)
        case None:
            (name,) = (one.data.decode() for one in UnknownFieldSet(raw) if one.field_number == _VERIFY)
            return Unchanged(_path(name), version)
    path, fields = _path(raw.update.name), _helpers.decode_dict(write.update.fields, None)
    if not raw.HasField("update_mask"):
        return Create(path, fields)
    parts = [FieldPath.from_api_repr(name).parts for name in raw.update_mask.field_paths]
    changed = {names: _reach(fields, names) for names in parts}
    if condition.WhichOneof("condition_type"):
        return Update(path, {".".join(names): value for names, value in changed.items()}, version)
    return Merge(path, _nested(changed))


def _reach(fields: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        if not isinstance(fields, dict) or name not in fields:
            return DELETE_FIELD
        fields = fields[name]
    return fields


def _nested(changed: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for names, value in changed.items():
        inner = whole
        for name in names[:-1]:
            inner = inner.setdefault(name, {})
        inner[names[-1]] = value
    return whole


def _conditions(where: Any) -> Iterator[tuple[str, Operator, Any]]:
    if "composite_filter" in where:
        for one in where.composite_filter.filters:
            yield from _conditions(one)
    elif "unary_filter" in where:
        yield _plain(where.unary_filter.field.field_path), "==", None
    else:
        one = where.field_filter
        yield _plain(one.field.field_path), _OPERATORS[one.op], _helpers.decode_value(one.value, None)


def _fields(holder: Any, name: str = "field_paths") -> list[str]:
    return [_plain(getattr(one, "field_path", one)) for one in getattr(holder, name)]


def _plain(name: str) -> str:
    return ".".join(FieldPath.from_api_repr(name).parts)


def _path(name: str) -> str:
    return name.partition("/documents")[2].strip("/")


def _said(name: str, found: Document) -> Any:
    at, fields = _time(found.version), _helpers.encode_dict(found.fields)
    return document.Document(name=name, fields=fields, create_time=at, update_time=at)


def _time(version: int | None) -> datetime:
    return datetime.fromtimestamp(version or 0, UTC)


def _now() -> datetime:
    return datetime.now(UTC)
