"""Tables for people: what they look for first comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from pulse.accounts import masked
from pulse.backoffice import (
    Comparison,
    Difference,
    Explanation,
    Flaw,
    Overview,
    Reading,
    SweepReport,
    Violation,
)
from pulse.money import written
from pulse.prizes import Reader

NEVER = "never"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A column whose name ends with `#` holds numbers and is aligned right."""
    result = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        number = column.endswith("#")
        result.add_column(column.rstrip("#"), justify="right" if number else "left", overflow="fold")
    for row in rows:
        result.add_row(*(escape(cell(value)) for value in row))
    return result


def cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}Z"
    return str(value)


def figures_table(seen: Overview) -> Table:
    events, compared, audit, invariants = seen.events, seen.comparison, seen.audit, seen.invariants
    rows: list[tuple[str, object]] = [
        ("payouts", "PAUSED" if seen.paused else "on"),
        *([] if seen.prizes_approved else [("Stripe's approval of prizes", "MISSING")]),
        *((f"prizes {status}", count) for status, count in seen.prizes.items() if count),
        *([("prizes that cannot be read", ", ".join(seen.unreadable))] if seen.unreadable else ()),
        ("awards not recorded", seen.frozen_awards),
        ("payments to ask Stripe about", seen.payments_to_check),
        ("events not handled", events["received"]),
        ("oldest of them", seen.oldest_event_at),
        ("events that failed", events["failed"]),
        *([("people on hold", seen.people_on_hold)] if seen.people_on_hold else ()),
        *([("refunds asked for by trainers", seen.refunds_asked_for)] if seen.refunds_asked_for else ()),
        *([("challenges being cancelled", seen.cancellations)] if seen.cancellations else ()),
        *((f"{role} accounts unfinished", count) for role, count in seen.unfinished_accounts.items()),
        *([("notices not sent yet", seen.notices_unsent)] if seen.notices_unsent else ()),
        ("open differences with Stripe", _differences(compared)),
        ("reconciled in full", _checked(compared.at, overdue=compared.overdue) if compared.at else NEVER),
        ("audit trail verified", _checked(audit.verified_at, overdue=audit.overdue) if audit else NEVER),
        *([("rows in it", audit.rows)] if audit else ()),
        (
            "invariants checked",
            _checked(invariants.checked_at, overdue=invariants.overdue) if invariants else NEVER,
        ),
    ]
    return table("How things stand", ["what", "figure#"], rows)


def _checked(at: datetime, *, overdue: bool) -> str:
    return f"{cell(at)}, OVERDUE" if overdue else cell(at)


def _differences(seen: Comparison) -> str:
    """Nothing is said of what was not compared."""
    if not seen.differences and seen.at is None:
        return "not compared"
    return ", ".join(
        [str(len(seen.differences)), *(written(cents, of) for of, cents in seen.unexplained.items())]
    )


def own_money_table(seen: Overview) -> Table:
    """What is ours of the balance, and the sums that it is made of."""
    rows: list[tuple[str, object]] = []
    for own in seen.own_money:
        figures = own.figures
        if figures is None:
            continue
        sums = {
            "available": figures.available,
            "pending": figures.pending,
            "kept back by Stripe": -figures.connect_reserved,
            "held by pools": -figures.held,
            "on its way back to payers": -figures.returning,
            "ours, at least": figures.lower,
            "ours, at most": figures.upper,
            "of it free to spend": figures.spendable,
        }
        rows += [(name, written(amount, own.currency)) for name, amount in sums.items()]
        rows.append((f"{own.currency} read", own.read_at))
    schedule = seen.payout_schedule
    rows.append(("automatic payouts", schedule.interval if schedule else "not read yet"))
    for currency, amount in sorted(schedule.minimums.items()) if schedule else ():
        rows.append(("they leave at least", written(amount, currency)))
    return table("Our own money", ["what", "figure#"], rows)


def metrics_table(readings: Iterable[Reading]) -> Table:
    """Those that miss their target come first."""
    return table(
        "Metrics and their targets",
        ["what", "figure#", "target", "", "meaning"],
        [
            (
                one.metric.name,
                _figure(one),
                one.metric.target,
                _verdict(one),
                one.metric.sentence,
            )
            for one in sorted(readings, key=lambda one: one.good)
        ],
    )


def _verdict(reading: Reading) -> str:
    """Nothing is said of what nothing was measured for."""
    if reading.readable and reading.value is None:
        return "-"
    return "ok" if reading.good else "LOOK"


def _figure(reading: Reading) -> str | None:
    if not reading.readable:
        return "unreadable"
    if reading.value is None:
        return None
    rounded = f"{reading.value:.2f}".rstrip("0").rstrip(".")
    return f"{rounded} {reading.metric.unit}"


def differences_table(found: Iterable[Difference]) -> Table:
    return table(
        "Books and Stripe differ",
        ["what", "Stripe has more#", "books#", "Stripe#", "suspected cause", "what to do", "since"],
        [
            (
                one.subject,
                written(one.amount_cents, one.currency),
                written(one.our_cents, one.currency),
                written(one.stripe_cents, one.currency),
                one.cause,
                one.what_to_do,
                one.first_seen,
            )
            for one in found
        ],
    )


def sweep_table(report: SweepReport) -> Table:
    return table(
        "Sweep",
        ["step", "done#", "problems"],
        [
            (step.name, step.result.done, ", ".join([*filter(None, [step.error]), *step.result.problems[:5]]))
            for step in report.steps
        ],
    )


def violations_table(found: Iterable[Violation]) -> Table:
    rows = [(one.invariant, one.subject, one.sentence) for one in found]
    return table("Invariants that do not hold", ["invariant", "what", "how"], rows)


def flaws_table(found: Iterable[Flaw]) -> Table:
    rows = [(one.subject, one.row, one.kind, one.sentence) for one in found]
    return table("Audit trails that are not whole", ["record", "first bad row#", "kind", "how"], rows)


def prize_table(seen: Explanation) -> Table:
    record, attempt, account = seen.record, seen.record.attempt, seen.account
    rows: list[tuple[str, object]] = [
        ("challenge", f"{record.challenge_title} ({record.challenge_id}), place {record.placement}"),
        ("prize", written(record.prize_amount, record.currency)),
        ("to the winner", written(record.winner_amount, record.currency)),
        ("status, reason", f"{record.status}, {record.reason or '-'}"),
        ("next action", record.next_action_for(Reader.OPERATOR)),
        ("looked at again", record.next_check_at),
        ("worker until", record.lease and record.lease.until),
        ("payouts", "PAUSED" if seen.paused else "on"),
        ("account", account and f"{account.state} ({masked(account.stripe_account_id)})"),
        (
            "Stripe asks the winner for",
            account and (", ".join(account.requirements.currently_due) or "nothing"),
        ),
        (
            "Stripe on the account",
            account and (account.creation_refusal or account.requirements.disabled_reason),
        ),
        ("attempt", attempt and f"generation {attempt.generation} to {masked(attempt.destination)}"),
        ("first, last sent", attempt and f"{cell(attempt.first_sent_at)}, {cell(attempt.last_sent_at)}"),
        ("refused by Stripe", attempt and attempt.closed_reason),
        ("transfer", record.stripe_transfer_id),
        ("Stripe has", _transfers(seen)),
        ("in the books", ", ".join(entry.path for entry in seen.history.entries) or "nothing"),
    ]
    return table(f"Prize {record.id}", ["what", "is"], rows)


def timeline_table(seen: Explanation) -> Table:
    rows = [
        (one.at, one.act, f"{one.before or ''} > {one.after}", one.actor, one.reason)
        for one in seen.history.rows
    ]
    return table("What happened", ["when", "act", "status", "who", "why"], rows)


def _transfers(seen: Explanation) -> str:
    if seen.transfers is None:
        return "could not be asked"
    return (
        ", ".join(
            f"{one.id} {written(one.amount, one.currency)}"
            + (f", {written(one.amount_reversed, one.currency)} reversed" if one.amount_reversed else "")
            for one in seen.transfers
        )
        or "no transfer"
    )
