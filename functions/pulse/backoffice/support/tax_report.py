"""What each person got in a year, gross, by form. Read in order of persons: it holds one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import TypeVar

from pulse.backoffice.support.tax_thresholds import CURRENCY, Form, Threshold, threshold_of
from pulse.batches import partition, read_all
from pulse.errors import InvalidRequest
from pulse.ledger import Change, Record, commit_record, retry_after_conflict
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes import PrizeRecord, PrizeStatus
from pulse.sales import SOLD, Payment

CONTROL_TAX_REPORTS = path("control", "taxReports")
YEAR_MIN = 2000
PAGE = 500
_NAMED_MAX = 20
RecordT = TypeVar("RecordT", PrizeRecord, Payment)


@dataclass(frozen=True, slots=True)
class TaxRow:
    """*gross* in minor units of *currency*: prizes before our fee, and sales before every fee and refund."""

    year: int
    form: Form
    user_id: str
    currency: str
    payer: str
    """Who paid it, by the records."""
    gross: int
    payments: int
    taken_back: int
    """Of prizes, what was taken back and is not in *gross*; of sales, what was refunded and is."""
    threshold: Threshold

    @property
    def is_reached(self) -> bool | None:
        """None for another currency than the threshold's: nobody knows the day's rate."""
        if self.currency != CURRENCY:
            return None
        return self.threshold.is_reached(self.gross, self.payments)


@dataclass(slots=True)
class Unreported:
    """What a report lacks: its documents cannot be read, or name nobody."""

    count: int = 0
    paths: list[str] = field(default_factory=list)
    """The first of them."""

    def add(self, where: str) -> None:
        self.count += 1
        if len(self.paths) < _NAMED_MAX:
            self.paths.append(where)


class TaxReports(Record):
    """`control/taxReports`: how often a report was made, and the last time."""

    count: int
    year: int
    by: str
    at: datetime


def tax_report(
    year: int, *, actor: str, ports: Ports, page: int = PAGE
) -> tuple[Iterator[TaxRow], Unreported]:
    """The rows, prizes first, each form in order of persons; *Unreported* is complete once all are read.

    An audit row says who asked for which year, before anything is shown. Raises *InvalidRequest* for a year
    that has not begun.
    """
    if not YEAR_MIN <= year <= ports.clock.now().year:
        allowed = f"{YEAR_MIN} to {ports.clock.now().year}"
        raise InvalidRequest(f"the year must be one that has begun: {allowed}", field="year")
    _record(year, actor=actor, ports=ports)
    missing = Unreported()
    return _rows(year, missing, page, ports=ports), missing


def prize_tax(record: PrizeRecord) -> tuple[int, int] | None:
    """The year and the amount that count; None for a prize that was not paid.

    One of before this rule counts by the time at which it was recorded as paid.
    """
    if record.tax_year is not None:
        return record.tax_year, record.tax_amount or 0
    if record.paid_at is None or record.status not in {PrizeStatus.PAID, PrizeStatus.REVERSED}:
        return None
    is_back = record.status is PrizeStatus.REVERSED
    amount = 0 if is_back else record.prize_amount - record.amount_reversed
    return record.paid_at.astimezone(UTC).year, amount


def _rows(year: int, missing: Unreported, page: int, *, ports: Ports) -> Iterator[TaxRow]:
    prizes = _in_order(PrizeRecord, "prizeRecords", "userId", missing, page, ports=ports)
    for user_id, records in groupby(prizes, key=lambda one: one.user_id):
        yield from _prize_rows(year, user_id, records)
    sales = _in_order(Payment, "payments", "ownerId", missing, page, ports=ports)
    for user_id, payments in groupby(sales, key=lambda one: one.owner_id):
        yield from _sale_rows(year, user_id, payments, ports.settings.payer_of_record)


def _in_order(
    kind: type[RecordT], collection: str, person: str, missing: Unreported, page: int, *, ports: Ports
) -> Iterator[RecordT]:
    """Those that cannot be read are named, and so are those that are in no order: they name nobody."""
    listed = 0
    for document in read_all(ports.store, Query(collection, order_by=[(person, "asc")]), page=page):
        listed += 1
        records, others = partition(kind, [document])
        for other in others:
            missing.add(other.path)
        yield from records
    for _ in range(ports.store.totals(Query(collection)).count - listed):
        missing.add(f"{collection}: one that names nobody")


def _prize_rows(year: int, user_id: str, records: Iterable[PrizeRecord]) -> Iterator[TaxRow]:
    sums: dict[tuple[str, str], list[int]] = {}
    for record in records:
        taxed = prize_tax(record)
        if taxed is None or taxed[0] != year:
            continue
        _add(
            sums,
            (record.currency, record.payer_of_record or ""),
            taxed[1],
            record.prize_amount - taxed[1],
        )
    yield from _rows_of(year, Form.MISC, user_id, sums)


def _sale_rows(year: int, user_id: str, payments: Iterable[Payment], payer: str) -> Iterator[TaxRow]:
    sums: dict[tuple[str, str], list[int]] = {}
    for payment in payments:
        paid_at = payment.completed_at or payment.created_at
        if payment.status in SOLD and paid_at.astimezone(UTC).year == year:
            _add(sums, (payment.currency, payer), payment.amount, payment.refunded_amount)
    yield from _rows_of(year, Form.K, user_id, sums)


def _add(sums: dict[tuple[str, str], list[int]], key: tuple[str, str], gross: int, back: int) -> None:
    found = sums.setdefault(key, [0, 0, 0])
    found[0] += gross
    found[1] += 1
    found[2] += back


def _rows_of(year: int, form: Form, user_id: str, sums: dict[tuple[str, str], list[int]]) -> Iterator[TaxRow]:
    for (currency, payer), (gross, payments, back) in sorted(sums.items()):
        threshold = threshold_of(form, year)
        yield TaxRow(year, form, user_id, currency, payer, gross, payments, back, threshold)


def _record(year: int, *, actor: str, ports: Ports) -> None:
    def once(_: int) -> None:
        document = ports.store.get(CONTROL_TAX_REPORTS)
        count = TaxReports.of(document).count if document else 0
        now = ports.clock.now()
        made = TaxReports(count=count + 1, year=year, by=actor, at=now)
        change = Change("tax_report.created", actor, now, f"the year {year}")
        commit_record(ports.store, document, CONTROL_TAX_REPORTS, made, change)

    retry_after_conflict(once, busy="another report is being made just now; please try again")
