"""Ids that Stripe no longer knows: a Customer, a trainer's account, a PaymentIntent."""

from __future__ import annotations

import pytest

from pulse.backoffice import sweep
from pulse.errors import StripeNotPermitted, StripeRefused
from pulse.sales import OwnerNotReady, PaymentVanished, apply_payment_intent
from stripe_emulator.world.state import PLATFORM
from tests.sales.scene import (
    BUYER,
    TRAINER,
    bought,
    completed,
    documents,
    payment_of,
    pays,
    priced,
    refunded,
    round_on_sale,
    sold,
    trainer_account,
    user,
)

CUSTOMER = f"stripeCustomers/{BUYER}"


def sheet_bought(world, **more):
    return bought(world, payment_sheet=True, mobile_api_version="2026-10-28.endive", **more)


@pytest.mark.parametrize("same_round", [True, False])
def test_a_customer_that_was_deleted_gets_a_successor_under_a_new_key(world, same_round):
    round_on_sale(world)
    first = sheet_bought(world)
    world.sdk.v1.customers.delete(first.sheet.customer_id)
    priced(world, challenge_id="other")

    again = sheet_bought(world) if same_round else sheet_bought(world, challenge_id="other")

    assert again.sheet.customer_id != first.sheet.customer_id
    assert again.sheet.ephemeral_key_secret
    stored = world.store.get(CUSTOMER).fields
    assert (stored["stripeCustomerId"], stored["attempt"]["generation"]) == (again.sheet.customer_id, 2)
    intent = world.stripe.retrieve_payment_intent(again.payment_intent_id)
    assert intent.customer == again.sheet.customer_id
    assert (again.payment_intent_id == first.payment_intent_id) == same_round
    assert sheet_bought(world).sheet.customer_id == again.sheet.customer_id
    assert world.alerts.raised == []


def test_a_refused_customer_does_not_keep_its_buyer_out_for_a_day(world):
    round_on_sale(world)
    world.emulator.faults.add("error", method="POST", path="/v1/customers$", status=422, count=1)
    with pytest.raises(StripeRefused):
        sheet_bought(world)

    assert sheet_bought(world).sheet.customer_id


def gone(world, account, how):
    match how:
        case "deleted":
            world.sdk.v1.accounts.delete(account)
        case "deauthorized":
            world.emulator.deauthorize(account)
        case "transfers off":
            world.emulator.set_capability(account, "transfers", "inactive")


@pytest.mark.parametrize(
    ("how", "state"),
    [("deleted", "disconnected"), ("deauthorized", "disconnected"), ("transfers off", "restricted")],
)
def test_a_trainer_who_cannot_be_paid_any_more_is_not_ready_and_the_stored_state_follows(world, how, state):
    round_on_sale(world)
    account = world.store.get(f"stripeConnect/{TRAINER}").fields["stripeAccountId"]
    gone(world, account, how)

    with pytest.raises(OwnerNotReady):
        bought(world)

    assert world.store.get(f"stripeConnect/{TRAINER}").fields["state"] == state
    assert documents(world, "payments") == []
    if how == "transfers off":
        world.emulator.set_capability(account, "transfers", "active")
        world.emulator.complete_onboarding(account, "active")
    trainer_account(world)
    answer = bought(world)
    pays(world, answer.payment_intent_id)
    completed(world, answer.payment_intent_id)
    assert payment_of(world, answer.payment_intent_id).status == "completed"


def test_a_key_that_lacks_the_right_leaves_the_trainer_ready(world):
    round_on_sale(world)
    world.emulator.faults.add(
        "error", method="POST", path="/v1/payment_intents$", status=403, count=1, keeps_key=False
    )
    before = world.store.get(f"stripeConnect/{TRAINER}").fields

    with pytest.raises(StripeNotPermitted):
        bought(world)

    assert world.store.get(f"stripeConnect/{TRAINER}").fields == before
    assert bought(world).client_secret


def forgotten(world, payment_id):
    """As after a change to the key of another platform: Stripe has no such PaymentIntent."""
    world.emulator.state.objects[PLATFORM]["payment_intent"].pop(payment_id)


def test_an_open_purchase_that_stripe_does_not_know_is_named_and_the_others_go_on(world):
    round_on_sale(world)
    lost = bought(world).payment_intent_id
    user(world, "other_buyer")
    known = bought(world, buyer="other_buyer").payment_intent_id
    pays(world, known)
    forgotten(world, lost)
    world.clock.advance(minutes=11)

    report = sweep(ports=world.ports)

    assert {one.name: one.error for one in report.steps}["sales"] is None
    assert payment_of(world, known).status == "completed"
    vanished = [one for one in world.alerts.raised if one.cause == "payment.vanished"]
    assert {one.subject for one in vanished} == {f"payments/{lost}"}


def test_a_purchase_that_stripe_does_not_know_is_refused_and_no_second_intent_is_opened(world):
    round_on_sale(world)
    lost = bought(world).payment_intent_id
    forgotten(world, lost)

    for _ in range(2):
        with pytest.raises(PaymentVanished) as refused:
            bought(world)

    assert refused.value.code == "payment_vanished"
    assert list(world.stripe.list_payment_intents({})) == []
    with pytest.raises(PaymentVanished):
        apply_payment_intent(lost, ports=world.ports)


def test_a_refund_of_what_stripe_does_not_know_is_refused_by_name(world):
    payment_id = sold(world)
    forgotten(world, payment_id)

    with pytest.raises(PaymentVanished):
        refunded(world, payment_id)

    assert documents(world, "corrections") == []
