"""Where each step stands: `control/migration`."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pulse.backoffice.migration.findings import Kind
from pulse.ports import Ports
from pulse.ports.paths import is_segment, path
from pulse.ports.store import Merge, Write

CONTROL_PATH = path("control", "migration")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind the document *after* of the place with this number; at the beginning without one."""

    place: int = 0
    after: str | None = None
    problems: int = 0
    """Documents before it that could not be adopted: the step is not done before they are taken again."""


def read_cursor(kind: Kind, *, ports: Ports) -> Cursor:
    """What cannot be read counts as the beginning: a step may always be taken again."""
    stored = ports.store.get(CONTROL_PATH)
    match stored.fields.get(kind.value) if stored else None:
        case {"place": int() as place, "after": str() as after, **others} if is_segment(after):
            problems = others.get("problems", 0)
            return Cursor(place, after, problems if isinstance(problems, int) else 1)
    return Cursor()


def save_cursor(kind: Kind, cursor: Cursor, *, ports: Ports) -> None:
    ports.store.commit([Merge(CONTROL_PATH, {kind.value: asdict(cursor)})])


def rewind_writes() -> list[Write]:
    """All steps begin anew."""
    return [Merge(CONTROL_PATH, {kind.value: asdict(Cursor()) for kind in Kind})]
