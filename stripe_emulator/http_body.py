"""The body of an HTTP request: all of it, or an error (RFC 9112, sections 6 and 7).

A request that was cut off is never executed: the first half of an amount is another amount.
"""

import re
from collections.abc import Iterator, Mapping
from io import BufferedIOBase

BODY_BYTES_MAX = 64_000_000
LINE_BYTES_MAX = 8_192
LENGTH = re.compile("[0-9]{1,18}")
CHUNK_LENGTH = re.compile(rb"[0-9A-Fa-f]{1,15}")
LINE_END = (b"\r\n", b"\n")


def read(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    """The bytes that the headers announce; raises ValueError when they are not all there."""
    coding, length = headers.get("transfer-encoding"), headers.get("content-length")
    if coding is None:
        if not LENGTH.fullmatch(length or "0"):
            raise ValueError(f"Content-Length must be one number, not {length!r}")
        return _take(stream, int(length or "0"), BODY_BYTES_MAX)
    if coding.lower() != "chunked" or length is not None:
        raise ValueError("Transfer-Encoding must be chunked, without a Content-Length")
    return b"".join(_chunks(stream))


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    left = BODY_BYTES_MAX
    while part := _take(stream, _chunk_length(stream), left):
        left -= len(part)
        yield part
        if _line(stream) not in LINE_END:
            raise ValueError("a chunk is longer than it says")
    while _line(stream) not in LINE_END:
        continue


def _chunk_length(stream: BufferedIOBase) -> int:
    length = _line(stream).partition(b";")[0].strip()
    if not CHUNK_LENGTH.fullmatch(length):
        raise ValueError(f"the length of a chunk must be hexadecimal, not {length.decode('latin-1')!r}")
    return int(length, 16)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(LINE_BYTES_MAX)
    if not line.endswith(b"\n"):
        raise ValueError("the body was cut off, or a line in it is too long")
    return line


def _take(stream: BufferedIOBase, size: int, most: int) -> bytes:
    if size > most:
        raise ValueError(f"a body has 0 to {BODY_BYTES_MAX} bytes")
    part = stream.read(size) if size else b""
    if len(part) < size:
        raise ValueError(f"the body was cut off after {len(part)} of {size} bytes")
    return part
