"""Refuses a buyer who has the round without a purchase of ours: nobody pays twice."""

from __future__ import annotations

from pulse.documents import Enrolment
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.sales.records import Purchase, Terms
from pulse.sales.refusals import AlreadyBought
from pulse.sales.states import PaymentStatus


def refuse_enrolled(enrolment: Enrolment | None, purchase: Document | None) -> None:
    """Raises *AlreadyBought* for an enrolment that no payment of *purchase* made.

    An enrolment that such a payment made does not count: it stays after a refund.
    """
    if enrolment is None:
        return
    ours = Purchase.of(purchase) if purchase is not None else None
    if ours is not None and enrolment.payment_id in {*ours.superseded, ours.payment_id} - {None}:
        return
    raise AlreadyBought("you already take part in this round")


def refuse_known_before(terms: Terms, *, ports: Ports) -> None:
    """Raises *AlreadyBought* for a payment or an enrolment of the first system.

    The first system kept no purchases, and gave its payments and enrolments other ids.
    """
    paid = Query(
        "payments",
        where=[
            ("challengeId", "==", terms.challenge_id),
            ("buyerId", "==", terms.buyer_id),
            ("status", "==", PaymentStatus.COMPLETED.value),
        ],
        limit=1,
    )
    if found := ports.store.query(paid):
        raise AlreadyBought("you have already bought this round", payment_id=found[0].id)
    entered = Query(
        "user-challenge",
        where=[("challengeId", "==", terms.challenge_id), ("userId", "==", terms.buyer_id)],
        limit=1,
        fields=NO_FIELDS,
    )
    if ports.store.query(entered):
        raise AlreadyBought("you already take part in this round")
