"""Reads the head of an ordinary request; anything unusual is left to the standard library.

`http.server` reads headers with the parser for e-mails, which takes as long as the emulator's answer.
"""

import io
import re
from http.server import BaseHTTPRequestHandler

LINE_BYTES_MAX = 65_536
HEADERS_MAX = 100
"""With the empty line after them."""

ORDINARY = re.compile(rb"([A-Z]{3,10}) (/(?!/)[^\s]*) HTTP/1\.1\r?\n")
HEADER = re.compile(rb"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*?)[ \t]*\r?\n")
END = (b"\r\n", b"\n")


class Headers(dict[str, str]):
    """Headers by their names in lower case."""

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """As `dict.get`, with the name in any case."""
        return super().get(name.lower(), default)


class QuickHead(BaseHTTPRequestHandler):
    """A handler whose `headers` are read quickly."""

    raw_requestline: bytes

    def parse_request(self) -> bool:
        """As in the standard library: whether there is a request to answer."""
        line = ORDINARY.fullmatch(self.raw_requestline)
        if line is None:
            return super().parse_request()
        read = self._lines()
        found = [HEADER.fullmatch(one) for one in read[:-1]]
        if read[-1] not in END or len(read) > HEADERS_MAX or not all(found):
            return self._parse_slowly(b"".join(read))
        self.command, self.path = line[1].decode(), line[2].decode("latin-1")
        self.requestline, self.request_version = (
            self.raw_requestline.decode("latin-1").rstrip("\r\n"),
            "HTTP/1.1",
        )
        pairs = [one.groups() for one in found if one]
        self.headers = Headers((name.decode().lower(), value.decode("latin-1")) for name, value in pairs)  # type: ignore[assignment]
        self.close_connection = self.headers.get("connection", "").lower() == "close"
        if self.headers.get("expect", "").lower() == "100-continue":
            return self.handle_expect_100()
        return True

    def _lines(self) -> list[bytes]:
        """The lines up to the empty one, or up to one that breaks the rules."""
        read: list[bytes] = []
        while len(read) <= HEADERS_MAX:
            read.append(self.rfile.readline(LINE_BYTES_MAX + 1))
            if read[-1] in (*END, b"") or len(read[-1]) > LINE_BYTES_MAX:
                break
        return read

    def _parse_slowly(self, head: bytes) -> bool:
        connection, self.rfile = self.rfile, io.BytesIO(head)
        try:
            return super().parse_request()
        finally:
            self.rfile = connection
