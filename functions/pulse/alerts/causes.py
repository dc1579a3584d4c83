"""Every cause that an alert may have: its word, how bad it is, and the page of `docs/runbook/` for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

from pulse.ports import Alert, Severity


class About(TypedDict, total=False):
    """What one alert is about, as in `Alert`."""

    subject: str | None
    amount_cents: int
    currency: str | None
    user_id: str | None
    facts: Mapping[str, Any]
    announced: bool


@dataclass(frozen=True, slots=True)
class AlertCause:
    """All alerts with one *word* are one matter. *page* is the page's name without `.md`."""

    word: str
    severity: Severity
    page: str

    def alert(self, message: str, **about: Unpack[About]) -> Alert:
        return Alert(cause=self.word, severity=self.severity, message=message, **about)

    def at(self, severity: Severity) -> AlertCause:
        return replace(self, severity=severity)

    def of(self, part: str) -> AlertCause:
        """One of a family: *part* replaces the braces in the word."""
        return replace(self, word=self.word.format(part))

    def covers(self, word: str) -> bool:
        start, _, end = self.word.partition("{}")
        return word == self.word or ("{}" in self.word and word.startswith(start) and word.endswith(end))


HEARTBEAT = AlertCause("alerts.heartbeat", Severity.INFO, "heartbeat-missing")

PRIZE_AWAITING_FUNDS = AlertCause("prize.awaiting_funds", Severity.ERROR, "prize-awaiting_funds")
PRIZE_ACCOUNT_RESTRICTED = AlertCause(
    "prize.account_restricted", Severity.WARNING, "prize-account_restricted"
)
PRIZE_ACCOUNT_REJECTED = AlertCause("prize.account_rejected", Severity.WARNING, "prize-account_rejected")
PRIZE_NEEDS_REVIEW = AlertCause("prize.needs_review", Severity.CRITICAL, "prize-needs_review")
PRIZE_UNANSWERED = AlertCause("prize.unanswered", Severity.ERROR, "prize-unanswered")
PRIZE_UNUSUAL = AlertCause("prize.unusual", Severity.ERROR, "prize-unusual")
PRIZE_REVERSED = AlertCause("prize.reversed", Severity.ERROR, "prize-reversed")
PRIZE_REVERSED_IN_PART = AlertCause("prize.reversed_in_part", Severity.ERROR, "prize-reversed_in_part")
TRANSFER_DOES_NOT_FIT = AlertCause("transfer.does_not_fit", Severity.CRITICAL, "transfer-does_not_fit")
TRANSFER_WITHOUT_RECORD = AlertCause("transfer.without_record", Severity.CRITICAL, "transfer-without_record")
AWARD_EDITED_AFTER = AlertCause("award.edited_after", Severity.ERROR, "award-edited_after")

ACCOUNT_CREATION_REFUSED = AlertCause("account_creation_refused", Severity.ERROR, "account_creation_refused")
ACCOUNT_ORPHANED = AlertCause("account_orphaned", Severity.WARNING, "account_orphaned")
ACCOUNT_REJECTED = AlertCause("account_rejected", Severity.WARNING, "account_rejected")
ACCOUNT_DISCONNECTED = AlertCause("account_disconnected", Severity.WARNING, "account_disconnected")
LINK_FOR_ANOTHER = AlertCause("link.for_another", Severity.ERROR, "link-for_another")

PAYMENT_MISMATCH = AlertCause("payment_mismatch", Severity.CRITICAL, "payment_mismatch")
REFUND_FAILED = AlertCause("refund_failed", Severity.ERROR, "refund_failed")
CORRECTION_REFUSED = AlertCause("correction_refused", Severity.ERROR, "correction_refused")
RECEIVABLE = AlertCause("receivable", Severity.ERROR, "receivable")

STRIPE_REFUSED = AlertCause("stripe.refused", Severity.WARNING, "stripe-refused")
EVENT_FAILED = AlertCause("event_failed", Severity.ERROR, "event_failed")
RECORD_UNREADABLE = AlertCause("record.unreadable", Severity.CRITICAL, "record-unreadable")
SWEEP_STEP_FAILED = AlertCause("sweep.{}_failed", Severity.ERROR, "sweep-failed")
RECONCILE_INCOMPLETE = AlertCause("reconcile.incomplete", Severity.ERROR, "reconcile-incomplete")
RECONCILE_DIFFERENCES = AlertCause("reconcile.differences", Severity.CRITICAL, "reconcile-differences")
AUDIT_TAMPERED = AlertCause("audit.tampered", Severity.CRITICAL, "audit-tampered")
INVARIANT_BROKEN = AlertCause("invariant.{}", Severity.CRITICAL, "invariant")

CAUSES = tuple(value for value in list(globals().values()) if isinstance(value, AlertCause))


def page_name(word: str) -> str:
    """The word as an id: `prize.needs_review` -> `prize-needs_review`."""
    return word.replace(".", "-")


def runbook_page(word: str) -> str:
    """The page that says what to do; a family of causes shares one."""
    return next((cause.page for cause in CAUSES if cause.covers(word)), page_name(word))
