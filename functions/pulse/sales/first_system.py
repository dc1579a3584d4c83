"""Payments of the first system: the fields that it did not store, with the values that are true of them."""

from __future__ import annotations

from typing import Any

from pulse.documents import is_first_systems, rate, read_strictly
from pulse.errors import SumsUnfit
from pulse.ports.store import Fields
from pulse.sales.rules import SOLD


def completed(fields: Fields) -> dict[str, Any]:
    """*fields* with those that the first system did not store; a payment made here stays as it is.

    It enrolled everyone who had paid. Raises *ValueError* where share and fee are more than the price.
    """
    if not is_first_systems(fields):
        return dict(fields)
    fields = read_strictly(
        fields,
        amounts=("amount", "platformFee", "ownerAmount", "ownerRefundedAmount"),
        times=("createdAt", "updatedAt", "enrolledAt"),
    )
    amount, fee, owner_amount = (fields[name] for name in ("amount", "platformFee", "ownerAmount"))
    if owner_amount + fee > amount:
        raise SumsUnfit("ownerAmount and platformFee must not be more than amount")
    processing_fee = amount - owner_amount - fee
    enrolment = f"{fields['challengeId']}_{fields['buyerId']}"
    absent = {
        "challengeTitle": "",
        "currency": "usd",
        "feeBps": rate(amount, fee),
        "processingFee": processing_fee,
        "processingFeePayer": "trainer" if processing_fee else "platform",
        "applicationFeeAmount": amount - owner_amount,
        "platformMargin": 0,
        "purchaseId": enrolment,
        "generation": 1,
        "userChallengeId": enrolment,
        "ownerNetAmount": owner_amount - fields.get("ownerRefundedAmount", 0),
        "updatedAt": fields["createdAt"],
    }
    paid = fields["createdAt"] if fields["status"] in SOLD else None
    return {"enrolledAt": paid, **absent, **fields}
