"""Queue the prizes that the balance covers: those of pools, and, beside them, those from our own money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pulse import log
from pulse.errors import Conflict, OutcomeUnknown, RecordDamaged, StripeRefused
from pulse.pools import PoolUnreadable, read_overdrawn
from pulse.ports import Ports
from pulse.ports.store import DELETE_FIELD, Merge
from pulse.prizes.allot_own_money import allot_own_money
from pulse.prizes.allotment import Allotment, allot, may_be_sent
from pulse.prizes.line import line_fields
from pulse.prizes.reasons import Reason
from pulse.prizes.records import CONTROL_FUNDS, PrizeRecord
from pulse.prizes.report_shortage import report_breach
from pulse.prizes.wake import fetch_waiting_for, queue_all


def wake_funds(*, ports: Ports) -> int:
    """Queue the prizes that the balance covers, oldest first per currency. Returns how many.

    Prizes of pools and prizes from our own money never wait for each other (decision 1711). A prize that
    waits for something else too, as for the quiet time of its last key, delays no other.
    """
    found, complete = fetch_waiting_for(Reason.AWAITING_FUNDS, ports=ports)
    own = sorted({record.currency for record in found if record.own_money})
    return _wake_pools([one for one in found if not one.own_money], complete, ports=ports) + sum(
        _wake_own(currency, ports=ports) for currency in own
    )


def try_to_wake_funds(*, ports: Ports) -> None:
    """After a stored refusal: another balance may cover the prize. If this fails, the sweep does it."""
    try:
        wake_funds(ports=ports)
    except (OutcomeUnknown, StripeRefused, Conflict, PoolUnreadable, RecordDamaged) as error:
        log.write("funds.not_woken", severity="WARNING", code=getattr(error, "code", type(error).__name__))


def try_to_report_breach(currency: str, *, ports: Ports) -> None:
    """Another prize of a pool waits for funds. If this fails, the next sweep says it."""
    try:
        waiting, _ = fetch_waiting_for(Reason.AWAITING_FUNDS, ports=ports)
        ready = _ready([one for one in waiting if not one.own_money], ports=ports).get(currency, [])
        available = ports.stripe.retrieve_balance().available_by_source(currency)
        allotted = allot(ready, available, {}, ports.clock.now(), ports.settings)
        if allotted.missing:
            report_breach(allotted, available, currency, ports=ports)
    except (OutcomeUnknown, StripeRefused) as error:
        log.write("funds.not_reported", severity="WARNING", code=error.code)


def _wake_own(currency: str, *, ports: Ports) -> int:
    try:
        allotted = allot_own_money(currency, ports=ports)
    except Conflict:
        return 0  # another pass has just begun: it decides on the same prizes
    return queue_all(allotted, f"-funds-{ports.clock.now():%Y%m%d%H%M}", ports=ports)


def _wake_pools(found: Sequence[PrizeRecord], complete: bool, *, ports: Ports) -> int:
    """Those that Stripe refused for want of funds although they were paid in for, and those behind them."""
    if not found:
        _forget_shortages(ports=ports)
        return 0
    balance, now = ports.stripe.retrieve_balance(), ports.clock.now()
    funds = ports.store.get(CONTROL_FUNDS)
    entries: dict[str, object] = dict.fromkeys(funds.fields if funds else (), DELETE_FIELD)
    covered: list[PrizeRecord] = []
    short: dict[str, Allotment] = {}
    waiting, ready = _by_currency(found), _ready(found, ports=ports)
    overdrawn = read_overdrawn(waiting, ports=ports)
    for currency in waiting:
        available = balance.available_by_source(currency)
        allotted = allot(ready.get(currency, []), available, {}, now, ports.settings)
        if allotted.first is None and not complete:
            allotted = Allotment(allotted.covered, (waiting[currency][-1],))  # those behind keep waiting
        entries[currency] = line_fields(allotted, now) or DELETE_FIELD
        covered += [] if currency in overdrawn else allotted.covered
        short |= {currency: allotted} if allotted.missing else {}
    ports.store.commit([Merge(CONTROL_FUNDS, entries)])
    queued = queue_all(covered, f"-funds-{now:%Y%m%d%H%M}", ports=ports)
    for currency, allotted in short.items():
        report_breach(allotted, balance.available_by_source(currency), currency, ports=ports)
    return queued


def _ready(records: Sequence[PrizeRecord], *, ports: Ports) -> dict[str, list[PrizeRecord]]:
    now, settings = ports.clock.now(), ports.settings
    return _by_currency([one for one in records if may_be_sent(one, now, settings)])


def _by_currency(records: Sequence[PrizeRecord]) -> dict[str, list[PrizeRecord]]:
    found: dict[str, list[PrizeRecord]] = defaultdict(list)
    for record in records:
        found[record.currency].append(record)
    return dict(found)


def _forget_shortages(*, ports: Ports) -> None:
    document = ports.store.get(CONTROL_FUNDS)
    if document and document.fields:
        ports.store.commit([Merge(CONTROL_FUNDS, dict.fromkeys(document.fields, DELETE_FIELD))])
