"""The emulator over HTTP: threads, loopback only, keep-alive, only the standard library.

Also serves the hosted pages under `/setup`, `/express` and `/3d_secure`, and the control under `/_emulator/`.
"""

import contextlib
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from stripe_emulator import control, pages
from stripe_emulator.core import Emulator
from stripe_emulator.messages import Request, Response

HELD_SECONDS_MAX = 300.0
"""How long a request that must time out is left without an answer, unless its caller leaves earlier."""

BODY_BYTES_MAX = 64_000_000
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


class Handler(BaseHTTPRequestHandler):
    """Reads one request, lets the emulator answer it, writes the response."""

    protocol_version = "HTTP/1.1"
    server: EmulatorServer

    def setup(self) -> None:
        """Send each answer at once: they are small."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES_MAX:
            self.send_error(413)
            return
        body = self.rfile.read(length) if length else b""
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, headers, body.decode("utf-8", "replace"))
        response = answer(self.server.emulator, request)
        if response.lost:
            self._lose(response.lost)
        else:
            self._write(response)

    do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815

    def _write(self, response: Response) -> None:
        payload = response.body.encode()
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        lines += [f"Content-Length: {len(payload)}", "", ""]
        self.wfile.write("\r\n".join(lines).encode("latin-1", "replace") + payload)

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
    """Let the part of the emulator that a path belongs to answer the request."""
    if request.path.startswith("/_emulator/"):
        if not _is_local(request):
            return Response(403, {}, "A web page from another site may not control the emulator.")
        return control.handle(emulator, request)
    if request.path.startswith(("/setup/", "/express/", "/3d_secure/", "/assets/")):
        return pages.handle(emulator, request)
    return emulator.handle(request)


def _is_local(request: Request) -> bool:
    """Whether the request comes from this machine's own pages or programs.

    A web page from elsewhere shows itself by its origin, or by a foreign host name that leads to loopback.
    """
    origin = urlsplit(request.headers.get("origin", "http://localhost")).hostname
    host = urlsplit(f"//{request.headers.get('host', 'localhost')}").hostname
    return origin in LOOPBACK and host in LOOPBACK
