"""One matter that waits for someone, with a sentence and the next step. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.alerts import AlertGroup
from pulse.backoffice.approvals import Approval
from pulse.backoffice.reconciliation import Difference
from pulse.backoffice.refund_requests import RefundRequest
from pulse.money import written
from pulse.pools import Contest
from pulse.prizes import PrizeRecord, Reader


@dataclass(frozen=True, slots=True)
class WorkItem:
    """*kind*: the reason of a prize, or `approval`, `difference`, `contest`, `refund_request`, `alert`,
    `damaged`.

    *subject* is an id that `find` or the act takes. *amount* in minor units of *currency*, if it is one sum.
    """

    kind: str
    subject: str
    since: datetime
    sentence: str
    next_step: str
    user_id: str | None = None
    amount: int | None = None
    currency: str | None = None


def prize_item(record: PrizeRecord) -> WorkItem:
    amount = written(record.winner_amount, record.currency)
    title = record.challenge_title or record.challenge_id
    return WorkItem(
        record.reason or record.status,
        record.id,
        record.created_at,
        f"{amount} for place {record.placement} in {title}: {record.status}.",
        record.next_action_for(Reader.OPERATOR) or "The next sweep looks at it.",
        user_id=record.user_id,
        amount=record.winner_amount,
        currency=record.currency,
    )


def approval_item(approval: Approval) -> WorkItem:
    asked = f"{approval.requested_by} asks for {approval.act}: {approval.request_reason}"
    approved = f"{approval.approved_by} approved {approval.act}, and it is not finished."
    amount, currency = _sum_of(approval.terms)
    until = f"{approval.expires_at:%Y-%m-%d %H:%M} UTC"
    return WorkItem(
        "approval",
        approval.subject.rpartition("/")[2],
        approval.requested_at,
        approved if approval.approved_by else asked,
        "The same administrator approves again: what was done is not done twice."
        if approval.approved_by
        else f"Another administrator calls approve-request until {until}; then it has to be asked for again.",
        amount=amount,
        currency=currency,
    )


def difference_item(found: Difference) -> WorkItem:
    return WorkItem(
        "difference",
        found.subject,
        found.first_seen,
        f"{found.sentence}.",
        found.what_to_do,
        amount=found.amount_cents,
        currency=found.currency,
    )


def contest_item(contest: Contest) -> WorkItem:
    return WorkItem(
        "contest",
        contest.contest_id,
        contest.created_at,
        f"Place {contest.placement} of {contest.challenge_id} is contested; it and those below are not paid.",
        f"Two administrators decide it with `decide_contest` until {contest.decide_by:%Y-%m-%d %H:%M} UTC.",
        user_id=contest.user_id,
    )


def refund_request_item(request: RefundRequest) -> WorkItem:
    amount = written(request.amount, request.currency)
    return WorkItem(
        "refund_request",
        request.payment_id,
        request.asked_at,
        f"{request.owner_id} asks for a refund of {amount} of their sale: {request.reason}",
        "An administrator makes it by refund-payment, or declines it by decline-refund.",
        user_id=request.buyer_id,
        amount=request.amount,
        currency=request.currency,
    )


def alert_item(group: AlertGroup) -> WorkItem:
    """The amount is what is at risk, where it is in one currency."""
    single = list(group.amount_at_risk.items()) if len(group.amount_at_risk) == 1 else []
    return WorkItem(
        "alert",
        group.cause,
        group.first_at,
        f"{group.severity}, {group.count} affected: {group.message}",
        group.runbook,
        amount=single[0][1] if single else None,
        currency=single[0][0] if single else None,
    )


def damaged_item(path: str, since: datetime) -> WorkItem:
    return WorkItem("damaged", path, since, "This record cannot be read.", "docs/runbook/record.damaged.md")


def _sum_of(terms: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """Nothing without a currency: terms of a refund leave it to the payment."""
    match terms.get("amount"), terms.get("currency"):
        case int(amount), str(currency):
            return amount, currency
    return None, None
