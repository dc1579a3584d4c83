"""Operations on sales: a round is bought, the payment confirmed, and if need be given back."""

from __future__ import annotations

from pulse.backoffice import refund_below_cap
from pulse.doors.answers import CompletePaymentAnswer, PaymentIntentAnswer, RefundAnswer
from pulse.doors.inputs import BuyRound, Purchase, RefundOf
from pulse.doors.operation import Answer, Call
from pulse.ports import Ports
from pulse.sales import (
    CompletePayment,
    CreatePaymentIntent,
    RefundPayment,
    RefundPolicy,
    RefundReason,
    UnpaidPayment,
    complete_payment,
    create_payment_intent,
)


def buy_round(call: Call[BuyRound], ports: Ports) -> Answer:
    fields = call.fields
    command = CreatePaymentIntent(
        challenge_id=fields.challengeId,
        buyer_id=call.caller.user_id,
        actor=call.actor,
        amount=fields.amount,
        currency=fields.currency,
        owner_ids=fields.ownerId or (),
        payment_sheet=fields.paymentSheet,
        mobile_api_version=fields.mobileApiVersion,
    )

    payment = create_payment_intent(command, ports=ports)

    return Answer(_to_confirm(payment))


def confirm_payment(call: Call[Purchase], ports: Ports) -> Answer:
    command = CompletePayment(
        challenge_id=call.fields.challengeId,
        payment_id=call.fields.paymentId,
        actor=call.actor,
        as_admin=call.as_admin,
        amount=call.fields.amount,
    )

    details = complete_payment(command, ports=ports)

    answer: CompletePaymentAnswer = {
        "paymentDetails": {
            "id": details.payment_id,
            "challengeId": details.challenge_id,
            "challengeTitle": details.challenge_title,
            "amount": details.amount,
            "currency": details.currency,
            "userChallengeId": details.user_challenge_id,
        }
    }
    return Answer(answer)


def refund(call: Call[RefundOf], ports: Ports) -> Answer:
    command = RefundPayment(
        payment_id=call.fields.paymentId,
        actor=call.actor,
        reason=RefundReason(call.fields.refundReason),
        amount=call.fields.amount,
        policy=RefundPolicy(call.fields.policy),
        request_id=call.fields.requestId,
    )

    refunded = refund_below_cap(command, ports=ports)

    answer: RefundAnswer = {
        "refundId": refunded.refund_id,
        "paymentId": refunded.payment_id,
        "amount": refunded.amount,
        "currency": refunded.currency,
        "status": refunded.status.value,
        "refundedAmount": refunded.refunded_amount,
        "ownerNetAmount": refunded.owner_net_amount,
        "receivableAmount": refunded.receivable_amount,
    }
    return Answer(answer)


def _to_confirm(payment: UnpaidPayment) -> PaymentIntentAnswer:
    answer: PaymentIntentAnswer = {
        "clientSecret": payment.client_secret,
        "paymentIntentId": payment.payment_intent_id,
        "amount": payment.amount,
        "currency": payment.currency,
        "platformFee": payment.platform_fee,
        "ownerAmount": payment.owner_amount,
    }
    if payment.sheet is not None:
        answer["customer"] = payment.sheet.customer_id
        answer["ephemeralKey"] = payment.sheet.ephemeral_key_secret
    return answer
