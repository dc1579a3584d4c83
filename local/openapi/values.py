"""What texts in answers may be: a value of one of the code's enums, a moment, a day, an address, a currency.

A key is a field's name, or `Class.field` where the name holds something else in that class.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args

from pulse.accounts import AccountState, OnboardingStatus, Role
from pulse.backoffice import Act
from pulse.backoffice.approvals import ApprovalStatus
from pulse.backoffice.privacy.mark import ErasureStatus
from pulse.backoffice.refund_requests.records import RefundRequestStatus
from pulse.backoffice.support import Kind
from pulse.backoffice.support.metrics import Unit
from pulse.pools.lines import Term
from pulse.pools.states import FundingStatus, PoolStatus
from pulse.ports.alerts import Severity
from pulse.prizes import PrizeStatus, Reason
from pulse.sales.states import PaymentStatus

ENUMS: Mapping[str, type[StrEnum]] = {
    "accountState": AccountState,
    "onboardingStatus": OnboardingStatus,
    "act": Act,
    "severity": Severity,
    "AwardedPrize.status": PrizeStatus,
    "AwardedPrize.reason": Reason,
    "PayoutAnswer.status": PrizeStatus,
    "PayoutAnswer.reason": Reason,
    "PrizeStateAnswer.status": PrizeStatus,
    "PrizeStateAnswer.reason": Reason,
    "PrizeExplained.status": PrizeStatus,
    "PrizeExplained.reason": Reason,
    "PaymentExplained.status": PaymentStatus,
    "UnpaidAnswer.status": PrizeStatus,
    "Prize.status": PrizeStatus,
    "Prize.reason": Reason,
    "RecentSale.status": PaymentStatus,
    "RefundAnswer.status": PaymentStatus,
    "RefundRequestAnswer.status": RefundRequestStatus,
    "ApprovalAnswer.status": ApprovalStatus,
    "ErasureAnswer.status": ErasureStatus,
    "PoolFields.status": PoolStatus,
    "OwnFunding.status": FundingStatus,
    "FundingLineFields.status": FundingStatus,
    "FoundMatch.kind": Kind,
    "StatementLine.what": Term,
}
"""Where an answer has a word of one of the code's enums. Each enum is a schema of the document."""

_MOMENT = {"format": "date-time"}
_DAY = {"format": "date"}
_ADDRESS = {"format": "uri"}
_CURRENCY = {"pattern": "^[a-z]{3}$"}
FORMS: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(("accountLink", "url"), _ADDRESS),
    **dict.fromkeys(("date", "arrivalDate"), _DAY),
    **dict.fromkeys(("currency", "overdrawn"), _CURRENCY),
    "country": {"pattern": "^[A-Z]{2}$"},
    "AccountExplained.accountType": {"enum": [role.value for role in Role]},
    "MetricAnswer.unit": {"enum": list(get_args(Unit))},
    **dict.fromkeys(
        (
            "askedAt", "at", "arrivesAt", "checkedAt", "comparedInFullAt", "createdAt", "deadline", "endDate",
            "expiresAt", "heartbeatAt",
            "lastAt", "lastPayoutDate", "lastUpdated", "oldest", "paidAt", "readAt", "reviewUntil",
            "settlingUntil",
            "since",
            "startDate", "timestamp", "toldAt", "updatedAt", "verifiedAt",
        ),
        _MOMENT,
    ),
}  # fmt: skip

FREE = {
    # sentences and names
    "answer", "error", "flaw", "message", "nextAction", "nextStep", "payoutProblem", "payoutsProblem",
    "problem", "sentence", "target", "told", "about",
    "challengeTitle", "description", "recipient", "roundTitle", "subtitle", "title", "username", "csv",
    # ids
    "accountId", "actor", "approvedBy", "buyerId", "by", "challengeId", "clientSecret", "contestId",
    "customer",
    "ephemeralKey", "eventId", "id", "oldestId", "ownerId", "path", "payerId", "paymentId",
    "paymentIntentId", "prizeRecordId",
    "reference", "refundId", "requestId", "requestedBy", "source", "stripeAccountId", "stripeTransferId",
    "subject",
    "transferId", "userChallengeId", "userId", "cursor", "nextPageToken",
    # lists that others own: Stripe's words, causes of alerts, the many kinds of records
    "currentlyDue", "pastDue", "pendingVerification", "unreadable", "refundStatus", "interval", "days",
    "cause",
    "BankPayout.status", "RecentPayout.status", "Movement.kind", "FoundLink.kind", "FoundMatch.status",
    "FoundMatch.reason", "Work.kind", "HappeningAnswer.kind", "HappeningAnswer.what",
    "HappeningAnswer.before",
    "HappeningAnswer.after", "HappeningAnswer.reason", "UnpaidAnswer.reason", "RefundWanted.reason",
    "PersonHeld.reason", "AuditAnswer.named", "InvariantsAnswer.named", "MetricAnswer.name",
    "ChallengePrize.distributionType",
}  # fmt: skip
"""Texts that may be anything. Every other text in an answer has an enum or a form; a test compares."""

DEPRECATED_INPUTS = {"buyerId", "ownerId", "buyerEmail", "connectedAccountId", "payment_method_type"}
"""Sent by the clients of the first system: checked where they claim something, needed for nothing."""
TAKES_ACCOUNT_TYPE = {
    "get-dashboard-link",
    "get-payouts",
    "get-statement",
    "create-account-session",
    "explain-account",
}
"""Elsewhere `accountType` is accepted from old clients and decides nothing."""
DEPRECATED_ANSWERS = {
    **dict.fromkeys(
        ("totalEarned", "pendingPayout", "availableBalance"), "Read the field of this name with `Cents`."
    ),
    **dict.fromkeys(
        ("RecentSale.amount", "RecentTransfer.amount", "RecentPayout.amount"), "Read `amountCents`."
    ),
}
"""Amounts in major units, for the clients of the first system; the sentence says what to read instead."""


def of(table: Mapping[str, Any], owner: str, field: str) -> Any:
    """The row for *field* of the class *owner*, or that for the name everywhere, or None."""
    return table.get(f"{owner}.{field}", table.get(field))
