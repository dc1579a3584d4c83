"""A payment becomes what Stripe says, once, by client, webhook or sweep."""

from __future__ import annotations

import pytest

from pulse.errors import StripeUnavailable
from pulse.ports.store import Create, Delete, Update
from pulse.sales import (
    PaymentNotSucceeded,
    apply_charge,
    apply_payment_intent,
    refresh_open_payments,
)
from stripe_emulator.world.state import PLATFORM
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    TRAINER,
    agrees_with_stripe,
    books,
    bought,
    completed,
    documents,
    entries,
    payment_of,
    pays,
    platform_balance,
    refunded,
    round_on_sale,
    sold,
    trainer_balance,
)


def test_the_books_hold_each_movement_once_and_agree_with_stripe(world):
    payment_id = sold(world)
    assert sorted(entry["kind"] for entry in entries(world).values()) == [
        "fee",
        "processing",
        "sale",
        "transfer",
    ]
    assert books(world)["platform:balance"] == platform_balance(world) == -20
    assert books(world)[f"trainer:{TRAINER}"] == trainer_balance(world, payment_id) == 9_700


def test_client_webhook_and_sweep_complete_a_payment_once(world):
    payment_id = sold(world)
    before = payment_of(world, payment_id)
    completed(world, payment_id)
    apply_payment_intent(payment_id, ports=world.ports)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id) == before
    assert [document.id for document in documents(world, "user-challenge")] == [f"{CHALLENGE}_{BUYER}"]
    assert len(entries(world)) == 4


def test_the_sweep_completes_a_payment_that_no_event_reported(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    world.clock.advance(hours=1)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).status == "completed"
    enrolment = world.store.get(f"user-challenge/{CHALLENGE}_{BUYER}").fields
    assert enrolment["userId"] == BUYER
    assert enrolment["username"] == f"name {BUYER}"


def test_a_buyer_who_was_removed_is_not_enrolled_again_by_a_late_event(world):
    payment_id = sold(world)
    assert payment_of(world, payment_id).enrolled_at == world.clock.now()
    world.store.commit([Delete(f"user-challenge/{CHALLENGE}_{BUYER}")])
    charge_id = payment_of(world, payment_id).charge_id
    for refund in (False, True):
        if refund:
            refunded(world, payment_id, 1_000)
        apply_charge(charge_id, ports=world.ports)
        completed(world, payment_id)
        world.clock.advance(days=1)
        refresh_open_payments(ports=world.ports)
    assert documents(world, "user-challenge") == []


def test_a_buyer_who_takes_part_already_stays_as_they_are(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    mine = {"challengeId": CHALLENGE, "userId": BUYER, "pulsePoints": {"totalPoints": 7}}
    world.store.commit([Create(f"user-challenge/{CHALLENGE}_{BUYER}", mine)])
    pays(world, payment_id)
    completed(world, payment_id)
    assert world.store.get(f"user-challenge/{CHALLENGE}_{BUYER}").fields["pulsePoints"]["totalPoints"] == 7
    assert payment_of(world, payment_id).enrolled_at is not None


def test_a_reversal_by_hand_is_still_known_when_only_the_charge_is_asked_for(world):
    payment_id = sold(world)
    transfer_id = payment_of(world, payment_id).transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {"amount": 1_000}, idempotency_key="by hand")
    apply_payment_intent(payment_id, ports=world.ports, thorough=True)
    completed(world, payment_id)
    assert payment_of(world, payment_id).owner_net_amount == 8_700
    agrees_with_stripe(world, payment_id)


def test_a_paid_intent_that_was_never_recorded_is_adopted_by_its_event(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    (intent,) = world.stripe.list_payment_intents({})
    pays(world, intent.id)
    apply_payment_intent(intent.id, ports=world.ports)
    assert payment_of(world, intent.id).status == "completed"


@pytest.mark.parametrize("fields", [{"amount": 100}, {"application_fee_amount": 1}, {"currency": "eur"}])
def test_an_intent_that_differs_from_our_record_sells_nothing(world, fields):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    world.emulator.store.get(PLATFORM, "payment_intent", payment_id).update(fields)
    with pytest.raises(PaymentNotSucceeded):
        completed(world, payment_id)
    assert world.alerts.causes() == ["payment.mismatched"]
    assert documents(world, "user-challenge") == []
    assert entries(world) == {}


def test_a_share_of_which_somebody_edited_a_cent_moves_nothing_until_it_adds_up(world):
    """By that cent a refund would take too much or too little from the trainer."""
    payment_id = sold(world)
    world.store.commit([Update(f"payments/{payment_id}", {"ownerAmount": 9_701})])
    before = entries(world)
    world.stripe.create_refund({"payment_intent": payment_id, "amount": 5_000}, idempotency_key="by hand")

    apply_payment_intent(payment_id, ports=world.ports, thorough=True)
    while_edited = entries(world)
    world.store.commit([Update(f"payments/{payment_id}", {"ownerAmount": 9_700})])
    apply_payment_intent(payment_id, ports=world.ports, thorough=True)

    assert (while_edited, world.alerts.causes()) == (before, ["payment.mismatched"])
    assert payment_of(world, payment_id).refunded_amount == 5_000
