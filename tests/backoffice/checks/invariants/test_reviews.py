"""I14: what was sent or returned too early is found by the trail, whatever the records say by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic.alias_generators import to_camel

from pulse.ledger import Change, audited_update
from pulse.pools import Pool, ReturnKind, apply_funding, read_scene, reserve_returns
from pulse.prizes import PayPrize, PrizeStatus, pay_prize
from pulse.prizes.protocol import PROTOCOL
from tests.backoffice.checks.invariants.pool_scene import (
    POOL,
    allotted_world,
    funded_world,
    named,
    pay_all,
    returned_world,
    violations,
)
from tests.backoffice.disturbed import tamper
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes.test_allot_pool import awarded, pay, prizes
from tests.prizes.test_finish_pool import returns


def changed(world, **fields):
    """The pool as a contest, a pass or another award would leave it, with its row of the trail."""
    document = world.store.get(POOL)
    before = Pool.of(document)
    after = before.but(version=before.version + 1, **fields)
    world.store.commit(
        list(audited_update(document, after, Change("pool.changed", "test", world.clock.now())))
    )
    return before


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        ({"review_until": timedelta(days=1)}, "was sent in row 3 before its review was over"),
        ({"review_until": None}, "was sent in row 3 before its review was over"),
        ({"contested_place": 1}, "was sent in row 3 while place 1 was contested"),
        ({"award_version": 2}, "was sent in row 3 by an award that did not stand any more"),
        ({"cover_epoch": 99}, "was sent in row 3 without the pool's epoch"),
    ],
)
def test_a_claim_that_its_pool_did_not_allow_is_found(stored, sentence):
    """The worker saw another pool than the one that was committed."""
    world, _ = allotted_world()
    ((name, value),) = stored.items()
    if isinstance(value, timedelta):
        value = world.clock.now() + value
    before = changed(world, **{name: value}).fields()
    tamper(world, POOL, **{to_camel(name): before[to_camel(name)]})

    first = prizes(world)[0]
    assert pay(world, first).status is PrizeStatus.PAID

    assert [one for one in violations(world) if one[0] == "I14"] == [("I14", first.path, sentence)]


def test_a_contested_place_stops_no_better_one():
    world, _ = allotted_world()
    before = changed(world, contested_place=2)
    tamper(world, POOL, contestedPlace=before.contested_place)
    pay_all(world)
    assert {subject for _, subject in named(world)} == {one.path for one in prizes(world)[1:]}


def test_a_claim_of_a_prize_that_two_people_must_agree_to_is_found():
    world, _ = allotted_world()
    first = prizes(world)[0]
    tamper(world, first.path, held=True)

    def unaware(record, *args, **options):
        return PROTOCOL.first_step(record.but(held=False), *args, **options)

    command = PayPrize(first.id, "system:test")
    pay_prize(command, ports=world.ports, protocol=replace(PROTOCOL, first_step=unaware))

    assert ("I14", first.path) in named(world)
    assert "before two administrators had agreed" in str(violations(world))


def test_a_return_in_review_is_found():
    world, _ = funded_world()
    awarded(world)
    assert reserve_returns(read_scene(CHALLENGE, ports=world.ports), 9_999, ports=world.ports) == 1

    (made,) = returns(world)
    assert [one for one in violations(world) if one[0] == "I14"] == [
        ("I14", made.path, "was reserved before the pool's review was over")
    ]


def test_late_money_goes_back_in_review_and_nothing_is_broken():
    world, _ = funded_world()
    payment = pools.asked(world).payment_intent_id
    awarded(world)
    pools.pays(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    assert [one.kind for one in returns(world)] == [ReturnKind.LATE]
    assert violations(world) == []


def test_a_change_that_was_decided_before_a_claim_and_committed_after_it_is_no_violation():
    """The order of the commits counts, not the times that two clocks gave them."""
    world, _ = allotted_world()
    document = world.store.get(POOL)
    pool, earlier = Pool.of(document), world.clock.now()
    world.clock.advance(minutes=5)
    assert pay_all(world) == [PrizeStatus.PAID] * 3
    after = pool.but(version=pool.version + 1, contested_place=1)
    world.store.commit(list(audited_update(document, after, Change("pool.changed", "test", earlier))))

    assert [one for one in violations(world) if one[0] == "I14"] == []


def test_rows_of_before_this_rule_are_not_judged():
    world, _ = returned_world()
    for row in world.store.peek("auditLog"):
        tamper(world, row.path, terms=None)
    assert [one for one in violations(world) if one[0] == "I14"] == []
