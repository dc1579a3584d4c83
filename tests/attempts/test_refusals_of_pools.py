"""The table of Stripe's refusals for payments into pools, cell by cell, on the emulator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.attempts import TABLE, Meaning, Sign, StoredId
from pulse.errors import StripeNotPermitted, StripeRefused, StripeUnavailable
from pulse.pools import (
    FundingVanished,
    FundPrizePool,
    PoolReturn,
    apply_funding,
    apply_funding_charge,
    apply_funding_dispute,
    apply_funding_refund,
    fund_prize_pool,
    refresh_fundings,
)
from pulse.ports.store import Query
from tests.attempts.stripe_answers import answering
from tests.pools import scene

UNCLEAR = {
    Sign.NO_RIGHT: StripeNotPermitted,
    Sign.RATE_LIMIT: StripeUnavailable,
    Sign.SILENCE: StripeUnavailable,
}
EVERY_SIGN = pytest.mark.parametrize("sign", Sign, ids=lambda sign: sign.value)


def raised_for(stored, sign):
    return UNCLEAR.get(sign, StripeRefused) if TABLE[stored][sign].meaning is not Meaning.GONE else None


@EVERY_SIGN
def test_the_payment_intent_of_a_payment_into_a_pool(world, sign):
    scene.challenge(world)
    before = scene.asked(world).payment_intent_id
    ports, http = answering(world, sign, "GET", "payment_intents/\\w+", "intent")
    again = FundPrizePool(challenge_id=scene.CHALLENGE, payer_id=scene.OWNER, amount=10_000)

    with pytest.raises(raised_for(StoredId.PAYMENT_INTENT, sign) or FundingVanished):
        fund_prize_pool(again, ports=ports)

    assert http.struck == 1
    assert [one.payment_intent_id for one in scene.fundings(world)] == [before]
    assert world.alerts.causes() == (["payment.vanished"] if sign is Sign.RESOURCE_MISSING else [])
    assert scene.asked(world).payment_intent_id == before


def test_the_sweep_continues_with_the_next_payment_after_one_that_vanished(world):
    scene.challenge(world)
    vanished = scene.asked(world, payer=scene.OWNER).payment_intent_id
    paid = scene.asked(world, payer=scene.OTHER).payment_intent_id
    scene.pays(world, paid)
    world.clock.advance(hours=1)
    ports, http = answering(world, Sign.RESOURCE_MISSING, "GET", f"payment_intents/{vanished}", "intent")

    swept = refresh_fundings(ports=ports)

    assert (http.struck, len(swept.problems)) == (1, 1)
    assert scene.funding_of(world, paid).status == "succeeded"
    assert scene.funding_of(world, vanished).status == "requires_payment"


NAMED_BY_EVENTS = {
    StoredId.CHARGE: (apply_funding_charge, "charges/\\w+"),
    StoredId.REFUND: (apply_funding_refund, "refunds/\\w+"),
    StoredId.DISPUTE: (apply_funding_dispute, "disputes/\\w+"),
}


@EVERY_SIGN
@pytest.mark.parametrize("stored", NAMED_BY_EVENTS)
def test_what_an_event_names(world, stored, sign):
    scene.challenge(world)
    scene.has_funds(world)
    payment_id = scene.paid_in(world)
    funding = scene.funding_of(world, payment_id)
    named = funding.charge_id
    if stored is StoredId.REFUND:
        named = scene.dashboard_refund(world, payment_id, 1_000).id
    if stored is StoredId.DISPUTE:
        named = scene.disputed(world, payment_id)
    apply, path = NAMED_BY_EVENTS[stored]
    ports, http = answering(world, sign, "GET", path, "id")

    if error := raised_for(stored, sign):
        with pytest.raises(error):
            apply(named, ports=ports)
    else:
        assert apply(named, ports=ports) is None

    assert http.struck == 1
    assert scene.funding_of(world, payment_id) == funding
    assert apply(named, ports=world.ports).funding_id == funding.funding_id


@EVERY_SIGN
def test_the_charge_of_a_payment_that_is_returned(world, sign):
    scene.challenge(world, endDate=world.clock.now() + timedelta(hours=1))
    scene.has_funds(world)
    payment_id = scene.asked(world).payment_intent_id
    world.clock.advance(hours=2)
    scene.pays(world, payment_id)
    ports, http = answering(world, sign, "POST", "refunds", "charge")

    if sign in UNCLEAR:
        with pytest.raises(UNCLEAR[sign]):
            apply_funding(payment_id, ports=ports)
    else:
        apply_funding(payment_id, ports=ports)

    (made,) = (PoolReturn.of(one) for one in world.store.query(Query("poolReturns")))
    assert (http.struck, made.status) == (1, "open" if sign in UNCLEAR else "refused")
    assert ("return.failed" in world.alerts.causes()) is (sign not in UNCLEAR)
    apply_funding(payment_id, ports=world.ports, thorough=True)
    sent = world.stripe.list_refunds({"payment_intent": payment_id})
    assert [one.amount for one in sent] == ([10_330] if sign in UNCLEAR else [])
