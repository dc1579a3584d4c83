"""Operations on sales: a person buys a round, and its payment is completed."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial
from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.doors.access.rate_limits import MONEY
from pulse.doors.access.roles import Access
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import (
    ApiVersion,
    Cents,
    Claim,
    Currency,
    Id,
    PaymentIntentId,
    PaymentMethodType,
)
from pulse.doors.wire.inputs import Input
from pulse.ports import Ports
from pulse.sales import (
    CompletePayment,
    CreatePaymentIntent,
    UnpaidPayment,
    complete_payment,
    create_payment_intent,
)


class BuyRoundInput(Input):
    challengeId: Id
    amount: Cents | None = None
    """The price that the buyer saw, in minor units. If it is not the server's, nothing is charged."""
    currency: Claim[Currency] = None
    """The currency that the buyer saw. If it is not the server's, nothing is charged."""
    paymentSheet: Annotated[bool, Field(description="true or false")] = False
    mobileApiVersion: Claim[ApiVersion] = None
    payment_method_type: Claim[PaymentMethodType] = None
    """Sent by the first web page's payment button. Stripe decides which types there are."""


class CompletePaymentInput(Input):
    challengeId: Id
    paymentId: PaymentIntentId
    amount: Cents | None = None
    """The price that the buyer saw, in minor units."""


class PaymentIntentAnswer(TypedDict):
    clientSecret: str
    paymentIntentId: str
    amount: int
    """What the buyer pays, in minor units."""
    currency: str
    platformFee: int
    ownerAmount: int
    customer: NotRequired[str]
    """With `paymentSheet`: what Stripe's mobile PaymentSheet takes."""
    ephemeralKey: NotRequired[str]


class PaymentDetailsAnswer(TypedDict):
    id: str
    """The id of the PaymentIntent at Stripe."""
    challengeId: str
    challengeTitle: str
    amount: int
    """What the buyer paid, in minor units."""
    currency: str
    userChallengeId: str


class CompletePaymentAnswer(TypedDict):
    paymentDetails: PaymentDetailsAnswer


def buy_round(call: Call[BuyRoundInput], ports: Ports) -> Answer:
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

    return Answer(_payment_intent(payment))


def _payment_intent(payment: UnpaidPayment) -> PaymentIntentAnswer:
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


def confirm_payment(call: Call[CompletePaymentInput], ports: Ports) -> Answer:
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


_row = partial(Operation, methods=WRITE, limit=MONEY)

ROWS = (
    _row(
        "create-payment-intent",
        "Buy a round: a PaymentIntent at the server's price",
        input=BuyRoundInput,
        access=Access.ONESELF,
        handler=buy_round,
        answer=PaymentIntentAnswer,
    ),
    _row(
        "complete-payment",
        "After the client confirmed the payment: ask Stripe, and enroll the buyer",
        input=CompletePaymentInput,
        access=Access.PERSON,
        handler=confirm_payment,
        answer=CompletePaymentAnswer,
    ),
)
