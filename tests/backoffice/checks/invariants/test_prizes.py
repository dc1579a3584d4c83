"""I1 to I5: each prize is paid at most once, in full, to its winner, out of its own pool."""

from __future__ import annotations

import pytest

from pulse.backoffice import check
from tests.backoffice.checks.invariants.scene import _of, broken, by_hand, prize
from tests.backoffice.disturbed import put, remove, tamper
from tests.prizes import scene
from tests.world import START


def test_i1_a_prize_paid_twice(busy_world):
    record = prize(busy_world)
    by_hand(busy_world, record.winner_amount, record.transfer_group, metadata={"generation": "2"})
    assert "is paid more than once" in " ".join(one.sentence for one in _of("I1", busy_world, settled=False))


def test_i1_a_prize_sent_again_after_a_reversal_without_approval(busy_world):
    record = prize(busy_world)
    busy_world.stripe.create_transfer_reversal(record.stripe_transfer_id, {}, idempotency_key="r")
    by_hand(busy_world, record.winner_amount, record.transfer_group)
    assert "2 transfers after 0 approved" in broken(busy_world, settled=False)["I1"].sentence


def test_i2_a_prize_marked_paid_that_was_never_sent(busy_world):
    tamper(busy_world, prize(busy_world, "bob").path, status="paid", stripeTransferId="tr_imagined")
    violation = broken(busy_world, settled=False)["I2"]
    assert (violation.subject, "does not stand" in violation.sentence) == (
        prize(busy_world, "bob").path,
        True,
    )


@pytest.mark.parametrize("fields", [{"winnerAmount": 1}, {"currency": "eur"}])
def test_i2_a_prize_paid_with_another_amount_or_currency(busy_world, fields):
    tamper(busy_world, prize(busy_world).path, **fields)
    assert "another amount, currency or account" in broken(busy_world)["I2"].sentence


def test_i2_a_transfer_that_the_record_does_not_know_of(busy_world):
    tamper(busy_world, prize(busy_world).path, status="pending", stripeTransferId=None)
    assert "its transfer stands" in broken(busy_world)["I2"].sentence


def test_i2_a_canceled_prize_with_a_transfer(busy_world):
    tamper(busy_world, prize(busy_world).path, status="canceled")
    assert "was canceled" in broken(busy_world, settled=False)["I2"].sentence


@pytest.mark.parametrize(("comes_back", "found"), [(True, []), (False, ["was canceled, and has a transfer"])])
def test_i2_a_prize_that_came_back_was_issued_again_and_then_canceled(busy_world, comes_back, found):
    record = prize(busy_world)
    if comes_back:
        busy_world.stripe.create_transfer_reversal(record.stripe_transfer_id, {}, idempotency_key="r")
    former = {"stripeTransferId": None, "formerTransferIds": [record.stripe_transfer_id], "reissues": 1}
    tamper(busy_world, record.path, status="canceled", **former)

    assert [one.sentence for one in _of("I2", busy_world, settled=False)] == found


def test_i3_a_transfer_that_belongs_to_nobody(busy_world):
    made = by_hand(busy_world, 5)
    assert broken(busy_world)["I3"].subject == made.id


def test_i3_a_transfer_of_a_prize_that_does_not_exist(busy_world):
    made = by_hand(busy_world, 5, "prize_unknown")
    assert broken(busy_world, settled=False)["I3"].subject == made.id


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"platformFee": 151}, "do not add up"),
        ({"platformFee": 151, "winnerAmount": 4_849}, "not the share"),
        ({"prizeAmount": -1, "winnerAmount": -1, "platformFee": 0, "feeBps": 0}, "not between nothing"),
        ({"feeBps": 301}, "not the share"),
        ({"currency": "eur"}, "another fee rate or currency than its award"),
    ],
)
def test_i4_amounts_that_do_not_follow_the_fee_rule(world, fields, sentence):
    record = scene.awarded(world, "ada", pool=5_000)[0]
    tamper(world, record.path, **fields)
    assert sentence in " ".join(one.sentence for one in _of("I4", world, settled=False))


def test_i5_prizes_and_rest_that_are_not_the_pool(busy_world):
    tamper(busy_world, "awards/ch", unassignedAmount=7)
    assert broken(busy_world, settled=False)["I5"].subject == "awards/ch"


def test_i5_one_person_with_two_prizes_of_one_challenge(busy_world):
    twice = dict(busy_world.store.get(prize(busy_world, "bob").path).fields)
    put(busy_world, "prizeRecords/ch_bob_1", {**twice, "id": "ch_bob_1", "prizeAmount": 0, "winnerAmount": 0})
    found = check(store=busy_world.store, stripe=busy_world.stripe, now=START, settled=False)
    assert "one person has 2 prizes" in [one.sentence for one in found if one.invariant == "I5"]


def test_i5_a_prize_without_an_award(busy_world):
    remove(busy_world, "awards/ch")
    assert "without an award" in broken(busy_world, settled=False)["I5"].sentence


def test_i5_an_award_whose_prizes_are_being_recorded_may_lack_some(busy_world):
    tamper(busy_world, "awards/ch", status="frozen")
    remove(busy_world, prize(busy_world, "bob").path)
    assert _of("I5", busy_world, settled=False) == []


def test_i5_a_prize_of_an_earlier_version_of_a_recorded_award(busy_world):
    tamper(busy_world, "awards/ch", awardVersion=2)

    sentences = [one.sentence for one in _of("I5", busy_world, settled=False)]

    assert "is of version 1 of an award that has changed" in sentences
    assert any("the pool is" in one for one in sentences)


def test_while_an_award_is_revised_its_older_prizes_are_no_violation(busy_world):
    tamper(busy_world, "awards/ch", awardVersion=2, status="frozen")

    assert _of("I5", busy_world, settled=False) == []
