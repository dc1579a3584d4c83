"""The services that functions call, in a process of their own: Firestore, Cloud Tasks, Stripe, Auth.

    python -m bench.floor.world    # prints the ports, and ends with its input

The real clients call it over real sockets, so that only the caller is measured. Firestore holds only people,
unless a *story* is asked for: then it holds the tests' data, in which each operation has something to act on.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection, Listener
from typing import Any

from bench.floor import firestore
from bench.floor.settings import SETTINGS
from pulse.ports import Document
from pulse.ports.store import Query, Totals, Write
from stripe_emulator.messages import Request
from tests.doors.operations import EXPECTED
from tests.doors.story import ADMIN, Story

Call = tuple[Any, ...]
"""Whom it asked, what, and the arguments."""


class People:
    """A store in which every person exists, with an empty document, and nothing else."""

    def get(self, path: str) -> Document | None:
        return Document(path, {}, 1) if path.startswith("users/") else None

    def get_all(self, paths: Sequence[str], _masks: Any = None) -> dict[str, Document]:
        return {path: found for path in paths if (found := self.get(path))}

    def query(self, _query: Query) -> list[Document]:
        return []

    def totals(self, _query: Query, sums: Sequence[str] = ()) -> Totals:
        return Totals(0, dict.fromkeys(sums, 0))

    def commit(self, writes: Sequence[Write]) -> list[int]:
        return [1] * len(writes)


class Heard:
    """The store of *world*'s story, which notes each call. While calls are repeated it writes nothing."""

    def __init__(self, world: World, store: Any) -> None:
        self._world, self._store = world, store

    def get(self, path: str) -> Document | None:
        found: Document | None = self._store.get(path)
        return found

    def get_all(self, paths: Sequence[str], masks: Any = None) -> dict[str, Document]:
        self._world.note("store", "get_all", paths, masks)
        found: dict[str, Document] = self._store.get_all(paths, masks)
        return found

    def query(self, query: Query) -> list[Document]:
        self._world.note("store", "query", query)
        found: list[Document] = self._store.query(query)
        return found

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Totals:
        self._world.note("store", "totals", query, sums)
        totals: Totals = self._store.totals(query, sums)
        return totals

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        self._world.note("store", "commit", writes)
        versions: list[Any] = [1] * len(writes) if self._world.repeating else self._store.commit(writes)
        return versions


@dataclass
class World:
    firestore: firestore.Service = field(default_factory=lambda: firestore.Service(People()))
    calls: list[Call] = field(default_factory=list)
    repeating: bool = False
    story: Story | None = None
    start: datetime = field(default_factory=lambda: datetime.now(UTC))

    def note(self, *call: Any) -> None:
        if not self.repeating:
            self.calls.append(call)

    def tell(self, operation: str) -> dict[str, Any]:
        """Begins a story; what to ask in it for *operation*, and as whom."""
        self.story = Story(SETTINGS, self.start)
        self.calls, self.repeating = [], False
        self.firestore.store = Heard(self, self.story.world.store)
        sample = EXPECTED[operation].sample(self.story)
        return {"fields": sample.fields, "owner": sample.owner, "admin": sample.owner == ADMIN}

    def repeat(self) -> list[Call]:
        """The calls since the story began; from now on they are answered and not noted."""
        self.repeating = True
        return self.calls

    def control(self, listener: Listener) -> None:
        """Answers its callers one after another, each until it hangs up."""
        while True:
            with listener.accept() as connection:
                self._converse(connection)

    def _converse(self, connection: Connection) -> None:
        while True:
            try:
                operation = connection.recv()
            except EOFError:
                return
            connection.send(self.tell(operation) if operation else self.repeat())

    def answer(self, method: str, path: str, headers: Any, body: str) -> tuple[int, Any, str]:
        if "/projects/" in path and "/queues/" in path:
            self.note("tasks", json.loads(body)["task"])
            return 200, {}, json.dumps(json.loads(body)["task"])
        if "identitytoolkit" in path:
            return 200, {}, json.dumps(self._people(path, json.loads(body or "{}")))
        assert self.story is not None, f"Stripe's answer to {path} needs a story, and none was asked for"
        self.note("stripe", method, path, dict(headers), body)
        response = self.story.world.emulator.handle(Request.of(method, path, headers, body))
        return response.status, response.headers, response.body

    def _people(self, path: str, asked: Any) -> dict[str, Any]:
        if not path.endswith("accounts:lookup"):
            return {"localId": asked.get("localId"), "kind": "identitytoolkit#Response"}
        self.note("people", asked)
        ids = asked.get("localId", [])
        return {"users": [{"localId": one, "disabled": False, "validSince": "0"} for one in ids]}


def http_server(world: World) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, headers, body = world.answer(self.command, self.path, self.headers, text)
            self.send_response(status)
            said = {name.title(): value for name, value in dict(headers).items()}
            whole = {"Content-Type": "application/json", **said, "Content-Length": str(len(body.encode()))}
            for name, value in whole.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_DELETE = do_POST  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def main() -> None:
    world, listener = World(), Listener(("127.0.0.1", 0))
    server, firestore_port = firestore.serve(world.firestore)
    http = http_server(world)
    for work in (http.serve_forever, lambda: world.control(listener)):
        threading.Thread(target=work, daemon=True).start()
    ports = {"firestore": firestore_port, "http": http.server_address[1], "control": listener.address[1]}
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    http.shutdown()
    server.stop(None)


if __name__ == "__main__":
    main()
