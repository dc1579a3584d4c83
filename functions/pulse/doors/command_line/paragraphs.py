"""What is wrong, a paragraph each: readable at 80 columns, with the ids that other commands take. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rich.markup import escape

from pulse.alerts import AlertGroup
from pulse.backoffice import Approval, Comparison, Difference, Overview, Unpaid
from pulse.doors.command_line.tables import cell
from pulse.money import written


def alert(group: AlertGroup) -> str:
    at_risk = ", ".join(written(cents, of) for of, cents in sorted(group.amount_at_risk.items()))
    return _paragraph(
        f"{group.severity} {group.cause}: {group.count} affected"
        + (f", {at_risk} at risk" if at_risk else ""),
        [
            f"since {cell(group.first_at)}, last {cell(group.last_at)}",
            *group.subjects,
            "No message about it reached anyone: check the alerts' channel." if group.not_yet_told else None,
            group.runbook,
        ],
    )


def unpaid(one: Unpaid) -> str:
    """*oldest_id* is what `explain` takes."""
    prizes = "1 prize" if one.count == 1 else f"{one.count} prizes"
    return _paragraph(
        f"{one.status}, {one.reason or 'no reason'}: {prizes}, {written(one.amount, one.currency)}",
        [
            f"oldest since {cell(one.oldest)}: {one.oldest_id}",
            f"{one.overdue} overdue for the next attempt" if one.overdue else None,
            f"all: prizes --reason {one.reason}" if one.reason and one.count > 1 else None,
        ],
    )


def difference(found: Difference) -> str:
    return _paragraph(found.sentence, [f"since {cell(found.first_seen)}", found.what_to_do])


def differences(seen: Comparison) -> list[str]:
    """The sum of each currency first."""
    sums = [f"{written(cents, currency)} unexplained" for currency, cents in seen.unexplained.items()]
    unreadable = [f"{path} cannot be read" for path in seen.unreadable]
    return [*map(escape, [*sums, *unreadable]), *map(difference, seen.differences)]


def missed_nights(seen: Overview) -> list[str]:
    audit, invariants = seen.audit, seen.invariants
    checks = [
        ("Audit trails", audit.verified_at if audit else None, audit is None or audit.overdue),
        (
            "Invariants",
            invariants.checked_at if invariants else None,
            invariants is None or invariants.overdue,
        ),
    ]
    return [f"{name}: last checked {cell(at) if at else 'never'}" for name, at, is_late in checks if is_late]


def approval(one: Approval) -> str:
    """With the line that approves it, which another administrator copies."""
    subject = one.subject.rpartition("/")[2]
    terms = ", ".join(f"{name} {value}" for name, value in sorted(one.terms.items()) if value is not None)
    waits = one.approved_by is None
    return _paragraph(
        f"{one.act} {subject}",
        [
            f"requested by {one.requested_by} at {cell(one.requested_at)}: {one.request_reason}",
            f"terms: {terms}" if terms else None,
            f"until {cell(one.expires_at)} another administrator approves it:"
            if waits
            else f"approved by {one.approved_by}, and not finished: the same administrator repeats",
            f'approve {one.act} {subject} --reason "..." --yes',
        ],
    )


def _paragraph(first: str, lines: Iterable[str | None]) -> str:
    return "\n".join([f"[bold]{escape(first)}[/bold]", *(f"  {escape(line)}" for line in lines if line)])
