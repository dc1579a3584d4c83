"""I13: a cent between the books and the records of a pool is found, and named by its pool."""

from __future__ import annotations

import pytest

from pulse.pools import apply_funding
from pulse.ports.store import Query
from tests.backoffice.checks.invariants import test_worked_examples as examples
from tests.backoffice.checks.invariants.pool_scene import (
    POOL,
    allotted_world,
    entry_of,
    funded_world,
    funding,
    named,
    pay_all,
    returned_world,
    violations,
)
from tests.backoffice.disturbed import put, remove, shifted, tamper
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER
from tests.prizes.test_allot_pool import prizes


@pytest.fixture
def world():
    return returned_world()[0]


def test_what_the_use_cases_make_breaks_nothing(world):
    assert violations(world) == []
    assert violations(world, settled=True) == []


@pytest.mark.parametrize(
    ("kind", "accounts", "term"),
    [
        ("pool_funding", (f"prizes:{CHALLENGE}", "platform:pools"), "paid in"),
        ("transfer", (f"prizes:{CHALLENGE}", "platform:prizes_paid"), "paid to winners"),
        ("set_aside", (f"prizes:{CHALLENGE}", f"returning:{CHALLENGE}"), "gone back"),
    ],
)
def test_a_cent_in_an_entry_is_found_by_what_the_entry_is_about(world, kind, accounts, term):
    entry = entry_of(world, kind)
    for account, cents in zip(accounts, (1, -1), strict=True):
        shifted(world, entry, cents, account)

    ((_, subject, sentence), *_) = [one for one in violations(world) if one[0] == "I13"]

    assert subject == POOL
    assert f"{term} " in sentence


@pytest.mark.parametrize("kind", ["pool_funding", "transfer", "set_aside"])
def test_a_missing_entry_is_found(world, kind):
    remove(world, entry_of(world, kind))
    assert ("I13", POOL) in named(world)


def test_an_entry_that_sets_another_one_right_is_no_violation(world):
    entry = entry_of(world, "pool_funding")
    shifted(world, entry, 1, f"prizes:{CHALLENGE}")
    shifted(world, entry, -1, "platform:pools")
    assert ("I13", POOL) in named(world)
    postings = [
        {"account": f"prizes:{CHALLENGE}", "amount": -1, "currency": "usd"},
        {"account": "platform:pools", "amount": 1, "currency": "usd"},
    ]
    fields = {"reference": "by_hand", "kind": "corrected", "subject": POOL, "at": world.clock.now()}
    put(world, "journal/by_hand_corrected", {**fields, "postings": postings})

    assert violations(world) == []


def test_a_settled_pool_holds_nothing():
    world, _ = allotted_world()
    tamper(world, POOL, phase="settled")
    (found,) = [one for one in violations(world) if one[0] == "I13"]
    assert found[1:] == (POOL, "is settled, and holds 100.00 USD")


def test_a_pool_that_paid_more_than_it_had_is_found_unless_a_bank_took_it():
    world, (first, second) = allotted_world()
    pay_all(world)
    assert violations(world, settled=True) == []
    pools.disputed(world, first)
    apply_funding(first, ports=world.ports, thorough=True)
    assert [one for one in violations(world) if one[0] == "I13"] == []
    remove(world, funding(world, second).path)
    sentences = [
        sentence for name, subject, sentence in violations(world) if (name, subject) == ("I13", POOL)
    ]
    assert len(sentences) == 1


def test_money_of_another_currency_is_found(world):
    postings = [
        {"account": f"prizes:{CHALLENGE}", "amount": 1, "currency": "eur"},
        {"account": "platform:pools", "amount": -1, "currency": "eur"},
    ]
    fields = {"reference": "odd", "kind": "pool_funding", "subject": POOL, "at": world.clock.now()}
    put(world, "journal/odd_pool_funding", {**fields, "postings": postings})

    assert [one for one in violations(world) if one[0] == "I13"] == [
        ("I13", POOL, "has 0.01 EUR, and its currency is usd")
    ]


def test_what_came_too_late_is_on_its_way_back_until_stripe_has_sent_it():
    world = funded_world()[0]
    payment = pools.asked(world, payer=OTHER).payment_intent_id
    world.clock.advance(days=31)
    pools.pays(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    assert violations(world, settled=True) == []

    entry = entry_of(world, "refund")
    shifted(world, entry, 1, f"returning:{CHALLENGE}")
    shifted(world, entry, -1, "platform:pools")

    (found,) = [one for one in violations(world, settled=True) if one[0] == "I13"]
    assert found[1] == POOL
    assert "is to give back 0.01 USD in the books and 0.00 USD in all" in found[2]


def test_more_given_back_than_was_set_aside_is_found_at_any_moment(world):
    entry = entry_of(world, "refund")
    shifted(world, entry, -1, f"returning:{CHALLENGE}")
    shifted(world, entry, 1, "platform:pools")
    assert ("I13", POOL, "has given back 0.01 USD more than was set aside for it") in violations(world)


@pytest.mark.parametrize("collection", ["poolFundings", "prizeRecords", "poolReturns"])
def test_one_bad_document_hides_no_other_pool(world, collection):
    other = "challenge_790"
    pools.challenge(world, other)
    pools.paid_in(world, 5_000, payer=OTHER, challenge_id=other)
    entry = f"journal/{funding(world, next(iter(payments_of(world, other)))).charge_id}_pool_funding"
    shifted(world, entry, 1, f"prizes:{other}")
    bad = world.store.query(Query(collection, where=[("challengeId", "==", CHALLENGE)]))[0]
    tamper(world, bad.path, version="not a number", currency=7)

    assert ("I13", f"prizePools/{other}") in named(world)
    assert ("I13", POOL) not in named(world)


def payments_of(world, challenge_id):
    return [one.payment_intent_id for one in pools.fundings(world) if one.challenge_id == challenge_id]


def test_a_prize_that_a_stray_transfer_stopped_counts_as_it_is_booked(world):
    record = prizes(world)[0]
    tamper(world, record.path, status="failed", reason="needs_review")
    assert ("I13", POOL) not in named(world)


@pytest.mark.parametrize(
    ("acted_out", "kind", "pair", "term"),
    [
        (examples.a_loss_covered, "cover", (f"prizes:{CHALLENGE}", "platform:own"), "covered"),
        (
            examples.a_prize_that_nobody_claims,
            "unclaimed",
            (f"prizes:{CHALLENGE}", f"unclaimed:{CHALLENGE}"),
            "unclaimed",
        ),
    ],
)
def test_a_cent_that_was_covered_or_set_apart_too_much_is_found(acted_out, kind, pair, term):
    world = acted_out()
    entry = next(one.path for one in world.store.query(Query("journal")) if one.fields["kind"] == kind)
    for account, cents in zip(pair, (-1, 1), strict=True):
        shifted(world, entry, cents, account)

    ((_, subject, sentence), *_) = [one for one in violations(world) if one[0] == "I13"]

    assert subject == POOL
    assert f"{term} " in sentence


def test_a_cent_less_than_nothing_is_found_where_books_and_records_agree_on_it():
    world, (first, _) = allotted_world()
    pay_all(world)
    paid = funding(world, first)
    entry = f"journal/{paid.charge_id}_pool_funding"
    for account, cents in ((f"prizes:{CHALLENGE}", -1), ("platform:pools", 1)):
        shifted(world, entry, cents, account)
    tamper(world, paid.path, amount=paid.amount - 1, processingFee=paid.processing_fee + 1)

    assert [one for one in violations(world) if one[0] == "I13"] == [("I13", POOL, "holds -0.01 USD")]
