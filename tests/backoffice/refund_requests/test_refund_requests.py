"""A trainer asks for a refund: it becomes work for administrators, and moves no money itself."""

from __future__ import annotations

import pytest

from pulse.backoffice import DeclineRefund, RequestRefund, decline_refund, read_overview, request_refund
from pulse.backoffice.privacy import EraseUser, erase_user, export_my_data
from pulse.backoffice.refund_requests import close_refunded
from pulse.backoffice.refund_requests.records import NotYourSale, RefundNotWaiting, RefundRequestOpen
from pulse.errors import InvalidRequest, NotFound
from pulse.ports.store import Update
from pulse.sales import NotRefundable, apply_payment_intent
from tests.sales import scene
from tests.sales.scene import BUYER, TRAINER, payment_of


@pytest.fixture
def payment_id(world):
    payment_id = scene.sold(world)
    world.alerts.raised.clear()
    return payment_id


def asked(world, payment_id, amount=4_000, actor=TRAINER, reason="the buyer is ill"):
    command = RequestRefund(payment_id=payment_id, actor=actor, reason=reason, amount=amount)
    return request_refund(command, ports=world.ports)


def declined(world, payment_id, reason="the round has ended"):
    return decline_refund(DeclineRefund(payment_id, "ada", reason), ports=world.ports)


def stored(world, payment_id):
    return world.store.get(f"refundRequests/{payment_id}").fields


def notices(world):
    return [document.fields["text"] for document in scene.documents(world, f"users/{TRAINER}/notices")]


def test_it_is_stored_told_and_counted_and_no_money_moves(world, payment_id):
    before = payment_of(world, payment_id)

    asked(world, payment_id)

    assert (stored(world, payment_id)["status"], stored(world, payment_id)["amount"]) == ("open", 4_000)
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.amount_cents) == ("refund.requested", 4_000)
    assert read_overview(ports=world.ports).refunds_asked_for == 1
    assert payment_of(world, payment_id) == before
    assert world.stripe.list_refunds({"payment_intent": payment_id}) == []


@pytest.mark.parametrize("actor", [BUYER, "somebody", "admin"])
def test_only_the_trainer_who_was_paid_asks(world, payment_id, actor):
    with pytest.raises(NotYourSale):
        asked(world, payment_id, actor=actor)
    assert world.store.get(f"refundRequests/{payment_id}") is None


def test_an_unknown_payment_is_not_found(world, payment_id):
    with pytest.raises(NotFound):
        asked(world, "pi_unknown")


def test_a_repeat_is_one_request_and_tells_again_for_the_first_call_may_not_have_told(world, payment_id):
    asked(world, payment_id)
    world.alerts.raised.clear()
    asked_at = stored(world, payment_id)["askedAt"]
    world.clock.advance(minutes=5)
    asked(world, payment_id)

    assert stored(world, payment_id)["askedAt"] == asked_at
    assert world.alerts.causes() == ["refund.requested"]
    with pytest.raises(RefundRequestOpen):
        asked(world, payment_id, 5_000)


@pytest.mark.parametrize(("amount", "allowed"), [(1, True), (10_000, True), (10_001, False)])
def test_the_amount_is_at_most_what_is_left(world, payment_id, amount, allowed):
    if allowed:
        assert asked(world, payment_id, amount).amount == amount
        return
    with pytest.raises(NotRefundable):
        asked(world, payment_id, amount)


@pytest.mark.parametrize("amount", [0, -1])
def test_no_amount_of_nothing_is_asked_for(world, payment_id, amount):
    with pytest.raises(InvalidRequest):
        asked(world, payment_id, amount)


def test_an_amount_that_stripe_would_refuse_in_this_currency_is_not_asked_for(world, payment_id):
    where = f"payments/{payment_id}"
    world.store.commit([Update(where, {"currency": "ugx"})])

    with pytest.raises(InvalidRequest):
        asked(world, payment_id, 4_050)
    assert world.store.get(f"refundRequests/{payment_id}") is None


def test_words_of_a_damaged_request_go_too_and_stop_no_erasure(world, payment_id):
    asked(world, payment_id)
    world.store.commit([Update(f"refundRequests/{payment_id}", {"amount": "a lot"})])

    erase_user(EraseUser(user_id=BUYER, actor="ada", reason="letter"), ports=world.ports)

    assert (stored(world, payment_id)["reason"], stored(world, payment_id)["amount"]) == ("", "a lot")


def test_without_an_amount_it_is_all_that_is_left(world, payment_id):
    scene.refunded(world, payment_id, 1_000)

    assert asked(world, payment_id, None).amount == 9_000


def test_what_was_refunded_in_full_cannot_be_asked_for(world, payment_id):
    scene.refunded(world, payment_id)

    with pytest.raises(NotRefundable):
        asked(world, payment_id, None)


@pytest.mark.parametrize("by", ["an administrator", "stripe's dashboard"])
def test_the_sweep_closes_what_was_refunded_by_whomever(world, payment_id, by):
    asked(world, payment_id)
    close_refunded(ports=world.ports)
    assert stored(world, payment_id)["status"] == "open"
    if by == "an administrator":
        scene.refunded(world, payment_id, 4_000)
    else:
        scene.dashboard_refund(world, payment_id, 4_000, reverse_transfer=True, refund_application_fee=True)
        apply_payment_intent(payment_id, ports=world.ports, thorough=True)

    close_refunded(ports=world.ports)
    close_refunded(ports=world.ports)

    assert stored(world, payment_id)["status"] == "done"
    assert notices(world) == ["The refund of 40.00 USD that you asked for was made."]


def test_a_smaller_refund_leaves_it_open(world, payment_id):
    asked(world, payment_id)
    scene.refunded(world, payment_id, 3_999)

    close_refunded(ports=world.ports)

    assert stored(world, payment_id)["status"] == "open"


def test_an_administrator_declines_and_the_trainer_reads_why(world, payment_id):
    asked(world, payment_id)

    declined(world, payment_id)

    assert (stored(world, payment_id)["status"], stored(world, payment_id)["closedBy"]) == ("declined", "ada")
    assert notices(world) == ["The refund of 40.00 USD that you asked for is not made: the round has ended"]
    with pytest.raises(RefundNotWaiting):
        declined(world, payment_id)


def test_what_nobody_asked_for_is_not_declined(world, payment_id):
    with pytest.raises(NotFound):
        declined(world, payment_id)


def test_after_an_answer_the_trainer_may_ask_again(world, payment_id):
    asked(world, payment_id)
    declined(world, payment_id)
    world.clock.advance(days=1)

    asked(world, payment_id, 5_000)

    assert (stored(world, payment_id)["status"], stored(world, payment_id)["amount"]) == ("open", 5_000)


def test_it_is_in_the_trainers_export_and_its_words_go_with_the_buyer(world, payment_id):
    asked(world, payment_id)
    (exported,) = export_my_data(TRAINER, ports=world.ports)["refundRequests"]
    assert exported["reason"] == "the buyer is ill"

    erase_user(EraseUser(user_id=BUYER, actor="ada", reason="letter"), ports=world.ports)

    assert (stored(world, payment_id)["reason"], stored(world, payment_id)["status"]) == ("", "open")
