"""Where each step stands, and the sums that were found before the first one: `control/migration`."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from pulse.backoffice.migration.findings import Kind, Sum
from pulse.errors import Refusal
from pulse.ports import Ports
from pulse.ports.paths import is_segment, path
from pulse.ports.store import Merge

CONTROL_PATH = path("control", "migration")
_NAMES = tuple(one.name for one in fields(Sum))


class MigrationNotBegun(Refusal):
    """The sums before the first step were not stored, so nothing could be compared afterwards."""

    code = "migration_not_begun"

    def __init__(self) -> None:
        super().__init__("the migration has not begun: `migrate begin --yes` stores the sums first")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind the document *after* of the place with this number; at the beginning without one."""

    place: int = 0
    after: str | None = None


def read_cursor(kind: Kind, *, ports: Ports) -> Cursor:
    """What cannot be read counts as the beginning: a step may always be taken again."""
    stored = ports.store.get(CONTROL_PATH)
    match stored.fields.get(kind.value) if stored else None:
        case {"place": int() as place, "after": str() as after} if is_segment(after):
            return Cursor(place, after)
    return Cursor()


def save_cursor(kind: Kind, cursor: Cursor, *, ports: Ports) -> None:
    ports.store.commit([Merge(CONTROL_PATH, {kind.value: asdict(cursor)})])


@dataclass(frozen=True, slots=True)
class Begun:
    """*sums*: of all documents that were created until then."""

    at: datetime
    sums: tuple[Sum, ...]


def store_begun(begun: Begun, *, ports: Ports) -> None:
    """From here on it is what every check compares with; the steps begin anew."""
    cursors = {kind.value: asdict(Cursor()) for kind in Kind}
    stored = {"sums": [asdict(one) for one in begun.sums], "begunAt": begun.at}
    ports.store.commit([Merge(CONTROL_PATH, {**cursors, **stored})])


def read_begun(*, ports: Ports) -> Begun:
    """Raises *MigrationNotBegun* where there is none, or what is stored cannot be read."""
    stored = ports.store.get(CONTROL_PATH)
    match stored.fields if stored else None:
        case {"begunAt": datetime() as at, "sums": list() as rows} if all(map(_is_row, rows)):
            return Begun(at, tuple(Sum(*(row[name] for name in _NAMES)) for row in rows))
    raise MigrationNotBegun


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and set(row) == set(_NAMES)
