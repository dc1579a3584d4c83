"""Structured logs: one JSON object per line, as Cloud Logging reads them, with secrets removed.

Cloud Run's fields: cloud.google.com/run/docs/logging. Logs contain no personal data: user ids are hashed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, TextIO

_context: ContextVar[dict[str, Any]] = ContextVar("log_context", default={})  # noqa: B039 - replaced, never mutated
_began: ContextVar[float | None] = ContextVar("log_began", default=None)

_SECRETS = re.compile(
    r"(?:sk|rk|pk|ek)_(?:test|live|org)_[\w*]+"  # Stripe keys, also in the form that Stripe abbreviates
    r"|whsec_\w+|(?<!\w)\w+_secret_\w+"  # webhook and client secrets
    r"|[Bb]earer\s+\S+|[Bb]asic\s+[\w+/]{16,}=*"  # authorization headers
    r"|(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*"  # tokens
    r"|https?://(?!docs\.)[\w.-]{0,253}(?:stripe|slack)\.com\S*"  # links that let their bearer in
    r"|https?://\S{0,500}?(?:setup|onboarding|express|login)\S*"
    r"|(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+\.[\w.-]+"  # e-mail addresses
    r"|\b\d{3}[- ]\d{2}[- ]\d{4}\b|\b\d{9}\b"  # social security and routing numbers
    r"|(?<![\w.])\+\d[\d ().-]{7,}\d"  # telephone numbers
    r"|\b(?:\d[ -]?){12,18}\d\b"  # card and bank numbers
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"  # IBANs
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\w+/=\s\\]*"  # a service account's key
)
"""Each part begins where a word begins or has a bounded length, so the time grows with the length alone."""
_REDACTED = "[redacted]"
_LONGEST_NUMBER = 10**12
"""A larger integer is the number of a card or bank account, not one of our amounts or times."""


def redacted(text: str) -> str:
    return _SECRETS.sub(_REDACTED, text)


def cleaned(value: Any) -> Any:
    """*value* as it may be logged, stored or sent to operators: names and texts are redacted at any depth."""
    match value:
        case None | bool() | float():
            return value
        case int():
            return _REDACTED if abs(value) >= _LONGEST_NUMBER else value
        case dict():
            return {redacted(str(name)): cleaned(inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [cleaned(inner) for inner in value]
        case _:
            return redacted(str(value))


_muted = False


def uid_hash(user_id: str) -> str:
    """Twelve hex digits that distinguish users in logs without naming them."""
    return hashlib.sha256(user_id.encode()).hexdigest()[:12]


def write(event: str, *, severity: str = "INFO", stream: TextIO | None = None, **fields: Any) -> None:
    """One line. *event* is a dotted machine word that metrics count; *fields* are its facts."""
    if _muted:
        return
    entry = {"severity": severity, "event": event, "message": event, **_context.get(), **_elapsed(), **fields}
    line = json.dumps(cleaned(entry), ensure_ascii=False)
    line = line.encode(errors="backslashreplace").decode()  # half a surrogate pair cannot be printed
    print(line, file=stream or sys.stdout, flush=True)


def _elapsed() -> dict[str, float]:
    began = _began.get()
    return {} if began is None else {"elapsed_seconds": round(time.monotonic() - began, 3)}


def write_exception(event: str, error: BaseException, **fields: Any) -> None:
    """A line with the stack trace, in the field that Error Reporting groups by."""
    stack = "".join(traceback.format_exception(error))
    write(event, severity="ERROR", stack_trace=stack, error=type(error).__name__, **fields)


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Inside, no thread writes a line. For simulations and benchmarks, whose logs nobody reads."""
    global _muted  # noqa: PLW0603 - one switch for the whole process
    before, _muted = _muted, True
    try:
        yield
    finally:
        _muted = before


@contextlib.contextmanager
def context(**fields: Any) -> Iterator[None]:
    """Every line inside carries *fields* (such as request id and operation) and the seconds so far."""
    token = _context.set(_context.get())
    began = _began.set(_began.get() or time.monotonic())
    note(**fields)
    try:
        yield
    finally:
        _began.reset(began)
        _context.reset(token)


def note(**fields: Any) -> None:
    """Add *fields* that became known later, such as the caller, until the *context* around it ends."""
    if _began.get() is None:
        return
    _context.set({**_context.get(), **{k: v for k, v in fields.items() if v is not None}})


def request_id() -> str | None:
    """The id of the current request or task, for audit rows."""
    return _context.get().get("request_id")
