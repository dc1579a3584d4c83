"""Transfers in a prize's group that the prize never asked for."""

from __future__ import annotations

from pulse.prizes import PrizeAct, PrizeStatus, Reason, apply_transfer, release_prize, unreversed
from tests.prizes import scene


def sent_by_hand(world, record, account, amount=5_000):
    """Money is sent in the prize's group from Stripe's dashboard, and we hear of it."""
    terms = {"amount": amount, "currency": "usd", "destination": account}
    made = world.stripe.create_transfer(
        {**terms, "transfer_group": record.transfer_group}, idempotency_key=f"by hand {amount}"
    )
    apply_transfer(made.id, ports=world.ports)
    return made


def taken_back(world, made):
    world.stripe.create_transfer_reversal(made.id, {}, idempotency_key=f"back {made.id}")
    apply_transfer(made.id, ports=world.ports)


def test_a_prize_goes_out_after_what_was_sent_by_hand_was_taken_back_and_a_person_released_it(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    taken_back(world, sent_by_hand(world, record, account))
    assert scene.read(world, record.id).status == PrizeStatus.FAILED
    release_prize(PrizeAct(record.id, "admin", "taken back"), ports=world.ports)
    assert scene.pay(world, record).record.status == PrizeStatus.PAID
    assert [one.amount for one in unreversed(scene.transfers(world, record))] == [9_700]
    scene.books_hold_one_prize(world)


def test_a_paid_prize_is_paid_again_once_what_was_sent_by_hand_beside_it_is_taken_back(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    paid = scene.pay(world, record).record
    made, other = (sent_by_hand(world, record, account, amount) for amount in (5_000, 9_700))
    taken_back(world, made)
    assert scene.read(world, record.id).status == PrizeStatus.FAILED
    taken_back(world, other)
    again = scene.read(world, record.id)
    assert (again.status, again.reason, again.stripe_transfer_id) == ("paid", None, paid.stripe_transfer_id)
    scene.books_hold_one_prize(world)


def test_a_transfer_made_by_hand_is_booked_once_and_stays_in_the_way_of_ours(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    by_hand = {"amount": 5_000, "currency": "usd", "destination": account}
    transfer = world.stripe.create_transfer(
        {**by_hand, "transfer_group": record.transfer_group}, idempotency_key="by hand"
    )

    for _ in range(3):
        apply_transfer(transfer.id, ports=world.ports)
    told = world.alerts.causes().count("transfer.mismatched")
    release_prize(PrizeAct(record.id, "admin", "seen"), ports=world.ports)
    for _ in range(2):
        scene.pay(world, record)

    stopped = scene.read(world, record.id)
    assert (stopped.status, stopped.reason) == (PrizeStatus.FAILED, Reason.NEEDS_REVIEW)
    assert [one.id for one in scene.transfers(world, record)] == [transfer.id]
    assert (told, scene.booked(world, "winner:user_456")) == (1, 5_000)


def test_a_reversed_prize_is_not_alerted_again_for_what_was_sent_by_hand_and_taken_back(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    paid = scene.pay(world, record).record
    scene.take_back(world, record)
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    terms = {"amount": 5_000, "currency": "usd", "destination": account}
    made = world.stripe.create_transfer(
        {**terms, "transfer_group": record.transfer_group}, idempotency_key="by hand"
    )

    taken_back(world, made)  # we hear of it only now

    assert scene.read(world, record.id).status is PrizeStatus.REVERSED
    assert world.alerts.causes() == ["prize.reversed"]
