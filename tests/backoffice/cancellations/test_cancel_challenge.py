"""Two administrators cancel a challenge: nothing is sold any more, each buyer gets everything back, once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice import sweep
from pulse.backoffice.approvals import Act
from pulse.backoffice.approvals.refusals import PartyToIt, SamePerson
from pulse.backoffice.cancellations import NotCancellable, carry_out_cancellations
from pulse.errors import NotFound, StripeUnavailable
from pulse.ports.store import Create, Merge
from pulse.prizes import AwardPrizes, ChallengeCancelled, award_prizes
from pulse.sales import (
    NotForSale,
    PaidTooLate,
    PaymentStatus,
    apply_payment_intent,
    find_open,
    revoke_all,
)
from tests.backoffice.approvals.scene import agree, ask
from tests.sales import scene
from tests.sales.scene import CHALLENGE, TRAINER, bought, completed, payment_of, pays
from tests.world import START

ROUND = f"challenges/{CHALLENGE}"
END = START + timedelta(days=2)
BUYERS = ["ann", "ben", "cat"]


@pytest.fixture(autouse=True)
def on_sale(world):
    scene.round_on_sale(world, endDate=END)


def sold_to(world, *buyers):
    """The ids of their payments."""
    paid = []
    for buyer in buyers:
        scene.user(world, buyer)
        paid.append(bought(world, buyer).payment_intent_id)
        pays(world, paid[-1])
        completed(world, paid[-1], buyer)
    return paid


def asked(world, asker="ada", other="bob"):
    ask(world, Act.CANCEL_CHALLENGE, CHALLENGE, asker)
    return agree(world, Act.CANCEL_CHALLENGE, CHALLENGE, other)


def swept(world):
    world.clock.advance(minutes=5)
    return carry_out_cancellations(ports=world.ports)


def status(world):
    return world.store.get(ROUND).fields["status"]


def cancellation(world):
    return world.store.get(f"cancellations/{CHALLENGE}").fields


def notices(world, buyer):
    return [document.fields for document in scene.documents(world, f"users/{buyer}/notices")]


def unrefunded_told(world):
    """The payments that each alert names."""
    return [one.facts["payments"] for one in world.alerts.raised if one.cause == "sale.unrefunded"]


class EndsAtNotices:
    """A store for a process that ends before it stores a notice."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, writes):
        if any("/notices/" in write.path for write in writes):
            raise StripeUnavailable("the process ended")
        return self._store.commit(writes)


def refunds(world, payment_id):
    return world.stripe.list_refunds({"payment_intent": payment_id})


def test_every_sale_goes_back_once_and_the_status_comes_last(world):
    paid = sold_to(world, *BUYERS)
    asked(world)
    assert status(world) == "published"

    assert swept(world).done == 1
    swept(world)

    assert status(world) == "cancelled"
    for payment_id, buyer in zip(paid, BUYERS, strict=True):
        payment = payment_of(world, payment_id)
        assert (payment.status, payment.refunded_amount) == (PaymentStatus.REFUNDED, 10_000)
        assert len(refunds(world, payment_id)) == 1
        assert [one["reason"] for one in notices(world, buyer)] == ["challenge_cancelled"]
    assert (cancellation(world)["status"], cancellation(world)["unrefunded"]) == ("done", [])


def test_from_the_agreement_on_nothing_is_sold(world):
    asked(world)

    with pytest.raises(NotForSale):
        bought(world)


def test_an_open_payment_is_canceled_at_stripe(world):
    payment_id = bought(world).payment_intent_id
    asked(world)

    swept(world)

    assert payment_of(world, payment_id).status is PaymentStatus.CANCELED
    assert world.stripe.retrieve_payment_intent(payment_id).status == "canceled"
    assert status(world) == "cancelled"


def test_what_was_paid_before_and_is_recorded_afterwards_goes_back(world):
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    world.clock.advance(minutes=1)
    asked(world)

    with pytest.raises(PaidTooLate):
        completed(world, payment_id)

    swept(world)
    assert payment_of(world, payment_id).status is PaymentStatus.REFUNDED
    assert len(refunds(world, payment_id)) == 1


def test_after_silence_the_next_sweep_refunds_the_rest_and_nothing_twice(world):
    paid = sold_to(world, *BUYERS)
    asked(world)
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/refunds", count=2)
    with suppress(StripeUnavailable):
        swept(world)
    assert status(world) == "published"

    for _ in range(3):
        world.clock.advance(hours=1)
        swept(world)

    assert status(world) == "cancelled"
    assert [len(refunds(world, one)) for one in paid] == [1, 1, 1]
    assert scene.books(world).get(f"trainer:{TRAINER}", 0) == 0


def test_a_sweep_that_ends_between_the_sales_continues(world):
    paid = sold_to(world, *BUYERS)
    asked(world)
    world.clock.advance(minutes=5)

    class Passed:
        passed = True

    carry_out_cancellations(limit=Passed(), ports=world.ports)
    assert sum(len(refunds(world, one)) for one in paid) == 1
    assert status(world) == "published"

    swept(world)

    assert [len(refunds(world, one)) for one in paid] == [1, 1, 1]
    assert status(world) == "cancelled"


def test_what_was_refunded_in_part_gets_the_rest(world):
    (payment_id,) = sold_to(world, "ann")
    scene.refunded(world, payment_id, 4_000)
    asked(world)

    swept(world)

    assert sum(one.amount for one in refunds(world, payment_id)) == 10_000
    assert "60.00" in notices(world, "ann")[0]["text"]


def test_a_disputed_sale_is_left_to_the_bank_and_told(world):
    first, second = sold_to(world, "ann", "ben")
    scene.dispute_opened(world, first)
    apply_payment_intent(first, ports=world.ports, thorough=True)
    asked(world)

    swept(world)

    assert status(world) == "cancelled"
    assert refunds(world, first) == []
    assert payment_of(world, second).status is PaymentStatus.REFUNDED
    assert cancellation(world)["unrefunded"] == [first]
    assert unrefunded_told(world) == [[first]]
    assert notices(world, "ann") == []


def test_a_refund_that_stripe_refuses_is_told_and_asked_for_once(world):
    (payment_id,) = sold_to(world, "ann")
    asked(world)
    world.emulator.faults.add("error", method="POST", path="/refunds$", status=400)

    swept(world)
    world.emulator.faults.clear()
    swept(world)

    assert status(world) == "cancelled"
    assert refunds(world, payment_id) == []
    assert cancellation(world)["unrefunded"] == [payment_id]
    assert unrefunded_told(world) == [[payment_id]]
    assert notices(world, "ann") == []


@pytest.mark.parametrize("lost", ["the notice", "Stripe's answer"])
def test_who_was_refunded_is_told_though_a_sweep_ended_before_it(world, lost):
    (payment_id,) = sold_to(world, "ann")
    asked(world)
    if lost == "the notice":
        refunds_until_told(world)
    else:
        world.emulator.faults.add("timeout_after", method="POST", path="/v1/refunds", count=2)
        with suppress(StripeUnavailable):
            swept(world)
        world.emulator.faults.clear()
        apply_payment_intent(payment_id, ports=world.ports, thorough=True)
    assert payment_of(world, payment_id).status is PaymentStatus.REFUNDED
    assert notices(world, "ann") == []

    world.clock.advance(hours=1)
    swept(world)

    assert [one["reason"] for one in notices(world, "ann")] == ["challenge_cancelled"]
    assert "You get back everything, 100.00 USD" in notices(world, "ann")[0]["text"]
    assert status(world) == "cancelled"


def refunds_until_told(world):
    """A sweep that ends when the notice would be stored."""
    store = world.ports.store
    ended = replace(world.ports, store=EndsAtNotices(store))
    world.clock.advance(minutes=5)
    carry_out_cancellations(ports=ended)


def test_who_was_refunded_before_hears_nothing_of_the_cancellation(world):
    (payment_id,) = sold_to(world, "ann")
    scene.refunded(world, payment_id)
    asked(world)

    swept(world)

    assert status(world) == "cancelled"
    assert [one["reason"] for one in notices(world, "ann")] == ["refund_made"]


def test_an_erased_buyer_gets_the_money_and_no_notice(world):
    (payment_id,) = sold_to(world, "ann")
    world.store.commit([Create("erasures/ann", {"userId": "ann"})])
    asked(world)

    swept(world)

    assert payment_of(world, payment_id).status is PaymentStatus.REFUNDED
    assert notices(world, "ann") == []


def test_a_payment_that_cannot_be_read_keeps_the_challenge_from_being_cancelled(world):
    first, second = sold_to(world, "ann", "ben")
    world.store.commit([Merge(f"payments/{first}", {"amount": "a lot"})])
    asked(world)

    result = swept(world)

    assert result.problems
    assert status(world) == "published"
    assert payment_of(world, second).status is PaymentStatus.REFUNDED


def test_one_challenge_that_fails_does_not_hold_up_another(world):
    first = sold_to(world, "ann")[0]
    scene.priced(world, challenge_id="other", endDate=END)
    asked(world)
    ask(world, Act.CANCEL_CHALLENGE, "other", "ada")
    agree(world, Act.CANCEL_CHALLENGE, "other", "bob")
    world.store.commit([Merge(f"payments/{first}", {"amount": "a lot"})])

    swept(world)

    assert world.store.get("challenges/other").fields["status"] == "cancelled"


def test_it_ends_while_its_sales_are_refunded_and_is_neither_completed_nor_awarded(world):
    promise = {"isEnabled": True, "totalAmount": 1_000, "currency": "usd", "winnerCount": 1}
    promise["distributionType"] = "winner_takes_all"
    world.store.commit([Merge(ROUND, {"prizeMoney": promise, "status": "active"})])
    (payment_id,) = sold_to(world, "ann")
    asked(world)
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/refunds", count=50)
    world.clock.advance(days=3)
    sweep(ports=world.ports)
    assert status(world) == "active"
    with pytest.raises(ChallengeCancelled):
        award_prizes(AwardPrizes(CHALLENGE, "system:test"), ports=world.ports)
    world.emulator.faults.clear()

    for _ in range(3):
        world.clock.advance(hours=1)
        sweep(ports=world.ports)

    assert status(world) == "cancelled"
    assert len(refunds(world, payment_id)) == 1
    assert world.store.get(f"awards/{CHALLENGE}") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "completed"},
        {"status": "cancelled"},
        {"endDate": START - timedelta(minutes=1)},
        {"cancelAskedAt": START},
    ],
)
def test_what_is_over_or_being_cancelled_is_not_cancelled(world, fields):
    world.store.commit([Merge(ROUND, fields)])

    with pytest.raises(NotCancellable):
        ask(world, Act.CANCEL_CHALLENGE, CHALLENGE)


def test_one_that_ended_after_the_request_is_not_cancelled(world):
    ask(world, Act.CANCEL_CHALLENGE, CHALLENGE, "ada")
    world.store.commit([Merge(ROUND, {"endDate": world.clock.now()})])

    with pytest.raises(NotCancellable):
        agree(world, Act.CANCEL_CHALLENGE, CHALLENGE, "bob")

    assert "cancelAskedAt" not in world.store.get(ROUND).fields


def test_an_unknown_challenge_is_not_found(world):
    with pytest.raises(NotFound):
        ask(world, Act.CANCEL_CHALLENGE, "unknown")


def test_one_administrator_does_not_do_it(world):
    with pytest.raises(SamePerson):
        asked(world, "ada", "ada")


@pytest.mark.parametrize("party", [TRAINER, "co_owner", "ann", "player"])
def test_who_owns_pays_or_takes_part_neither_asks_nor_agrees(world, party):
    sold_to(world, "ann")
    world.store.commit([Merge(ROUND, {"ownerId": [TRAINER, "co_owner"]})])
    world.store.commit([Merge("user-challenge/x", {"challengeId": CHALLENGE, "userId": "player"})])

    with pytest.raises(PartyToIt):
        ask(world, Act.CANCEL_CHALLENGE, CHALLENGE, party)
    with pytest.raises(PartyToIt):
        asked(world, "ada", party)
    assert "cancelAskedAt" not in world.store.get(ROUND).fields


def test_the_trail_names_the_second_administrator(world):
    asked(world)
    swept(world)

    rows = [one.fields for one in scene.documents(world, "auditLog")]
    ours = [(row["act"], row["actor"]) for row in rows if row["subject"] == f"cancellations/{CHALLENGE}"]
    assert ours == [("cancellation.asked", "bob"), ("cancellation.done", "system:cancellations")]


def test_the_change_of_the_challenge_revokes_what_is_open(world):
    payment_id = bought(world).payment_intent_id
    asked(world)

    revoke_all(find_open("challengeId", CHALLENGE, ports=world.ports), ports=world.ports)

    assert payment_of(world, payment_id).revoked_why == "cancelled"
