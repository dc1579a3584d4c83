"""Firestore and Cloud Tasks that hold nothing and answer at once, for what is measured in another process.

    python -m bench.floor.world    # prints both addresses, and ends with its input

Real sockets and the real clients' own bytes, without the work of an emulator: what is measured is the caller.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
from google.cloud.firestore_v1.types import document, firestore

_SERVICE = "google.firestore.v1.Firestore"
KNOWN = "/users/"
"""Documents of this collection exist, and are empty; no others do."""


def _now() -> datetime:
    return datetime.now(UTC)


def _batch_get(request: Any, _context: Any) -> Iterator[Any]:
    for name in request.documents:
        if KNOWN in name:
            found = document.Document(name=name, create_time=_now(), update_time=_now())
            yield firestore.BatchGetDocumentsResponse(found=found, read_time=_now())
        else:
            yield firestore.BatchGetDocumentsResponse(missing=name, read_time=_now())


def _run_query(_request: Any, _context: Any) -> Iterator[Any]:
    yield firestore.RunQueryResponse(read_time=_now())


def _aggregate(request: Any, _context: Any) -> Iterator[Any]:
    asked = request.structured_aggregation_query.aggregations
    fields = {one.alias: document.Value(integer_value=0) for one in asked}
    result = {"aggregate_fields": fields}
    yield firestore.RunAggregationQueryResponse(result=result, read_time=_now())


def _commit(request: Any, _context: Any) -> Any:
    results = [{"update_time": _now()} for _ in request.writes]
    return firestore.CommitResponse(write_results=results, commit_time=_now())


def firestore_server() -> tuple[grpc.Server, int]:
    stream, unary = grpc.unary_stream_rpc_method_handler, grpc.unary_unary_rpc_method_handler
    handlers = {
        "BatchGetDocuments": _handler(
            stream, _batch_get, firestore.BatchGetDocumentsRequest, firestore.BatchGetDocumentsResponse
        ),
        "RunQuery": _handler(stream, _run_query, firestore.RunQueryRequest, firestore.RunQueryResponse),
        "RunAggregationQuery": _handler(
            stream, _aggregate, firestore.RunAggregationQueryRequest, firestore.RunAggregationQueryResponse
        ),
        "Commit": _handler(unary, _commit, firestore.CommitRequest, firestore.CommitResponse),
    }
    server = grpc.server(ThreadPoolExecutor(16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def _handler(kind: Any, answer: Any, request: Any, response: Any) -> Any:
    return kind(answer, request_deserializer=request.deserialize, response_serializer=response.serialize)


class _Tasks(BaseHTTPRequestHandler):
    """Every task is taken."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        taken = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(taken["task"]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def main() -> None:
    server, firestore_port = firestore_server()
    tasks = ThreadingHTTPServer(("127.0.0.1", 0), _Tasks)
    threading.Thread(target=tasks.serve_forever, daemon=True).start()
    print(json.dumps({"firestore": firestore_port, "tasks": tasks.server_address[1]}), flush=True)
    sys.stdin.read()
    tasks.shutdown()
    server.stop(None)


if __name__ == "__main__":
    main()
