"""Reads the head of an ordinary request; anything unusual is left to the standard library.

`http.server` reads headers with the parser for e-mails, which takes as long as the emulator's answer.
"""

import io
import re
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler

LINE_BYTES_MAX = 65_536
HEADERS_MAX = 100
"""With the empty line after them."""

ORDINARY = re.compile(rb"([A-Z]{3,10}) (/(?!/)[^\s]*) HTTP/1\.1\r?\n")
HEADER = re.compile(rb"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*?)[ \t]*\r?\n")
END = (b"\r\n", b"\n")
FRAMING = ("content-length", "transfer-encoding")


class Headers(dict[str, str]):
    """Headers by their names in lower case; the last of several counts.

    Several that say where the body ends are joined, so that their reader sees that they disagree.
    """

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Headers":
        """From names in any case."""
        headers = cls()
        for given, value in pairs:
            name = given.lower()
            repeated = name in FRAMING and name in headers
            headers[name] = f"{headers[name]}, {value}" if repeated else value
        return headers

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """As `dict.get`, with the name in any case."""
        return super().get(name.lower(), default)

    def of_name(self, name: str) -> str:
        """A value in lower case, "" without one."""
        return (self.get(name) or "").lower()


class QuickHead(BaseHTTPRequestHandler):
    """A handler whose `headers` are read quickly."""

    raw_requestline: bytes
    headers: Headers  # type: ignore[assignment]

    def parse_request(self) -> bool:
        """As in the standard library: whether there is a request to answer."""
        while self.raw_requestline in END:  # RFC 9112, section 2.2: some clients send one line too many
            self.raw_requestline = self.rfile.readline(LINE_BYTES_MAX + 1)
        line = ORDINARY.fullmatch(self.raw_requestline)
        if line is None:
            return self._parse_slowly()
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
        self.headers = Headers.of((name.decode(), value.decode("latin-1")) for name, value in pairs)
        self.close_connection = "close" in re.split("[ ,]+", self.headers.of_name("connection"))
        if self.headers.of_name("expect") == "100-continue":
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

    def _parse_slowly(self, head: bytes | None = None) -> bool:
        """Let the standard library parse what comes next, or a head that was read already."""
        connection = self.rfile
        if head is not None:
            self.rfile = io.BytesIO(head)
        try:
            parsed = super().parse_request()
        finally:
            self.rfile = connection
        if parsed:
            self.headers = Headers.of(self.headers.items())
        return parsed
