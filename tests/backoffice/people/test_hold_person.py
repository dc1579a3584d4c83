"""A person on hold: nothing is sold for them, and no prize of theirs is sent, until two others agree."""

from __future__ import annotations

from contextlib import suppress

import pytest

from pulse.backoffice import HoldPerson, explain_prize, hold_person, read_overview
from pulse.backoffice.approvals import Act
from pulse.backoffice.approvals.refusals import ApprovalUsed, PartyToIt, SamePerson
from pulse.backoffice.people import PersonNotHeld
from pulse.errors import NotFound, StripeUnavailable
from pulse.ports.store import Merge
from pulse.prizes import PayPrize, PrizeStatus, Reason, pay_prize
from pulse.sales import (
    PaidTooLate,
    PaymentStatus,
    RevokedWhy,
    SellerOnHold,
    apply_payment_intent,
    refresh_open_payments,
)
from tests.backoffice.approvals.scene import agree, ask
from tests.prizes import scene
from tests.sales import scene as sales
from tests.sales.scene import BUYER, TRAINER, bought, completed, payment_of, pays

WHY = "two accounts, one phone"


def on_hold(world, user_id, reason=WHY):
    return hold_person(HoldPerson(user_id, "admin", reason), ports=world.ports)


def released(world, user_id, asker="ada", other="bob"):
    ask(world, Act.RELEASE_PERSON, user_id, asker)
    return agree(world, Act.RELEASE_PERSON, user_id, other)


def delivered(world):
    """Every queued payment, as the queue delivers it."""
    while world.queue.tasks:
        task = world.queue.tasks.popleft()
        if task.queue == "payprize":
            pay_prize(PayPrize(task.payload["prizeRecordId"], "system:test", True), ports=world.ports)


class TestTheirSales:
    @pytest.fixture(autouse=True)
    def on_sale(self, world):
        sales.round_on_sale(world)

    def test_nothing_is_sold_for_a_person_on_hold(self, world):
        on_hold(world, TRAINER)

        with pytest.raises(SellerOnHold) as refused:
            bought(world)

        assert refused.value.code == "seller_on_hold"
        assert sales.documents(world, "payments") == []

    def test_an_open_payment_is_canceled_at_stripe(self, world):
        payment_id = bought(world).payment_intent_id

        on_hold(world, TRAINER)

        payment = payment_of(world, payment_id)
        assert (payment.status, payment.revoked_why) == (PaymentStatus.CANCELED, RevokedWhy.SELLER_ON_HOLD)
        assert world.stripe.retrieve_payment_intent(payment_id).status == "canceled"

    def test_one_that_stripe_did_not_answer_for_is_canceled_by_the_sweep(self, world):
        payment_id = bought(world).payment_intent_id
        silence = {"method": "POST", "path": f"/v1/payment_intents/{payment_id}/cancel"}
        world.emulator.faults.add("timeout_before", **silence, count=9)

        on_hold_or_silent(world)
        world.emulator.faults.clear()
        world.clock.advance(minutes=11)
        refresh_open_payments(ports=world.ports)

        assert world.store.get(f"personHolds/{TRAINER}").fields["held"] is True
        assert payment_of(world, payment_id).status is PaymentStatus.CANCELED

    def test_what_is_paid_while_they_are_on_hold_goes_back_to_the_buyer(self, world):
        payment_id = bought(world).payment_intent_id
        world.emulator.faults.add(
            "timeout_before", method="POST", path=f"/v1/payment_intents/{payment_id}/cancel", count=9
        )
        on_hold_or_silent(world)
        world.emulator.faults.clear()
        world.clock.advance(seconds=2)
        pays(world, payment_id)

        with pytest.raises(PaidTooLate):
            completed(world, payment_id)

        assert payment_of(world, payment_id).status is PaymentStatus.REFUNDED
        assert len(sales.documents(world, f"users/{BUYER}/notices")) == 1

    def test_what_was_paid_before_stands(self, world):
        payment_id = bought(world).payment_intent_id
        pays(world, payment_id)
        world.clock.advance(seconds=2)

        on_hold(world, TRAINER)
        apply_payment_intent(payment_id, ports=world.ports)

        assert payment_of(world, payment_id).status is PaymentStatus.COMPLETED

    def test_after_the_release_their_rounds_are_sold_again(self, world):
        on_hold(world, TRAINER)
        released(world, TRAINER)

        payment_id = bought(world).payment_intent_id
        pays(world, payment_id)

        completed(world, payment_id)
        assert payment_of(world, payment_id).status is PaymentStatus.COMPLETED


def on_hold_or_silent(world):
    """The hold is stored, although Stripe does not answer for the open payments."""
    with suppress(StripeUnavailable):
        on_hold(world, TRAINER)


class TestTheirPrizes:
    @pytest.fixture
    def record(self, world):
        scene.ready_winner(world)
        return scene.awarded(world, "user_456")[0]

    def test_a_prize_of_theirs_waits_and_says_so_at_once(self, world, record):
        on_hold(world, "user_456")
        delivered(world)

        waiting = scene.read(world, record.id)
        assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.HELD_FOR_APPROVAL)
        assert scene.transfers(world, record) == []

    def test_not_even_an_approved_prize_is_sent(self, world, record):
        on_hold(world, "user_456")
        scene.pay(world, record)
        ask(world, Act.PAY_PRIZE, record.id, "ada")
        agree(world, Act.PAY_PRIZE, record.id, "bob")

        scene.pay(world, record)

        assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
        assert scene.transfers(world, record) == []

    def test_what_was_sent_before_is_found_and_recorded(self, world, record):
        world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
        scene.pay(world, record)
        on_hold(world, "user_456")
        world.clock.advance(minutes=5)

        scene.pay(world, record)

        assert scene.read(world, record.id).status is PrizeStatus.PAID
        assert len(scene.transfers(world, record)) == 1

    def test_what_was_sent_and_never_arrived_is_not_sent_again(self, world, record):
        world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
        scene.pay(world, record)
        on_hold(world, "user_456")
        world.clock.advance(hours=2)

        scene.pay(world, record)

        assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
        assert scene.transfers(world, record) == []

    def test_the_release_pays_what_waited_once(self, world, record):
        on_hold(world, "user_456")
        delivered(world)
        released(world, "user_456")

        delivered(world)

        assert scene.read(world, record.id).status is PrizeStatus.PAID
        assert len(scene.transfers(world, record)) == 1

    def test_prizes_of_others_are_paid(self, world, record):
        scene.user(world, "somebody")
        on_hold(world, "somebody")

        scene.pay(world, record)

        assert scene.read(world, record.id).status is PrizeStatus.PAID

    def test_explain_says_who_stopped_them_and_why(self, world, record):
        on_hold(world, "user_456")

        answer = explain_prize(record.id, ports=world.ports).answer

        assert WHY in answer
        assert "`release_person`" in answer


class TestTheHold:
    @pytest.fixture(autouse=True)
    def person(self, world):
        scene.user(world, "eve")

    def test_it_is_stored_with_who_and_why_audited_and_told(self, world):
        on_hold(world, "eve")

        hold = world.store.get("personHolds/eve").fields
        assert (hold["held"], hold["by"], hold["reason"]) == (True, "admin", WHY)
        (row,) = [one.fields for one in sales.documents(world, "auditLog")]
        assert (row["act"], row["actor"], row["reason"]) == ("person.held", "admin", WHY)
        (alert,) = world.alerts.raised
        assert (alert.cause, alert.subject) == ("person.held", "personHolds/eve")
        assert read_overview(ports=world.ports).people_on_hold == 1

    def test_a_repeat_keeps_the_first_reason_and_tells_nobody_again(self, world):
        on_hold(world, "eve")
        on_hold(world, "eve", "another")

        assert world.store.get("personHolds/eve").fields["reason"] == WHY
        assert world.alerts.causes() == ["person.held"]

    def test_an_unknown_person_is_not_found(self, world):
        with pytest.raises(NotFound):
            on_hold(world, "nobody")

    def test_one_administrator_does_not_end_it(self, world):
        on_hold(world, "eve")
        with pytest.raises(SamePerson):
            released(world, "eve", "ada", "ada")
        assert world.store.get("personHolds/eve").fields["held"] is True

    def test_the_person_neither_asks_for_it_nor_agrees(self, world):
        on_hold(world, "eve")
        with pytest.raises(PartyToIt):
            ask(world, Act.RELEASE_PERSON, "eve", "eve")
        with pytest.raises(PartyToIt):
            released(world, "eve", "ada", "eve")

    def test_two_end_it_and_the_row_names_the_second(self, world):
        on_hold(world, "eve")
        released(world, "eve")

        assert world.store.get("personHolds/eve").fields["held"] is False
        acts = [(one.fields["act"], one.fields["actor"]) for one in sales.documents(world, "auditLog")]
        assert ("person.released", "bob") in acts
        assert read_overview(ports=world.ports).people_on_hold == 0

    def test_a_person_who_is_not_on_hold_is_not_released(self, world):
        with pytest.raises(PersonNotHeld):
            ask(world, Act.RELEASE_PERSON, "eve")

    def test_a_request_does_not_end_a_later_hold(self, world):
        on_hold(world, "eve")
        ask(world, Act.RELEASE_PERSON, "eve", "ada")
        released(world, "eve", "ada", "bob")
        on_hold(world, "eve", "again")
        with pytest.raises(ApprovalUsed):
            agree(world, Act.RELEASE_PERSON, "eve", "carl")
        assert world.store.get("personHolds/eve").fields["held"] is True

    def test_a_damaged_hold_still_stops_them(self, world):
        scene.ready_winner(world)
        record = scene.awarded(world, "user_456")[0]
        on_hold(world, "user_456")
        world.store.commit([Merge("personHolds/user_456", {"held": "yes"})])

        scene.pay(world, record)

        assert scene.transfers(world, record) == []
