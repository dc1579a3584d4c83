"""One reader each for times, numbers, flags, amounts, currencies, words, ids and names. Pure.

Firestore has no schema, and apps, scripts and consoles write what they like. Each reader accepts every form
that has one meaning and raises *Unfit* for all others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from pulse.ports.paths import is_id

T = TypeVar("T")

AMOUNT_MAX = 2**53 - 1
"""A double holds every whole number up to it, so each program reads the same. Stripe's limits are lower."""
NAME_LENGTH_MAX = 200
"""Characters. People write names and titles, records keep copies of them, and a document holds 1 MiB."""

_SECONDS = (946_684_800, 7_258_118_400)
"""From 2000 until 2200, as UNIX seconds. The same years in milliseconds do not overlap with them."""
_ISO_TEXT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d")
_TIMESTAMP_NAMES = ({"seconds", "nanoseconds"}, {"_seconds", "_nanoseconds"})
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
"""Control characters, line separators, halves of characters, and marks that reverse the text around them."""


class Unfit(ValueError):
    """The value has none of the forms that the reader accepts."""


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    read: Callable[[Any], T]
    """Raises *Unfit*. It is never given None: whether a field may be absent is up to the document."""
    allowed: str
    """What fits, as the end of the sentence `field must be ...`."""


def read_moment(value: Any) -> datetime:
    """As aware UTC. A text without an offset is UTC (decision 0801)."""
    try:
        match value:
            case datetime():
                moment = value
            case bool():
                raise Unfit
            case int() | float():
                moment = _from_number(value)
            case str():
                moment = _from_text(value)
            case Mapping():
                moment = _from_map(value)
            case _:
                raise Unfit
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (OverflowError, OSError) as error:
        raise Unfit from error


def read_end(value: Any) -> datetime:
    """As `read_moment`, where a day alone ends with that day: until 5 June means through 5 June."""
    moment = read_moment(value)
    if not isinstance(value, str) or not _DAY_ALONE.fullmatch(value):
        return moment
    try:
        return moment + timedelta(days=1)
    except OverflowError as error:
        raise Unfit from error


def _from_number(value: float) -> datetime:
    first, end = _SECONDS
    if first <= value < end:
        return datetime.fromtimestamp(value, UTC)
    if first * 1000 <= value < end * 1000:
        return datetime.fromtimestamp(value / 1000, UTC)
    raise Unfit


def _from_text(value: str) -> datetime:
    if len(value) > NAME_LENGTH_MAX or not _ISO_TEXT.fullmatch(value):
        raise Unfit
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise Unfit from error


def _from_map(value: Mapping[Any, Any]) -> datetime:
    """A Timestamp as JavaScript and the Admin SDKs write it in JSON."""
    names = set(value) - {"type"}
    if names not in _TIMESTAMP_NAMES:
        raise Unfit
    prefix = "_" if "_seconds" in names else ""
    seconds, nanoseconds = read_whole(value[f"{prefix}seconds"]), read_whole(value[f"{prefix}nanoseconds"])
    first, end = _SECONDS
    if not first <= seconds < end or not 0 <= nanoseconds < 1_000_000_000:
        raise Unfit
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanoseconds // 1000)


def read_whole(value: Any) -> int:
    """JavaScript and Dart write whole numbers as doubles; a double that is whole has one meaning."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit
    return value


def read_amount(value: Any) -> int:
    amount = read_whole(value)
    if not 0 <= amount <= AMOUNT_MAX:
        raise Unfit
    return amount


def read_number(value: Any) -> float:
    """An int stays an int: a double cannot tell large ones apart."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit
    return value


def read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit
    return value


def read_currency(value: Any) -> str:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise Unfit
    return value.lower()


def read_person(value: Any) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise Unfit
    return value


def one_of(*words: str) -> Reader[str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise Unfit
        return value

    return Reader(read, f"one of {', '.join(words)}")


def cleaned(value: Any) -> str:
    """A name or a title for people to read; it decides nothing. Anything but text is no name.

    It is cut to `NAME_LENGTH_MAX` characters, on one line, without characters that cannot be shown.
    """
    if not isinstance(value, str):
        return ""
    shown = _NOT_SHOWN.sub(" ", value[: 10 * NAME_LENGTH_MAX])
    return " ".join(shown.split())[:NAME_LENGTH_MAX].rstrip()


MOMENT = Reader(
    read_moment,
    "a time: a Timestamp, UNIX seconds or milliseconds, ISO 8601 text, or {seconds, nanoseconds}",
)
END = Reader(read_end, MOMENT.allowed)
AMOUNT = Reader(read_amount, "a whole number of cents, from 0 up")
NUMBER = Reader(read_number, "a number")
FLAG = Reader(read_flag, "true or false")
CURRENCY = Reader(read_currency, "a three-letter currency code such as usd")
PERSON = Reader(read_person, "the id of a person")
