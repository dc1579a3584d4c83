"""The documented shapes of success answers, as the first system's clients parse them. Fields may be added."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.earnings import TrainerEarnings


class AccountLinkAnswer(TypedDict):
    accountLink: str
    accountId: str
    expiresAt: str


class Requirements(TypedDict):
    """In plain words, in Stripe's order."""

    currentlyDue: list[str]
    pastDue: list[str]
    pendingVerification: list[str]
    deadline: str | None


class OnboardingAnswer(TypedDict):
    message: str
    onboardingStatus: str
    accountState: str | None
    hasStripeAccount: bool
    stripeAccountId: str | None
    requirements: Requirements
    nextAction: str


class WinnerOnboardingAnswer(OnboardingAnswer):
    userId: str
    timestamp: str


class MessageAnswer(TypedDict):
    message: str


class UrlAnswer(TypedDict):
    url: str


class EarningsAnswer(TypedDict):
    earnings: TrainerEarnings


class PaymentIntentAnswer(TypedDict):
    clientSecret: str
    paymentIntentId: str
    amount: int
    currency: str
    platformFee: int
    ownerAmount: int
    customer: NotRequired[str]
    """With `paymentSheet`: what Stripe's mobile PaymentSheet takes."""
    ephemeralKey: NotRequired[str]


class PaymentDetails(TypedDict):
    id: str
    challengeId: str
    challengeTitle: str
    amount: int
    currency: str
    userChallengeId: str


class CompletePaymentAnswer(TypedDict):
    paymentDetails: PaymentDetails


class RefundAnswer(TypedDict):
    refundId: str
    paymentId: str
    amount: int
    currency: str
    status: str
    refundedAmount: int
    ownerNetAmount: int
    receivableAmount: int


class WinnerEntry(TypedDict):
    userId: str
    username: str | None
    userChallengeId: str
    placement: int
    score: float
    prizeAmount: int


class AwardedPrize(TypedDict):
    id: str
    challengeId: str
    userId: str
    placement: int
    prizeAmount: int
    winnerAmount: int
    platformFee: int
    status: str


class WinnersAnswer(TypedDict):
    winners: list[WinnerEntry]
    totalPrizeAmount: int
    unassignedAmount: int
    prizeRecords: list[AwardedPrize]


class PayoutAnswer(TypedDict):
    transferId: str | None
    winnerAmount: int
    platformFee: int
    recipient: str
    """The winner's username; their uid where they have none."""
    challengeTitle: str
    status: str
    reason: str | None
    nextAction: str | None
    message: NotRequired[str]


class ChallengePrize(TypedDict):
    title: str
    subtitle: str
    prizeAmount: int
    placement: int
    startDate: str | None
    endDate: str | None
    totalPrizePool: int
    distributionType: str
    winnerCount: int
    currency: str


class PrizeInfoAnswer(TypedDict):
    challengeInfo: ChallengePrize


class PrizeStateAnswer(TypedDict):
    prizeRecordId: str
    status: str
    reason: str | None
    nextAction: str | None


class PausedAnswer(TypedDict):
    paused: bool
    since: str


class ApprovalAnswer(TypedDict):
    act: str
    subject: str
    status: str
    requestedBy: str
    approvedBy: str | None
    expiresAt: str


class ErasureAnswer(TypedDict):
    userId: str
    status: str


class ExportAnswer(TypedDict):
    export: dict[str, Any]
