"""A prize record of the first system beside Stripe's transfer. Pure but for the question to Stripe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulse.backoffice.migration.context import Context
from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.judgement import (
    Accepted,
    Doubt,
    Judgement,
    doubt_of,
    finding_of,
    require_ours,
    require_plain,
)
from pulse.backoffice.migration.reasons import Verdict, Why
from pulse.backoffice.migration.records import Choice
from pulse.documents import is_first_systems, is_first_systems_fee
from pulse.errors import InvalidRequest, RecordDamaged
from pulse.money import written
from pulse.ports import Document
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, prize_record_id_of, with_own_transfer

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
    """*transfer*: the one that paid it; None where there is none to book."""

    record: PrizeRecord
    transfer: Transfer | None = None


def judge_prize(document: Document, context: Context, ask: AskTransfer) -> Judgement[AdoptedPrize]:
    if context.choice(document.path) is Choice.LEAVE:
        return Judgement(finding_of(Kind.PRIZES, document, Verdict.LEFT))
    try:
        if is_first_systems(document.fields):
            return _judge(document, context, ask)
        require_ours(document)
    except Doubt as doubt:
        return Judgement(finding_of(Kind.PRIZES, document, Verdict.DOUBT, doubt))
    return Judgement(finding_of(Kind.PRIZES, document, context.known(document.path)))


def _judge(document: Document, context: Context, ask: AskTransfer) -> Judgement[AdoptedPrize]:
    """What a person adopts all the same is never paid by it: an unpaid prize stays held."""
    accepted, transfer = Accepted(document.path, context), None
    record = _read(document)
    if record.status is PrizeStatus.PAID:
        transfer = _require_paid(record, context, ask, accepted)
        record = _with_reversal(record, transfer)
    else:
        _require_payable(record, context, accepted)
    _require_rate(record, accepted)
    doubt = accepted.first
    if transfer is None:
        doubt = doubt or _may_be_paid(record, context)
        record = record.but(compared_at=context.listed_at)
        if doubt is not None:
            return Judgement(finding_of(Kind.PRIZES, document, Verdict.HOLD, doubt), AdoptedPrize(record))
        record = record.but(held=record.held and record.status is not PrizeStatus.PENDING)
    return Judgement(finding_of(Kind.PRIZES, document, Verdict.ADOPT, doubt), AdoptedPrize(record, transfer))


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


def _require_paid(record: PrizeRecord, context: Context, ask: AskTransfer, accepted: Accepted) -> Transfer:
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
    if transfer.amount_reversed:
        accepted.note(Doubt(Why.TRANSFER_REVERSED, written(transfer.amount_reversed, transfer.currency)))
    if transfer.destination not in context.accounts_of(record.user_id):
        if transfer.destination in context.claims:
            raise Doubt(Why.TRANSFER_OF_ANOTHER, "destination")
        accepted.note(Doubt(Why.RECIPIENT_UNKNOWN, "destination"))
    return transfer


def _with_reversal(record: PrizeRecord, transfer: Transfer) -> PrizeRecord:
    """A prize of which money was taken back is never one that was paid in full."""
    if not transfer.amount_reversed:
        return record
    return with_own_transfer(record.but(amount_reversed=transfer.amount_reversed))


def _require_payable(record: PrizeRecord, context: Context, accepted: Accepted) -> None:
    if context.prizes[record.challenge_id, record.user_id] > 1:
        accepted.note(Doubt(Why.PRIZE_TWICE))
    if record.challenge_id in context.awarded:
        accepted.note(Doubt(Why.AWARDED_HERE))


def _require_rate(record: PrizeRecord, accepted: Accepted) -> None:
    if not is_first_systems_fee(record.prize_amount, record.platform_fee):
        accepted.note(
            Doubt(Why.RATE_DIFFERS, f"platformFee of {written(record.prize_amount, record.currency)}")
        )


def _may_be_paid(record: PrizeRecord, context: Context) -> Doubt | None:
    """By the amount, for any account, or by the account, in any amount: a transfer may have paid two prizes,
    or the price without our fee. A false alarm costs a signature, a miss pays a prize twice.
    """
    theirs = context.every_account.get(record.user_id, frozenset())
    for one in context.unnamed:
        if (one.amount, one.currency) == (record.winner_amount, record.currency):
            return Doubt(Why.MAY_BE_PAID, one.id)
    for one in context.unnamed:
        if one.destination in theirs:
            return Doubt(Why.SENT_TO_WINNER, one.id)
    shown = (record.challenge_id, record.user_id) in context.shown_paid
    return Doubt(Why.SHOWN_AS_PAID) if shown else None
