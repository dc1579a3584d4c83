"""Queue the prizes that the platform's balance covers, and say how much is missing for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from pulse import log
from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.alerts import causes
from pulse.batches import skip_unreadable
from pulse.errors import Conflict, OutcomeUnknown, StripeRefused
from pulse.money import written
from pulse.ports import Ports
from pulse.ports.store import DELETE_FIELD, Merge, Query
from pulse.prizes.allotment import Allotment, allot, may_be_sent
from pulse.prizes.line import line_fields, line_of
from pulse.prizes.reasons import Reason
from pulse.prizes.records import CONTROL_FUNDS, PrizeRecord, PrizeStatus
from pulse.prizes.wake import fetch_waiting_for, queue_all


def wake_funds(*, ports: Ports) -> int:
    """Queue the prizes that the balance covers, oldest first per currency. Returns how many.

    A prize that waits for something else too, as for the quiet time of its last key, delays no other.
    """
    found, complete = fetch_waiting_for(Reason.AWAITING_FUNDS, ports=ports)
    if not found:
        _forget_shortages(ports=ports)
        return 0
    balance, now = ports.stripe.retrieve_balance(), ports.clock.now()
    funds = ports.store.get(CONTROL_FUNDS)
    entries: dict[str, object] = dict.fromkeys(funds.fields if funds else (), DELETE_FIELD)
    covered: list[PrizeRecord] = []
    short = []
    for currency, waiting in _by_currency(found).items():
        ready = [record for record in waiting if may_be_sent(record, now, ports.settings)]
        overtaken = line_of(funds, currency, now).overtaken
        allotted = allot(ready, balance.available_by_source(currency), overtaken, now, ports.settings)
        if allotted.first is None and not complete:
            allotted = Allotment(allotted.covered, (waiting[-1],))  # those behind what was read keep waiting
        entries[currency] = line_fields(allotted, now) or DELETE_FIELD
        covered += allotted.covered
        short += [currency] if allotted.missing else []
    ports.store.commit([Merge(CONTROL_FUNDS, entries)])
    queued = queue_all(covered, f"-funds-{now:%Y%m%d%H%M}", ports=ports)
    for currency in short:
        report_shortage(currency, ports=ports)
    return queued


def try_to_wake_funds(*, ports: Ports) -> None:
    """After a stored refusal: another balance may cover the prize. If this fails, the sweep does it."""
    try:
        wake_funds(ports=ports)
    except (OutcomeUnknown, StripeRefused, Conflict) as error:
        log.write("funds.not_woken", severity="WARNING", code=getattr(error, "code", type(error).__name__))


def try_to_report_shortage(currency: str, *, ports: Ports) -> None:
    """Another prize has joined the line. If this fails, the next sweep says it."""
    try:
        report_shortage(currency, ports=ports)
    except (OutcomeUnknown, StripeRefused) as error:
        log.write("funds.not_reported", severity="WARNING", code=error.code)


def report_shortage(currency: str, *, ports: Ports) -> None:
    """One alert a currency, with the sum that is missing for all prizes that wait for nothing but funds."""
    waiting = _fetch_held_back_by_funds(currency, ports=ports)
    available = ports.stripe.retrieve_balance().available_by_source(currency)
    allotted = allot(waiting, available, {}, ports.clock.now(), ports.settings)
    if not allotted.missing:
        return
    missing = written(allotted.missing, currency)
    ports.alerts.raise_alert(
        causes.PRIZE_UNDERFUNDED.alert(
            f"{len(allotted.kept)} prizes wait for funds. {missing} is missing on the balance of source type"
            f" `{allotted.short}`. The oldest that the balance covers are paid first.",
            subject=f"{CONTROL_FUNDS}.{currency}",
            amount_cents=allotted.missing,
            currency=currency,
            facts={
                "balance_short": allotted.short,
                "missing_cents": allotted.missing,
                "prize_count": len(allotted.kept),
                "waiting_cents": sum(record.winner_amount for record in allotted.kept),
                "available_cents": available,
            },
            announced=True,  # only people can add funds
        )
    )


def _fetch_held_back_by_funds(currency: str, *, ports: Ports) -> list[PrizeRecord]:
    """In line, and those that will join it at once: not tried yet, with an account that can be paid."""
    now, settings = ports.clock.now(), ports.settings
    in_line, _ = fetch_waiting_for(Reason.AWAITING_FUNDS, ports=ports)
    fresh = [record for record in _fetch_fresh(ports=ports) if record.currency == currency]
    ready = [
        record for record in in_line if record.currency == currency and may_be_sent(record, now, settings)
    ]
    return sorted([*ready, *_with_ready_account(fresh, ports=ports)], key=lambda record: record.turn)


def _fetch_fresh(*, ports: Ports) -> list[PrizeRecord]:
    """The first page of what was awarded just now. An hour after its review none is left untried."""
    untried = Query(
        "prizeRecords",
        where=[
            ("status", "==", PrizeStatus.PENDING.value),
            ("reason", "in", [Reason.RETRYING.value, Reason.IN_REVIEW.value]),
        ],
        order_by=[("createdAt", "asc")],
        limit=ports.settings.sweep_batch,
        fields=PrizeRecord.names(),
    )
    records = skip_unreadable(PrizeRecord, ports.store.query(untried), ports=ports)
    soon = ports.clock.now() + timedelta(seconds=ports.settings.outbox_age_seconds)
    due = [one for one in records if one.next_check_at is not None and one.next_check_at <= soon]
    return [record for record in due if record.attempt is None and not record.held]


def _with_ready_account(records: Sequence[PrizeRecord], *, ports: Ports) -> list[PrizeRecord]:
    paths = {account_path(Role.WINNER, record.user_id) for record in records}
    documents = ports.store.get_all(sorted(paths)).values() if paths else []
    accounts = skip_unreadable(ConnectedAccount, documents, ports=ports)
    ready = {account.user_id for account in accounts if account.ready_for_transfers}
    return [record for record in records if record.user_id in ready]


def _by_currency(records: Sequence[PrizeRecord]) -> dict[str, list[PrizeRecord]]:
    found: dict[str, list[PrizeRecord]] = defaultdict(list)
    for record in records:
        found[record.currency].append(record)
    return found


def _forget_shortages(*, ports: Ports) -> None:
    document = ports.store.get(CONTROL_FUNDS)
    if document and document.fields:
        ports.store.commit([Merge(CONTROL_FUNDS, dict.fromkeys(document.fields, DELETE_FIELD))])
