"""The emulator over HTTP: threads, loopback only, keep-alive, only the standard library.

Also serves the hosted pages and the card form (`pages/`), and the control under `/_emulator/`.
"""

import contextlib
import socket
import struct
import threading
from dataclasses import replace
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

from stripe_emulator import control, http_body, pages
from stripe_emulator.core import Emulator
from stripe_emulator.errors import StripeError
from stripe_emulator.http_head import QuickHead
from stripe_emulator.messages import Request, Response, encode
from stripe_emulator.requests import access, answering

HELD_SECONDS_MAX = 300.0
"""How long a request that must time out is left without an answer, unless its caller leaves earlier."""

NO_CONTENT = 204
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Request-Id, Stripe-Version, Stripe-Should-Retry, Idempotent-Replayed",
}
"""A web page of any site may read the answers that a publishable key gets."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class EmulatorServer(ThreadingHTTPServer):
    """A server for one emulator."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, emulator: Emulator, port: int) -> None:
        self.emulator = emulator
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", port), Handler)
        emulator.base_url = self.url

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: a caller that hangs up is no error of the server."""


class Handler(QuickHead):
    """Reads one request, lets the emulator answer it, writes the response."""

    protocol_version = "HTTP/1.1"
    command = ""
    server: EmulatorServer

    def setup(self) -> None:
        """Send each answer at once: they are small."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def _serve(self) -> None:
        try:
            request = self._read()
        except ValueError as error:
            self.send_error(400, f"Unreadable request: {error}")
            return
        response = answer(self.server.emulator, request)
        if response.lost:
            self._lose(response.lost)
        else:
            self._write(response)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = do_OPTIONS = _serve  # noqa: N815

    def _read(self) -> Request:
        """The request with its whole body; raises ValueError when it is not HTTP."""
        body = http_body.read(self.rfile, self.headers)
        parts = urlsplit(self.path)
        return Request(self.command, parts.path, parts.query, self.headers, body.decode("utf-8", "replace"))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer in Stripe's form what is not HTTP at all, and hang up."""
        self.close_connection = True
        text = message or explain or self.responses.get(code, ("",))[0]
        error = {"message": text, "type": "invalid_request_error"}
        headers = {"Content-Type": "application/json", "Connection": "close"}
        self._write(Response(code, headers, encode({"error": error})))

    def _write(self, response: Response) -> None:
        payload = response.body.encode()
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        lines += [f"{name}: {' '.join(value.splitlines())}" for name, value in response.headers.items()]
        if response.status != NO_CONTENT:
            lines.append(f"Content-Length: {len(payload)}")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.wfile.write(head if self.command == "HEAD" else head + payload)

    def _lose(self, how: str) -> None:
        """Hang up without an answer, at once or after the caller has stopped waiting."""
        self.close_connection = True
        if how == "timeout":
            self.connection.settimeout(HELD_SECONDS_MAX)
            with contextlib.suppress(OSError):
                self.connection.recv(1)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    def log_message(self, *_: object) -> None:
        """Log nothing: the state shows what happened."""


def answer(emulator: Emulator, request: Request) -> Response:
    """Let the part of the emulator that a path belongs to answer the request, whatever happens there."""
    try:
        return _answer(emulator, request)
    except Exception:  # noqa: BLE001 -- a caller always gets an answer
        return answering.fail(emulator, request)


def _answer(emulator: Emulator, request: Request) -> Response:
    if request.path == "/health":
        return Response(200, {"Content-Type": "application/json"}, encode({"status": "ok"}))
    if request.path.startswith("/_emulator/"):
        if not _is_local(request):
            return Response(403, {}, "A web page from another site may not control the emulator.")
        return control.handle(emulator, request)
    if pages.serves(request.path):
        return pages.handle(emulator, request)
    if request.method == "OPTIONS":
        return Response(NO_CONTENT, _preflight(request), "")
    response = _refuse_foreign(request) or emulator.handle(request)
    return replace(response, headers={**response.headers, **CROSS_ORIGIN})


def _refuse_foreign(request: Request) -> Response | None:
    try:
        if not _has_local_origin(request):
            access.refuse_foreign(request)
    except StripeError as error:
        return Response(error.status, {"Content-Type": "application/json"}, encode({"error": error.error}))
    return None


def _preflight(request: Request) -> dict[str, str]:
    """What a web page may send to the API: all that it asks for, as Stripe's API allows it."""
    wanted = request.headers.get("access-control-request-headers", "authorization")
    return {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
        "Access-Control-Allow-Headers": wanted,
        "Access-Control-Max-Age": "300",
    }


def _is_local(request: Request) -> bool:
    """Whether the request comes from this machine's own pages or programs.

    A web page from elsewhere shows itself by its origin, or by a foreign host name that leads to loopback.
    """
    return (
        _has_local_origin(request) and _host_of(f"//{request.headers.get('host', 'localhost')}") in LOOPBACK
    )


def _has_local_origin(request: Request) -> bool:
    return _host_of(request.headers.get("origin", "http://localhost")) in LOOPBACK


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
