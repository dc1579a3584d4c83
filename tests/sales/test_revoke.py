"""An open payment whose reason is gone is canceled; one that is paid nevertheless goes back to its buyer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.errors import StripeUnavailable
from pulse.ports.store import Create, Delete, Merge, Update
from pulse.sales import (
    AlreadyBought,
    NotForSale,
    PaidTooLate,
    PaymentStatus,
    apply_payment_intent,
    find_open,
    refresh_open_payments,
    revoke_all,
    revoke_if_due,
)
from tests.sales import scene
from tests.sales.scene import BUYER, CHALLENGE, bought, completed, documents, payment_of, pays
from tests.world import START, World

ROUND = f"challenges/{CHALLENGE}"
END = START + timedelta(days=2)
LOST_REASONS = {
    "ended": [Merge(ROUND, {"endDate": START - timedelta(minutes=1)})],
    "cancelled": [Merge(ROUND, {"status": "cancelled"})],
    "withdrawn": [Merge(ROUND, {"status": "draft"})],
    "free": [Merge(ROUND, {"pricingInfo": {"isEnabled": False}})],
    "other_owner": [Merge(ROUND, {"ownerId": ["another", scene.TRAINER]})],
    "seller_on_hold": [Create(f"personHolds/{scene.TRAINER}", {"held": True, "at": START})],
    "buyer_erased": [Create(f"erasures/{BUYER}", {"userId": BUYER})],
}


@pytest.fixture
def world():
    world = World()
    scene.round_on_sale(world, endDate=END)
    return world


@pytest.fixture
def open_payment(world):
    return bought(world).payment_intent_id


def loses(world, reason):
    world.store.commit(LOST_REASONS[reason])


def swept(world):
    world.clock.advance(minutes=11)
    refresh_open_payments(ports=world.ports)


def notices(world):
    return [document.fields for document in documents(world, f"users/{BUYER}/notices")]


@pytest.mark.parametrize("reason", LOST_REASONS)
def test_the_sweep_cancels_an_open_payment_whose_reason_is_gone(world, open_payment, reason):
    loses(world, reason)

    swept(world)

    payment = payment_of(world, open_payment)
    assert (payment.status, payment.revoked_why) == (PaymentStatus.CANCELED, reason)
    assert world.stripe.retrieve_payment_intent(open_payment).status == "canceled"
    assert payment.next_check_at is None


@pytest.mark.parametrize("reason", LOST_REASONS)
def test_what_is_paid_afterwards_goes_back_whole_and_enrols_nobody(world, open_payment, reason):
    loses(world, reason)
    pays(world, open_payment)

    with pytest.raises(PaidTooLate):
        completed(world, open_payment)

    payment = payment_of(world, open_payment)
    assert (payment.status, payment.refunded_amount) == (PaymentStatus.REFUNDED, 10_000)
    assert (payment.owner_net_amount, payment.reserved_refund_amount) == (0, 0)
    assert documents(world, "user-challenge") == []
    assert (world.store.get(ROUND).fields.get("firstPaidAt"), payment.next_check_at) == (None, None)
    scene.agrees_with_stripe(world, open_payment)


def test_the_buyer_is_told_once_that_everything_goes_back(world, open_payment):
    loses(world, "cancelled")
    pays(world, open_payment)
    for _ in range(2):
        apply_payment_intent(open_payment, ports=world.ports)

    (notice,) = notices(world)
    assert (notice["paymentId"], notice["reason"]) == (open_payment, "paid_too_late")
    assert "Morning Mobility" in notice["text"]
    assert "100.00" in notice["text"]


def test_an_erased_buyer_gets_no_notice(world, open_payment):
    loses(world, "buyer_erased")
    pays(world, open_payment)
    apply_payment_intent(open_payment, ports=world.ports)

    assert notices(world) == []


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "error"])
def test_a_cancellation_without_a_clear_answer_is_repeated_by_the_sweep(world, open_payment, fault):
    loses(world, "cancelled")
    world.emulator.faults.add(fault, method="POST", path="/cancel$", count=1, status=500)
    with pytest.raises(StripeUnavailable):
        revoke_if_due(open_payment, ports=world.ports)
    assert payment_of(world, open_payment).revoked_why == "cancelled"

    swept(world)

    assert payment_of(world, open_payment).status is PaymentStatus.CANCELED


def test_what_is_paid_while_the_cancellation_is_on_its_way_goes_back(world, open_payment):
    loses(world, "cancelled")
    world.emulator.faults.add("timeout_before", method="POST", path="/cancel$", count=1)
    with pytest.raises(StripeUnavailable):
        revoke_if_due(open_payment, ports=world.ports)
    pays(world, open_payment)

    swept(world)

    assert payment_of(world, open_payment).status is PaymentStatus.REFUNDED
    scene.agrees_with_stripe(world, open_payment)


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after"])
def test_a_refund_without_a_clear_answer_is_found_or_repeated_once(world, open_payment, fault):
    loses(world, "cancelled")
    pays(world, open_payment)
    world.emulator.faults.add(fault, method="POST", path="/refunds$", count=1)
    with pytest.raises(StripeUnavailable):
        apply_payment_intent(open_payment, ports=world.ports)

    swept(world)

    assert payment_of(world, open_payment).refunded_amount == 10_000
    assert len(world.stripe.list_refunds({"payment_intent": open_payment})) == 1
    scene.agrees_with_stripe(world, open_payment)


def test_who_paid_before_the_end_has_the_round_however_late_we_hear_of_it(world, open_payment):
    pays(world, open_payment)
    world.clock.advance(days=3)
    world.store.commit([Merge(ROUND, {"status": "completed"})])

    completed(world, open_payment)

    payment = payment_of(world, open_payment)
    assert (payment.status, payment.paid_too_late) == (PaymentStatus.COMPLETED, False)
    assert len(documents(world, "user-challenge")) == 1


def test_an_open_payment_is_looked_at_when_its_round_ends(world, open_payment):
    world.clock.advance(days=1)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, open_payment).next_check_at == END
    world.clock.advance(days=1)

    refresh_open_payments(ports=world.ports)

    assert payment_of(world, open_payment).revoked_why == "ended"
    assert payment_of(world, open_payment).status is PaymentStatus.CANCELED


def test_nobody_can_buy_a_round_from_its_end_on(world):
    world.clock.advance(days=2, seconds=-1)
    bought(world)
    world.clock.advance(seconds=1)

    with pytest.raises(NotForSale, match="has ended") as refused:
        bought(world, "another")

    assert refused.value.code == "not_for_sale"


@pytest.mark.parametrize("status", ["published", "active"])
def test_a_round_is_sold_while_it_is_published_and_while_it_runs(world, status):
    world.store.commit([Merge(ROUND, {"status": status})])

    assert bought(world).amount == 10_000


def test_a_payment_that_nobody_used_for_a_week_is_canceled_and_the_buyer_gets_a_new_one(world):
    world.store.commit([Merge(ROUND, {"endDate": None})])
    first = bought(world).payment_intent_id
    world.clock.advance(days=8)

    refresh_open_payments(ports=world.ports)

    assert payment_of(world, first).revoked_why == "unused"
    assert world.stripe.retrieve_payment_intent(first).status == "canceled"
    assert bought(world).payment_intent_id != first


def test_who_pays_after_a_week_while_we_cancel_has_bought(world):
    world.store.commit([Merge(ROUND, {"endDate": None})])
    first = bought(world).payment_intent_id
    world.clock.advance(days=8)
    world.emulator.faults.add("timeout_before", method="POST", path="/cancel$", count=1)
    with pytest.raises(StripeUnavailable):
        revoke_if_due(first, ports=world.ports)
    pays(world, first)

    completed(world, first)

    assert payment_of(world, first).status is PaymentStatus.COMPLETED


def test_a_payment_whose_reason_stands_is_left_alone(world, open_payment):
    swept(world)

    assert not revoke_if_due(open_payment, ports=world.ports)
    assert payment_of(world, open_payment).status is PaymentStatus.REQUIRES_PAYMENT


@pytest.mark.parametrize("field", ["status", "ownerId", "pricingInfo", "endDate"])
def test_a_field_that_cannot_be_read_takes_nothing_back(world, open_payment, field):
    world.store.commit([Update(ROUND, {field: [7, {}]})])
    pays(world, open_payment)

    completed(world, open_payment)

    assert payment_of(world, open_payment).status is PaymentStatus.COMPLETED


def test_a_deleted_round_is_not_sold(world, open_payment):
    world.store.commit([Delete(ROUND)])

    result = revoke_all(find_open("challengeId", CHALLENGE, ports=world.ports), ports=world.ports)

    assert (result.done, result.problems) == (1, ())
    assert payment_of(world, open_payment).revoked_why == "withdrawn"


def test_one_damaged_payment_does_not_keep_the_others_open(world, open_payment):
    scene.user(world, "another")
    other = bought(world, "another").payment_intent_id
    damaged, whole = sorted([open_payment, other])
    world.store.commit([Update(f"payments/{damaged}", {"amount": "much"})])
    loses(world, "cancelled")

    result = revoke_all([damaged, whole], ports=world.ports)

    assert (result.done, len(result.problems)) == (1, 1)
    assert payment_of(world, whole).status is PaymentStatus.CANCELED


def test_a_buyer_whose_late_payment_came_back_may_buy_again_once_it_is_sold_again(world, open_payment):
    loses(world, "withdrawn")
    pays(world, open_payment)
    apply_payment_intent(open_payment, ports=world.ports)
    world.store.commit([Merge(ROUND, {"status": "published"})])

    second = bought(world).payment_intent_id
    pays(world, second)
    completed(world, second)

    assert second != open_payment
    assert payment_of(world, second).status is PaymentStatus.COMPLETED
    with pytest.raises(AlreadyBought):
        bought(world)


def test_a_round_until_a_day_is_sold_through_that_day(world):
    world.store.commit([Merge(ROUND, {"endDate": "2026-11-23"})])
    world.clock.advance(hours=11, minutes=59)
    sold_until = payment_of(world, bought(world).payment_intent_id).sold_until
    assert sold_until == START + timedelta(hours=12)
    world.clock.advance(minutes=1)
    with pytest.raises(NotForSale):
        bought(world, "somebody_else")
