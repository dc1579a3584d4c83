"""Money goes back to a buyer, the whole amount or a part."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.attempts import CORRECTION, nothing_in_flight
from pulse.charges import undone
from pulse.errors import Busy, Conflict
from pulse.ledger import Change, audited, audited_update, existing, retry_after_conflict
from pulse.limits import Amounts
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.sales.adopted import require_adopted
from pulse.sales.apply import apply_payment_intent
from pulse.sales.own_money import reserve_own_money
from pulse.sales.records import Correction, Payment, correction_path, refund_id
from pulse.sales.refund_reservation import new_refund
from pulse.sales.refundable import left_of, refundable
from pulse.sales.refusals import AboveTotal, RefundFailed, RefundRefused, RequestReused
from pulse.sales.states import CorrectionStatus, PaymentStatus, RefundPolicy, RefundReason
from pulse.sales.stored_payment import read_payment


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPayment:
    """*amount* in minor units; None refunds all that is left.

    *request_id* names the request. Repeated, it gives the same refund, or tries again if Stripe refused it.
    Without one, a second request of equal amount and reason counts as a repetition of the first.
    *total_max* limits what all refunds of the payment together, this one included, may come to;
    *own_money_max* what the actor's refunds with the policy `platform_pays` may come to within a day.
    """

    payment_id: str
    actor: str
    reason: RefundReason
    amount: int | None = None
    policy: RefundPolicy = RefundPolicy.PROPORTIONAL
    request_id: str | None = None
    total_max: int | None = None
    own_money_max: Amounts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedPayment:
    """Amounts in minor units; *refunded_amount* is the total of the payment.

    *refund_status* is Stripe's word: a `pending` refund waits until our balance covers it.
    """

    payment_id: str
    refund_id: str
    refund_status: str
    amount: int
    currency: str
    status: PaymentStatus
    refunded_amount: int
    owner_net_amount: int
    receivable_amount: int


def refund_payment(command: RefundPayment, *, ports: Ports) -> RefundedPayment:
    """Reserve the amount, let Stripe refund it, and record the result (decision 0502).

    Raises *NotFound*, *InvalidRequest*, *NotRefundable*, *PaymentNotAdopted*, *RequestReused*, *AboveTotal*,
    *OwnMoneyLimitReached*, *RefundRefused*,
    *RefundFailed*, *Busy*, and *StripeUnavailable*, after which the amount stays reserved.
    """
    apply_payment_intent(command.payment_id, ports=ports, thorough=True)
    correction_id = retry_after_conflict(
        lambda _: _reserve(command, ports=ports), busy="this payment is being worked on; please try again"
    )
    payment = apply_payment_intent(command.payment_id, ports=ports, thorough=True)
    document = ports.store.get(correction_path(correction_id))
    if payment is None or document is None:
        raise Conflict("the refund is gone")
    return _answer(payment, Correction.of(document), ports=ports)


def _answer(payment: Payment, correction: Correction, *, ports: Ports) -> RefundedPayment:
    if correction.status is CorrectionStatus.OPEN:
        raise Busy(_WAITS, code="refund_waits")
    if correction.status is CorrectionStatus.REFUSED or correction.stripe_id is None:
        raise RefundRefused(_why_refused(payment), stripe_code=correction.refused_code)
    refund = ports.stripe.retrieve_refund(correction.stripe_id)
    if undone(refund):
        raise RefundFailed(
            f"the refund failed, and we have the money: {_PAY_OTHERWISE}", refund_id=correction.stripe_id
        )
    return RefundedPayment(
        payment_id=payment.payment_id,
        refund_id=correction.stripe_id,
        refund_status=refund.status or "pending",
        amount=correction.amount,
        currency=correction.currency,
        status=payment.status,
        refunded_amount=payment.refunded_amount,
        owner_net_amount=payment.owner_net_amount,
        receivable_amount=payment.receivable_amount,
    )


_WAITS = "an earlier request for this refund may still be carried out; please ask again in an hour"
_PAY_OTHERWISE = "please pay the buyer in another way, for example by bank transfer"


def _why_refused(payment: Payment) -> str:
    """docs.stripe.com/refunds#failed-refunds: the platform has to pay the buyer by other means."""
    if not payment.failed_refund_amount:
        return "Stripe refused the refund"
    return f"Stripe makes no second refund of a payment after one that failed: {_PAY_OTHERWISE}"


def _reserve(command: RefundPayment, *, ports: Ports) -> str:
    """Store the refund and reserve its amount in one commit, so two refunds never exceed what was paid.

    The id of the correction. A repetition of a request reserves nothing unless Stripe had refused it.
    """
    document = existing(read_payment(command.payment_id, ports=ports), "payment")
    require_adopted(document)
    correction_id = _correction_id(command)
    found = ports.store.get(correction_path(correction_id))
    before = Correction.of(found) if found else None
    if before is not None:
        _refuse_reuse(command, before)
        if before.status is not CorrectionStatus.REFUSED:
            return correction_id
        if not nothing_in_flight(before.attempt, CORRECTION, ports.clock.now(), ports.settings):
            raise Busy(_WAITS, code="refund_waits")
    payment = Payment.of(document)
    correction = new_refund(
        payment,
        correction_id,
        _refundable(command, payment),
        actor=command.actor,
        reason=command.reason,
        policy=command.policy,
        refused=before,
        now=ports.clock.now(),
    )
    change = Change("refund.reserved", command.actor, correction.updated_at, command.reason.value)
    reserved = payment.but(
        reserved_refund_amount=payment.reserved_refund_amount + correction.amount,
        updated_at=correction.updated_at,
    )
    claim = audited(found, correction_path(correction_id), correction, change)
    turn = _reserve_own_money(command, correction, ports=ports)
    ports.store.commit([*claim, *audited_update(document, reserved, change), *turn])
    return correction_id


def _reserve_own_money(command: RefundPayment, refund: Correction, *, ports: Ports) -> list[Write]:
    if command.own_money_max is None or refund.policy is not RefundPolicy.PLATFORM_PAYS:
        return []
    return reserve_own_money(refund, command.own_money_max, ports=ports)


def _refundable(command: RefundPayment, payment: Payment) -> int:
    amount = refundable(payment, command.amount)
    if command.total_max is not None and payment.amount - left_of(payment) + amount > command.total_max:
        raise AboveTotal("together with earlier refunds this exceeds the limit")
    return amount


def _refuse_reuse(command: RefundPayment, before: Correction) -> None:
    if command.amount not in {None, before.amount}:
        raise RequestReused("this request was sent before with another amount")
    if command.policy is not before.policy:
        raise RequestReused("this request was sent before with another policy")


def _correction_id(command: RefundPayment) -> str:
    name = command.request_id or f"{command.amount or 'whole'}:{command.reason.value}"
    return refund_id(command.payment_id, name)
