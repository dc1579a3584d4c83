"""Operations by which staff see all about one prize, one sale or one account, with its history."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.accounts import Role
from pulse.backoffice import (
    AccountExplanation,
    ExplainAccount,
    Explanation,
    PaymentExplanation,
    explain_account,
    explain_payment,
    explain_prize,
)
from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK, STRIPE
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import ComposedId, Id, PaymentIntentId
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.doors.wire.requirements import RequirementsAnswer, requirements_in_words
from pulse.doors.wire.timelines import (
    HistoryAnswer,
    attempt_rows,
    history_fields,
    transfer_rows,
)
from pulse.ports import Ports
from pulse.prizes import Reader


class ExplainPrizeInput(Input):
    prizeRecordId: ComposedId


class ExplainPaymentInput(Input):
    paymentId: PaymentIntentId


class ExplainAccountInput(Input):
    userId: Id
    """The uid of the account's owner. `accountType` says which account; by default the trainer's."""

    def claimed(self) -> list[str]:
        return [] if self.buyerId is None else [self.buyerId]


class PrizeExplained(HistoryAnswer):
    prizeRecordId: str
    userId: str
    challengeTitle: str
    status: str
    reason: str | None
    nextAction: str | None
    amount: int
    """What the winner receives, in minor units."""
    currency: str
    paused: bool
    accountState: str | None
    transfersKnown: bool
    """False if Stripe could not be asked."""


class RefundWanted(TypedDict):
    amount: int
    reason: str
    """Why the trainer asks for it."""
    askedAt: str
    """When the trainer asked for it."""


class PaymentExplained(HistoryAnswer):
    paymentId: str
    challengeId: str
    challengeTitle: str
    buyerId: str
    ownerId: str
    status: str
    currency: str
    amount: int
    """What the buyer paid, in minor units."""
    fee: int
    """What the platform and Stripe keep of the sale, in minor units."""
    ownerNetAmount: int
    refundedAmount: int
    refundableAmount: int
    """What is left to refund, less what is on its way, in minor units."""
    refundRequested: RefundWanted | None
    """The refund that the trainer asked for and nobody has answered; null if there is none."""


class PersonHeld(TypedDict):
    by: str
    """Who stopped the person: a uid, or `system:` and the part of the system."""
    reason: str
    """Why the person was stopped."""
    since: str


class AccountExplained(HistoryAnswer):
    userId: str
    accountType: str
    accountId: str | None
    """The account's id at Stripe with only its last four characters shown; null without an account."""
    accountState: str | None
    readyForTransfers: bool
    """Whether the account can be sent money now."""
    onboardingStatus: str
    requirementsInWords: RequirementsAnswer
    told: str
    """What the owner is told."""
    payoutsProblem: str | None
    """What the owner is told of a payout that the bank sent back; null if there is none."""
    country: str | None
    """The account's country, as `US`; null if it is not known."""
    readAt: str
    """When our record of the account changed last."""
    held: PersonHeld | None
    """Who stopped the person and why; null if the person is not stopped."""


def show_prize(call: Call[ExplainPrizeInput], ports: Ports) -> Answer:
    return Answer(_prize(explain_prize(call.fields.prizeRecordId, ports=ports)))


def _prize(seen: Explanation) -> PrizeExplained:
    record = seen.record
    attempts = [("transfer", record.attempt)] if record.attempt else []
    return {
        "prizeRecordId": record.id,
        "userId": record.user_id,
        "challengeTitle": record.challenge_title,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action_for(Reader.OPERATOR),
        "amount": record.winner_amount,
        "currency": record.currency,
        "paused": seen.paused,
        "accountState": seen.account.state.value if seen.account and seen.account.state else None,
        "transfersKnown": seen.transfers is not None,
        **history_fields(
            seen.answer, seen.history, [*attempt_rows(attempts), *transfer_rows(seen.transfers or ())]
        ),
    }


def show_payment(call: Call[ExplainPaymentInput], ports: Ports) -> Answer:
    return Answer(_payment(explain_payment(call.fields.paymentId, ports=ports)))


def _payment(seen: PaymentExplanation) -> PaymentExplained:
    payment, wanted = seen.payment, seen.refund_request
    return {
        "paymentId": payment.payment_id,
        "challengeId": payment.challenge_id,
        "challengeTitle": payment.challenge_title,
        "buyerId": payment.buyer_id,
        "ownerId": payment.owner_id,
        "status": payment.status.value,
        "currency": payment.currency,
        "amount": payment.amount,
        "fee": payment.amount - payment.owner_amount,
        "ownerNetAmount": payment.owner_net_amount,
        "refundedAmount": payment.refunded_amount,
        "refundableAmount": payment.amount - payment.refunded_amount - payment.reserved_refund_amount,
        "refundRequested": {"amount": wanted.amount, "reason": wanted.reason, "askedAt": iso(wanted.asked_at)}
        if wanted
        else None,
        **history_fields(seen.answer, seen.history, attempt_rows(seen.attempts)),
    }


def show_account(call: Call[ExplainAccountInput], ports: Ports) -> Answer:
    role = Role.WINNER if call.fields.accountType == "winner" else Role.CREATOR
    command = ExplainAccount(call.fields.userId, role, call.actor)

    return Answer(_account(explain_account(command, ports=ports)))


def _account(seen: AccountExplanation) -> AccountExplained:
    account, status, hold = seen.account, seen.status, seen.hold
    attempts = [("account", seen.attempt)] if seen.attempt else []
    return {
        "userId": status.user_id,
        "accountType": status.role.value,
        "accountId": status.account_id_masked,
        "accountState": status.state and status.state.value,
        "readyForTransfers": status.ready_for_transfers,
        "onboardingStatus": status.onboarding_status.value,
        "requirementsInWords": requirements_in_words(status),
        "told": status.next_action,
        "payoutsProblem": account.payouts_problem.sentence if account.payouts_problem else None,
        "country": account.country,
        "readAt": iso(account.updated_at),
        "held": {"by": hold.by, "reason": hold.reason, "since": iso(hold.at)} if hold else None,
        **history_fields(seen.answer, seen.history, attempt_rows(attempts)),
    }


_row = partial(Operation, methods=READ_OR_WRITE, access=Access.STAFF, limit=LOOKS, check_revoked=False)

ROWS = (
    _row(
        "explain-prize",
        "Why a prize is not paid, and its history: records, attempts, transfers, events and the books",
        input=ExplainPrizeInput,
        handler=show_prize,
        answer=PrizeExplained,
        secrets=(STRIPE, SLACK),
    ),
    _row(
        "explain-payment",
        "How a sale stands, and its history: records, attempts, events and the books",
        input=ExplainPaymentInput,
        handler=show_payment,
        answer=PaymentExplained,
        secrets=(SLACK,),
    ),
    _row(
        "explain-account",
        "What a person's account at Stripe lacks, in words, and its history",
        input=ExplainAccountInput,
        handler=show_account,
        answer=AccountExplained,
        secrets=(SLACK,),
    ),
)
