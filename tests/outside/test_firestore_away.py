"""A call ends in time when Firestore is silent or says that it is unavailable."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from pulse.errors import StoreUnavailable
from pulse.outside.firestore_store import FirestoreStore
from pulse.ports.store import Create, Query

CALLS = {
    "get": lambda store: store.get("things/a"),
    "get_all": lambda store: store.get_all(["things/a"]),
    "query": lambda store: store.query(Query("things")),
    "totals": lambda store: store.totals(Query("things"), ["n"]),
    "commit": lambda store: store.commit([Create("things/a", {"n": 1})]),
}


class Away(grpc.GenericRpcHandler):
    """The same answer to every call: silence until the test is over, or at once that it is unavailable."""

    def __init__(self, *, silent: bool) -> None:
        self.over = threading.Event()
        self._silent = silent

    def service(self, details):
        streamed = details.method.rpartition("/")[2] != "Commit"
        kind = grpc.unary_stream_rpc_method_handler if streamed else grpc.unary_unary_rpc_method_handler
        return kind(self._answer)

    def _answer(self, request, context):
        if self._silent:
            self.over.wait()
        context.abort(grpc.StatusCode.UNAVAILABLE, "away")


@pytest.fixture(params=["silent", "away"])
def store(request, monkeypatch):
    handler = Away(silent=request.param == "silent")
    server = grpc.server(ThreadPoolExecutor(4), handlers=[handler])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{port}")
    client = firestore.Client(project="demo-pulse", credentials=AnonymousCredentials())
    yield FirestoreStore(client, timeout_seconds=0.3)
    handler.over.set()
    client.close()
    server.stop(None)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_firestore_that_does_not_answer_is_given_up(call, store):
    with pytest.raises(StoreUnavailable):
        call(store)
