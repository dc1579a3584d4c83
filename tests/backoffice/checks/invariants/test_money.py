"""I6 to I8: books, records, users' documents and Stripe agree."""

from __future__ import annotations

import pytest

from pulse.prizes import PrizeAct, PrizeStatus, apply_transfer, reissue_prize
from tests.backoffice.checks.invariants.scene import _of, broken, prize
from tests.backoffice.disturbed import posted, put, remove, shifted, tamper
from tests.prizes import scene
from tests.sales import scene as sales


def payment_path(world):
    return next(document.path for document in sales.documents(world, "payments"))


def test_i6_an_entry_that_does_not_balance(busy_world):
    entry = posted(busy_world, prize(busy_world).stripe_transfer_id)
    shifted(busy_world, entry, 1, "winner:ada")
    assert broken(busy_world, settled=False)["I6"].subject == entry


def test_i6_an_entry_under_a_name_of_its_own(busy_world):
    fields = busy_world.store.get(posted(busy_world, prize(busy_world).stripe_transfer_id)).fields
    put(busy_world, "journal/again", dict(fields))
    assert broken(busy_world, settled=False)["I6"].subject == "journal/again"


def test_i6_an_amount_that_is_no_whole_number(busy_world):
    entry = posted(busy_world, prize(busy_world).stripe_transfer_id)
    postings = [
        {"account": "a", "amount": -0.5, "currency": "usd"},
        {"account": "b", "amount": 0.5, "currency": "usd"},
    ]
    tamper(busy_world, entry, postings=postings)
    assert "its amount is a whole number" in broken(busy_world, settled=False)["I6"].sentence


def test_i7_a_cent_between_books_and_stripe(busy_world):
    record = prize(busy_world)
    entry = posted(busy_world, record.stripe_transfer_id)
    shifted(busy_world, entry, 1)
    subjects = {one.subject for one in _of("I7", busy_world)}
    assert subjects == {record.stripe_transfer_id, "winner:ada", record.path}


def test_i7_a_cent_between_books_and_records(busy_world):
    tamper(busy_world, payment_path(busy_world), ownerNetAmount=1)
    assert f"trainer:{sales.TRAINER}" in {one.subject for one in _of("I7", busy_world)}


@pytest.mark.parametrize(
    "fields",
    [
        {"winner.totalEarnings": 1_000_000},
        {"winner.earningsByCurrency": {"eur": 9_700}},
        {"winner": None},
        {"winner": "not a map"},
    ],
)
def test_i7_a_user_document_that_shows_another_sum(busy_world, fields):
    tamper(busy_world, "users/ada", **fields)
    assert {one.subject for one in _of("I7", busy_world)} == {"users/ada"}


def test_i7_a_paid_prize_that_is_not_in_the_books(busy_world):
    remove(busy_world, posted(busy_world, prize(busy_world).stripe_transfer_id))
    assert prize(busy_world).path in {one.subject for one in _of("I7", busy_world, settled=False)}


def test_i7_a_fee_that_is_not_the_prizes(busy_world):
    entry = posted(busy_world, prize(busy_world).stripe_transfer_id)
    for account in ("platform:fees", "platform:prizes_paid"):
        shifted(busy_world, entry, 1 if account == "platform:fees" else -1, account)
    assert "platform:fees" in " ".join(one.sentence for one in _of("I7", busy_world, settled=False))


def test_i7_a_prize_that_was_sent_twice_and_taken_back_once_is_booked_with_one_fee(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    transfer_id = scene.pay(world, record).record.stripe_transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {}, idempotency_key="back")
    apply_transfer(transfer_id, ports=world.ports)
    reissue_prize(PrizeAct(record.id, "admin", "again"), ports=world.ports)
    world.clock.advance(hours=1)
    assert scene.pay(world, record).record.status == PrizeStatus.PAID
    assert _of("I7", world, settled=False) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"platformFee": 301}, "platformFee is not the share"),
        ({"applicationFeeAmount": 299}, "applicationFeeAmount does not follow the fee rule"),
        ({"processingFeePayer": "buyer", "surcharge": 320}, "platformFee is not the share"),
        (
            {"processingFeePayer": "buyer", "surcharge": 1},
            "applicationFeeAmount does not follow the fee rule",
        ),
        ({"surcharge": 1}, "has a surcharge that is negative or that the buyer does not bear"),
        (
            {"processingFeePayer": "buyer", "surcharge": -1},
            "has a surcharge that is negative or that the buyer does not bear",
        ),
        ({"processingFeePayer": "buyer", "surcharge": 10_001}, "platformFee is not the share"),
        ({"ownerAmount": 9_701}, "do not add up to amount"),
        ({"refundedAmount": 10_001}, "refunds exceed the amount"),
    ],
)
def test_i8_a_sale_that_does_not_follow_the_rules(busy_world, fields, sentence):
    tamper(busy_world, payment_path(busy_world), **fields)
    assert sentence in " ".join(one.sentence for one in _of("I8", busy_world, settled=False))


def test_a_round_that_nobody_has_paid_for_yet_is_no_income(world):
    sales.round_on_sale(world)
    sales.bought(world)
    assert _of("I7", world) == []


def test_what_an_account_held_that_was_taken_from_us_is_not_looked_for(busy_world):
    busy_world.emulator.deauthorize(prize(busy_world).attempt.destination)
    assert _of("I7", busy_world) == []
