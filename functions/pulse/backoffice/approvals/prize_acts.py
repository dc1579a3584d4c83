"""Acts on one prize: paying it despite a hold, paying again what came back, and deciding on an unclaimed one.

Also what one administrator may do to a prize alone, if they are no party to it.
"""

from __future__ import annotations

from collections.abc import Callable

from pulse.backoffice.approvals.act import ApproveAct, Do, RequestAct, Rule, Terms, decision_of
from pulse.backoffice.approvals.parties import prize_parties, refuse_prize_party, unclaimed_parties
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.approvals.refusals import NotHeld, NotReversed, TermsChanged
from pulse.ledger import existing
from pulse.pools import UnclaimedRule
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import (
    PaymentOutcome,
    PayPrize,
    PrizeAct,
    PrizeRecord,
    PrizeStatus,
    ResolveUnclaimed,
    approve_prize,
    pay_when_asked,
    prize_path,
    read_known_reasons,
    reissue_prize,
    resolve_unclaimed,
    unclaimed_terms,
)


def pay_for_others(command: PayPrize, *, ports: Ports) -> PaymentOutcome:
    """An administrator asks for a payment now. Raises *PartyToIt*, and what `pay_when_asked` raises."""
    refuse_prize_party(command.prize_record_id, command.actor, ports=ports)
    return pay_when_asked(command, ports=ports)


def intervene(act: Callable[..., PrizeRecord], command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Cancel, hold or release a prize as one administrator. Raises *PartyToIt*, and what *act* raises."""
    refuse_prize_party(command.prize_record_id, command.actor, ports=ports)
    return act(command, ports=ports)


def _read_payment_terms(command: RequestAct, *, ports: Ports) -> Terms:
    record = _read_prize(command.subject_id, ports=ports)
    if record.settled or record.approved_by is not None:
        raise NotHeld("this prize does not wait for approval")
    return _payment_terms(record, ports)


def _payment_terms(record: PrizeRecord, ports: Ports) -> Terms:
    """*heldFor* is all that is known against paying the prize: a later reason needs another request."""
    known = read_known_reasons(record.id, ports=ports)
    return {**_money_of(record), "heldFor": list(known.sentences)}


def _read_reissue_terms(command: RequestAct, *, ports: Ports) -> Terms:
    record = _read_prize(command.subject_id, ports=ports)
    if record.status is not PrizeStatus.REVERSED:
        raise NotReversed("only a reversed prize can be issued again")
    return _money_of(record)


def _money_of(record: PrizeRecord) -> Terms:
    """*reissues* ties the request to this reversal and not to a later one."""
    return {"amount": record.winner_amount, "currency": record.currency, "reissues": record.reissues}


def _read_unclaimed_terms(command: RequestAct, *, ports: Ports) -> Terms:
    record = _read_prize(command.subject_id, ports=ports)
    return unclaimed_terms(record, UnclaimedRule(decision_of(command)), ports=ports)


def _prize_parties(prize_record_id: str, _: str, ports: Ports) -> tuple[str, ...]:
    return prize_parties(_read_prize(prize_record_id, ports=ports), ports=ports)


def _unclaimed_parties(prize_record_id: str, actor: str, ports: Ports) -> tuple[str, ...]:
    return unclaimed_parties(_read_prize(prize_record_id, ports=ports), actor, ports=ports)


def _on_prize(act: Callable[..., PrizeRecord], terms_of: Callable[[PrizeRecord, Ports], Terms]) -> Do:
    """The record that is changed is the one whose terms were compared: by its version."""

    def do(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> PrizeRecord:
        record = _read_prize(command.subject_id, ports=ports)
        _refuse_changed(approval, terms_of(record, ports))
        agreed = PrizeAct(command.subject_id, command.actor, command.reason, writes, record.version)
        return act(agreed, ports=ports)

    return do


def _resolve_unclaimed(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> PrizeRecord:
    record = _read_prize(command.subject_id, ports=ports)
    decision = UnclaimedRule(approval.terms["decision"])
    _refuse_changed(approval, unclaimed_terms(record, decision, ports=ports))
    agreed = ResolveUnclaimed(
        prize_record_id=record.id,
        decision=decision,
        actor=command.actor,
        reason=command.reason,
        version=record.version,
        approval_id=approval.path,
        others=writes,
    )
    return resolve_unclaimed(agreed, ports=ports)


def _refuse_changed(approval: Approval, terms: Terms) -> None:
    if dict(terms) != approval.terms:
        raise TermsChanged("the prize has changed since the request; please request it again")


def _read_prize(prize_record_id: str, *, ports: Ports) -> PrizeRecord:
    found = ports.store.get(prize_path(prize_record_id))
    return PrizeRecord.of(existing(found, "prize record", code="prize_record_not_found"))


PAY_PRIZE = Rule(
    collection="prizeRecords",
    terms=_read_payment_terms,
    parties=_prize_parties,
    do=_on_prize(approve_prize, _payment_terms),
)
REISSUE_PRIZE = Rule(
    collection="prizeRecords",
    terms=_read_reissue_terms,
    parties=_prize_parties,
    do=_on_prize(reissue_prize, lambda record, _: _money_of(record)),
)
RESOLVE_UNCLAIMED = Rule(
    collection="prizeRecords",
    terms=_read_unclaimed_terms,
    parties=_unclaimed_parties,
    do=_resolve_unclaimed,
    chosen=True,
)
