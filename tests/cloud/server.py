"""The stand-in on a loopback port, as an HTTP proxy: programs keep Google's own host names, without TLS.

What asks for TLS would leave this machine: it is refused, and noted in `Cloud.refused`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.cloud.standin import Cloud, Lost, Request

HOST = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cloud: Cloud
    tunnel = ""

    def do_CONNECT(self) -> None:
        """A tunnel to port 80 is answered here too; any other port is another machine."""
        host, _, port = self.path.partition(":")
        if port != "80":
            self.cloud.refused.append(self.path)
            self.send_error(403, "only the stand-in is spoken to")
            return
        self.tunnel = host
        self.send_response(200, "Connection Established")
        self.end_headers()
        self.close_connection = False  # "Connection: close" speaks of the proxy, not of the tunnel

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length else self._chunks()
        parts = urlsplit(self.path)
        host = parts.hostname or self.tunnel or self.headers.get("Host", "").partition(":")[0]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            body = {"bytes": len(raw)}
        if isinstance(body, list):
            body = {"items": body}
        try:
            status, answer = self.cloud.answer(Request(self.command, host, parts.path, query, body))
        except Lost:
            self.close_connection = True
            return
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _chunks(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return b""
        found = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the names that the base class calls

    def log_message(self, *_: object) -> None:
        """The recorded requests say more than a log."""


@contextmanager
def serving(cloud: Cloud) -> Iterator[str]:
    """The address of *cloud* as a proxy, for as long as the block runs."""
    handler = type("Handler", (Handler,), {"cloud": cloud})
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
