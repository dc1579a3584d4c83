"""A prize record of the first system beside Stripe's transfer. Pure but for the question to Stripe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulse.backoffice.migration.context import Context
from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.judgement import (
    Doubt,
    Judgement,
    doubt_of,
    finding_of,
    require_plain,
    verdict_despite,
)
from pulse.backoffice.migration.reasons import Verdict, Why
from pulse.backoffice.migration.records import Choice
from pulse.documents import is_first_systems, is_first_systems_fee
from pulse.errors import InvalidRequest, RecordDamaged
from pulse.money import written
from pulse.ports import Document
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, prize_record_id_of

AskTransfer = Callable[[str], Transfer | None]
_NAMES = frozenset(
    {
        "id", "challengeId", "challengeTitle", "userId", "placement", "score", "prizeAmount", "winnerAmount",
        "platformFee", "currency", "status", "stripeTransferId", "createdAt", "updatedAt", "paidAt",
    }
)  # fmt: skip
"""What the first system wrote, or may have."""


@dataclass(frozen=True, slots=True)
class AdoptedPrize:
    """*transfer*: the one that paid it, untouched since; None where there is none to book."""

    record: PrizeRecord
    transfer: Transfer | None = None


def judge_prize(document: Document, context: Context, ask: AskTransfer) -> Judgement[AdoptedPrize]:
    if not is_first_systems(document.fields):
        return Judgement(finding_of(Kind.PRIZES, document, context.known(document.path)))
    if context.choice(document.path) is Choice.LEAVE:
        return Judgement(finding_of(Kind.PRIZES, document, Verdict.LEFT))
    transfer: Transfer | None = None
    try:
        record = _read(document)
        if record.status is PrizeStatus.PAID:
            transfer = _require_paid(record, context, ask)
        else:
            _require_payable(record, context)
        _require_rate(record)
    except Doubt as doubt:
        return _despite(doubt, document, context, transfer)
    suspicion = _may_be_paid(record, context)
    if suspicion is not None:
        return Judgement(finding_of(Kind.PRIZES, document, Verdict.HOLD, suspicion), AdoptedPrize(record))
    held = record.held and record.status is not PrizeStatus.PENDING
    adopted = AdoptedPrize(record.but(held=held), transfer)
    return Judgement(finding_of(Kind.PRIZES, document, Verdict.ADOPT), adopted)


def _despite(
    doubt: Doubt, document: Document, context: Context, transfer: Transfer | None
) -> Judgement[AdoptedPrize]:
    """What a person adopts all the same is never paid by it: an unpaid prize stays held."""
    verdict = verdict_despite(doubt, document.path, context)
    if verdict is Verdict.DOUBT:
        return Judgement(finding_of(Kind.PRIZES, document, verdict, doubt))
    record = PrizeRecord.of(document)
    if record.status is not PrizeStatus.PAID:
        verdict = Verdict.HOLD
    return Judgement(finding_of(Kind.PRIZES, document, verdict, doubt), AdoptedPrize(record, transfer))


def _read(document: Document) -> PrizeRecord:
    require_plain(document, PrizeRecord, _NAMES)
    try:
        record = PrizeRecord.of(document)
    except RecordDamaged as damaged:
        raise doubt_of(damaged) from damaged
    try:
        at_home = record.path == document.path
    except InvalidRequest:
        at_home = False
    if not at_home:
        raise Doubt(Why.MISPLACED, "id")
    return record


def _require_paid(record: PrizeRecord, context: Context, ask: AskTransfer) -> Transfer:
    if record.stripe_transfer_id is None:
        raise Doubt(Why.PAID_UNNAMED)
    if context.transfers[record.stripe_transfer_id] > 1:
        raise Doubt(Why.NAMED_TWICE, "stripeTransferId")
    transfer = ask(record.stripe_transfer_id)
    if transfer is None:
        raise Doubt(Why.TRANSFER_UNKNOWN)
    if (transfer.amount, transfer.currency) != (record.winner_amount, record.currency):
        raise Doubt(Why.TRANSFER_DIFFERS, f"Stripe: {written(transfer.amount, transfer.currency)}")
    if prize_record_id_of(transfer) is not None:
        raise Doubt(Why.TRANSFER_OF_ANOTHER, "transfer_group")
    if transfer.destination not in context.accounts_of(record.user_id):
        someone = transfer.destination in context.claims
        raise Doubt(Why.TRANSFER_OF_ANOTHER if someone else Why.RECIPIENT_UNKNOWN, "destination")
    if transfer.amount_reversed:
        raise Doubt(Why.TRANSFER_REVERSED, written(transfer.amount_reversed, transfer.currency))
    return transfer


def _require_payable(record: PrizeRecord, context: Context) -> None:
    if context.prizes[record.challenge_id, record.user_id] > 1:
        raise Doubt(Why.PRIZE_TWICE)
    if record.challenge_id in context.awarded:
        raise Doubt(Why.AWARDED_HERE)


def _require_rate(record: PrizeRecord) -> None:
    if not is_first_systems_fee(record.prize_amount, record.platform_fee):
        raise Doubt(Why.RATE_DIFFERS, f"platformFee of {written(record.prize_amount, record.currency)}")


def _may_be_paid(record: PrizeRecord, context: Context) -> Doubt | None:
    """By the amount alone, for any account: a false alarm costs a signature, a miss pays a prize twice."""
    if record.status is PrizeStatus.PAID:
        return None
    for one in context.unnamed:
        if (one.amount, one.currency) == (record.winner_amount, record.currency):
            return Doubt(Why.MAY_BE_PAID, one.id)
    shown = (record.challenge_id, record.user_id) in context.shown_paid
    return Doubt(Why.SHOWN_AS_PAID) if shown else None
