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
    """All alerts with one *word*, `noun.past_participle` (decision 0039), are one matter."""

    word: str
    severity: Severity
    shared_page: str | None = None
    """The name of the runbook page where it is not the word itself."""

    @property
    def page(self) -> str:
        """The name of its page in `docs/runbook/`, without `.md`."""
        return self.shared_page or self.word

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


HEARTBEAT = AlertCause("heartbeat.sent", Severity.INFO, "heartbeat.missed")

PRIZE_UNDERFUNDED = AlertCause("prize.underfunded", Severity.ERROR)
PRIZE_ACCOUNT_RESTRICTED = AlertCause("prize.account_restricted", Severity.WARNING)
PRIZE_ACCOUNT_REJECTED = AlertCause("prize.account_rejected", Severity.WARNING)
PRIZE_STOPPED = AlertCause("prize.stopped", Severity.CRITICAL)
PRIZE_UNANSWERED = AlertCause("prize.unanswered", Severity.ERROR)
PRIZE_SUSPECTED = AlertCause("prize.suspected", Severity.ERROR)
PRIZE_UNCLAIMED = AlertCause("prize.unclaimed", Severity.ERROR)
PRIZE_REVERSED = AlertCause("prize.reversed", Severity.ERROR)
PRIZE_PARTLY_REVERSED = AlertCause("prize.partly_reversed", Severity.ERROR)
TRANSFER_MISMATCHED = AlertCause("transfer.mismatched", Severity.CRITICAL)
TRANSFER_ORPHANED = AlertCause("transfer.orphaned", Severity.CRITICAL)
AWARD_EDITED = AlertCause("award.edited", Severity.ERROR)
AWARD_REFUSED = AlertCause("award.refused", Severity.ERROR)
AWARD_STOPPED = AlertCause("award.stopped", Severity.ERROR)
CHALLENGE_CANCELLED = AlertCause("challenge.cancelled", Severity.ERROR)
SALES_LEFT = AlertCause("sale.unrefunded", Severity.ERROR)
CANCELLATION_UNDONE = AlertCause("cancellation.undone", Severity.ERROR)
PERSON_HELD = AlertCause("person.held", Severity.ERROR)
SALE_SUSPECTED = AlertCause("sale.suspected", Severity.ERROR)
SALE_STOPPED = AlertCause("sale.stopped", Severity.ERROR)

ACCOUNT_REFUSED = AlertCause("account.refused", Severity.ERROR)
ACCOUNT_ORPHANED = AlertCause("account.orphaned", Severity.WARNING)
ACCOUNT_REJECTED = AlertCause("account.rejected", Severity.WARNING)
ACCOUNT_DISCONNECTED = AlertCause("account.disconnected", Severity.WARNING)
LINK_REQUESTED = AlertCause("link.requested", Severity.ERROR)

PAYOUT_FAILED = AlertCause("payout.failed", Severity.ERROR)

PAYMENT_VANISHED = AlertCause("payment.vanished", Severity.ERROR)
PAYMENT_MISMATCHED = AlertCause("payment.mismatched", Severity.CRITICAL)
PAYMENT_UNADOPTED = AlertCause("payment.unadopted", Severity.ERROR)
REFUND_FAILED = AlertCause("refund.failed", Severity.ERROR)
REFUND_REQUESTED = AlertCause("refund.requested", Severity.WARNING)
REFUND_LIMITED = AlertCause("refund.limited", Severity.ERROR)
CORRECTION_REFUSED = AlertCause("correction.refused", Severity.ERROR)
RECEIVABLE_OPENED = AlertCause("receivable.opened", Severity.ERROR)

FUNDING_MISMATCHED = AlertCause("funding.mismatched", Severity.CRITICAL)
FUNDING_HELD = AlertCause("funding.held", Severity.ERROR)
FUNDING_DISPUTED = AlertCause("funding.disputed", Severity.ERROR)
POOL_MISMATCHED = AlertCause("pool.mismatched", Severity.CRITICAL)
POOL_UNCOVERED = AlertCause("pool.uncovered", Severity.ERROR)
POOL_LOST = AlertCause("pool.lost", Severity.ERROR)
POOL_DRAINED = AlertCause("pool.drained", Severity.CRITICAL)
OWN_MONEY_LOWERED = AlertCause("own_money.lowered", Severity.WARNING)
OWN_MONEY_OVERDRAWN = AlertCause("own_money.overdrawn", Severity.CRITICAL)
PRIZE_UNAPPROVED = AlertCause("prize.unapproved", Severity.WARNING)
ENTRY_CHARGED = AlertCause("entry.charged", Severity.WARNING)
PAYOUTS_AUTOMATED = AlertCause("payouts.automated", Severity.WARNING)
CONTEST_UNDECIDED = AlertCause("contest.undecided", Severity.WARNING)
CONTEST_DELAYED = AlertCause("contest.delayed", Severity.ERROR, "contest.undecided")
RETURN_FAILED = AlertCause("return.failed", Severity.ERROR)

ADMINISTRATOR_GRANTED = AlertCause("administrator.granted", Severity.WARNING)
ADMINISTRATOR_REVOKED = AlertCause("administrator.revoked", Severity.WARNING, "administrator.granted")

ADDRESS_REFUSED = AlertCause("address.refused", Severity.WARNING)
NOTICE_DELAYED = AlertCause("notice.delayed", Severity.ERROR)
NOTICE_UNDELIVERED = AlertCause("notice.undelivered", Severity.WARNING)

RIGHT_REFUSED = AlertCause("right.refused", Severity.ERROR)
STRIPE_REFUSED = AlertCause("stripe.refused", Severity.WARNING)
EVENT_FAILED = AlertCause("event.failed", Severity.ERROR)
RECORD_EDITED = AlertCause("record.edited", Severity.CRITICAL)
RECORD_DAMAGED = AlertCause("record.damaged", Severity.CRITICAL)
SWEEP_STEP_FAILED = AlertCause("sweep.{}_failed", Severity.ERROR, "sweep.failed")
RECONCILIATION_INTERRUPTED = AlertCause("reconciliation.interrupted", Severity.ERROR)
DIFFERENCE_FOUND = AlertCause("difference.found", Severity.CRITICAL)
AUDIT_TAMPERED = AlertCause("audit.tampered", Severity.CRITICAL)
INVARIANT_BROKEN = AlertCause("invariant.{}_broken", Severity.CRITICAL, "invariant.broken")

CAUSES = tuple(value for value in list(globals().values()) if isinstance(value, AlertCause))


def runbook_page(word: str) -> str:
    """The page that says what to do; a family of causes shares one."""
    return next((cause.page for cause in CAUSES if cause.covers(word)), word)
