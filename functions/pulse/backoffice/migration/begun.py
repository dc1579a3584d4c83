"""What was counted before the first step: `control/migrationSums`, with its place in the audit trail."""

from __future__ import annotations

from datetime import datetime

from pulse.backoffice.migration.cursor import rewind_writes
from pulse.backoffice.migration.findings import Sum
from pulse.backoffice.migration.owners import Owners
from pulse.errors import RecordDamaged, Refusal
from pulse.ledger import Change, Record, commit_record
from pulse.ports import Document, Ports
from pulse.ports.paths import path

BEGUN_PATH = path("control", "migrationSums")
_FORMER_MAX = 20


class MigrationNotBegun(Refusal):
    """The sums before the first step were not stored, so nothing could be compared afterwards."""

    code = "migration_not_begun"

    def __init__(self) -> None:
        super().__init__("the migration has not begun: `migrate begin --yes` stores the sums first")


class Counted(Record):
    """*sums* and *owners*: of all documents that were created until *at*, in this mode of Stripe's."""

    at: datetime
    livemode: bool
    sums: tuple[Sum, ...]
    owners: tuple[Owners, ...]
    by: str
    reason: str | None = None
    """Why the sums are other ones than those of the last beginning."""


class Begun(Counted):
    """What every check compares with. *former*: what was counted before it, the last first."""

    former: tuple[Counted, ...] = ()


def find_begun(*, ports: Ports) -> Document | None:
    return ports.store.get(BEGUN_PATH)


def read_begun(*, ports: Ports) -> Begun:
    """Raises *MigrationNotBegun* where there is none, or what is stored cannot be read."""
    begun = begun_in(find_begun(ports=ports))
    if begun is None:
        raise MigrationNotBegun
    return begun


def begun_in(document: Document | None) -> Begun | None:
    if document is None:
        return None
    try:
        return Begun.of(document)
    except RecordDamaged:
        return None


def store_begun(counted: Counted, former: Document | None, *, ports: Ports) -> Begun:
    """From here on it is what every check compares with; the steps begin anew, and *former* is kept.

    Raises *Conflict* where another beginning was stored meanwhile.
    """
    last = begun_in(former)
    kept = (
        (Counted(**{name: getattr(last, name) for name in Counted.model_fields}), *last.former)
        if last
        else ()
    )
    begun = Begun(**vars(counted), former=kept[:_FORMER_MAX])
    change = Change("first_system.counted", counted.by, counted.at, counted.reason)
    commit_record(ports.store, former, BEGUN_PATH, begun, change, *rewind_writes())
    return begun
