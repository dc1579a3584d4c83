"""A record that is older than its transfer: what was sent with it proves that the prize asked for it."""

from __future__ import annotations

import copy

import pytest

from pulse.ports.store import Update
from pulse.prizes import PrizeAct, PrizeStatus, apply_transfer, reissue_prize, release_prize
from tests.prizes import scene


@pytest.fixture
def forgotten(world):
    """A prize that was paid, in the state of before: pending, without an attempt."""
    world.account = scene.ready_winner(world)
    (world.record,) = scene.awarded(world, "user_456")
    backup = copy.deepcopy(world.store._documents)
    world.paid = scene.pay(world, world.record).record
    world.store._documents = backup
    return world


def sent(world):
    (transfer,) = scene.transfers(world, world.record)
    return transfer


def heard(world):
    return apply_transfer(sent(world).id, ports=world.ports)


def test_it_is_paid_by_the_attempt_that_it_lacked(forgotten):
    record = heard(forgotten)

    assert record.status is PrizeStatus.PAID
    assert record.attempt.key == forgotten.paid.attempt.key
    assert record.attempt.destination == forgotten.paid.attempt.destination
    assert record.attempt.generation == 1
    scene.books_hold_one_prize(forgotten)


def test_taken_back_and_issued_again_it_has_a_key_that_stripe_does_not_know(forgotten):
    heard(forgotten)
    scene.take_back(forgotten, forgotten.record)
    assert heard(forgotten).status is PrizeStatus.REVERSED

    reissue_prize(PrizeAct(forgotten.record.id, "admin", "agreed"), ports=forgotten.ports)
    forgotten.clock.advance(days=1)
    again = scene.pay(forgotten, forgotten.record).record

    assert (again.status, again.attempt.generation) == (PrizeStatus.PAID, 2)
    assert len(scene.transfers(forgotten, forgotten.record)) == 2


TERMS = {
    "another amount": {"amount": 9_699},
    "another version of the award": {"award_version": "2"},
    "no generation": {"generation": ""},
    "a generation that is no number": {"generation": "1²"},
    "a generation of before": {"generation": "0"},
    "another prize": {"prize_record_id": "other"},
    "another person": {"user_id": "other"},
    "another challenge": {"challenge_id": "other"},
}


def made(world, record, destination, **others):
    """A transfer in the prize's group, with what is sent with a prize's but for *others*."""
    named = {"prize_record_id": record.id, "user_id": record.user_id, "challenge_id": record.challenge_id}
    named |= {"generation": "1", **{name: value for name, value in others.items() if name != "amount"}}
    terms = {"amount": others.get("amount", 9_700), "currency": "usd", "destination": destination}
    group = {"transfer_group": record.transfer_group, "metadata": named}
    return world.stripe.create_transfer({**terms, **group}, idempotency_key=f"made {others}")


@pytest.mark.parametrize("others", TERMS.values(), ids=TERMS)
def test_a_transfer_that_does_not_agree_in_one_thing_stops_the_prize(world, others):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")

    after = apply_transfer(made(world, record, account, **others).id, ports=world.ports)

    assert (after.status, after.attempt) == (PrizeStatus.FAILED, None)
    assert "transfer.mismatched" in world.alerts.causes()


def test_what_agrees_in_all_is_recorded_as_the_prizes_own(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")

    after = apply_transfer(made(world, record, account).id, ports=world.ports)

    assert after.status is PrizeStatus.PAID


def test_money_that_another_account_has_stops_the_prize_and_no_release_makes_it_paid(world):
    scene.ready_winner(world)
    other = scene.winner_account(world, "somebody_else")
    (record,) = scene.awarded(world, "user_456")
    transfer = made(world, record, other)

    assert apply_transfer(transfer.id, ports=world.ports).status is PrizeStatus.FAILED

    release_prize(PrizeAct(record.id, "admin", "seen"), ports=world.ports)
    assert scene.pay(world, record).record.status is PrizeStatus.FAILED
    assert len(scene.transfers(world, record)) == 1


def test_what_stopped_it_before_its_account_was_known_is_left_to_a_person(world):
    """It is in the books without our fee: it does not count as paid because the account is known since."""
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    where = f"winnerStripeConnect/{record.user_id}"
    known = world.store.get(where)
    world.store.commit([Update(where, {"stripeAccountId": "acct_other"}, known.version)])
    transfer = made(world, record, account)
    assert apply_transfer(transfer.id, ports=world.ports).status is PrizeStatus.FAILED
    known = world.store.get(where)
    world.store.commit([Update(where, {"stripeAccountId": account}, known.version)])

    release_prize(PrizeAct(record.id, "admin", "seen"), ports=world.ports)

    assert scene.pay(world, record).record.status is PrizeStatus.FAILED
    assert scene.booked(world, "winner:user_456") == 9_700
