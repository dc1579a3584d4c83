"""I15: what was sent or returned while our balance lacked money of others is found; a cent decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice.checks.invariants import read_facts
from pulse.backoffice.checks.invariants.own_money import own_money_violations
from pulse.ports.stripe_objects import BalanceTransaction
from tests.backoffice.checks.invariants.pool_scene import (
    allotted_world,
    pay_all,
    returned_world,
    violations,
)
from tests.prizes.test_allot_pool import prizes
from tests.prizes.test_finish_pool import returns


def drained(world, to, *, before):
    """The facts, if a payout to our bank had left *to* of our own money *before* that moment."""
    facts = read_facts(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False)
    started = before.timestamp()
    balance = sum(one.net for one in facts.transactions if one.created < started)
    held = sum(
        posting.amount
        for entry in facts.entries
        for posting in entry.postings
        if entry.at < before and posting.account.startswith(("prizes:", "returning:"))
    )
    taken = BalanceTransaction(
        id="txn_drain",
        amount=to - (balance - held),
        created=int(started),
        currency="usd",
        fee=0,
        net=to - (balance - held),
        source="po_drain",
        type="payout",
    )
    return replace(facts, transactions=[*facts.transactions, taken])


def found(facts):
    return [(one.subject, one.sentence) for one in own_money_violations(facts)]


@pytest.mark.parametrize(("own", "broken"), [(0, False), (-1, True)])
def test_a_cent_below_nothing_forbids_a_claim(own, broken):
    world, _ = allotted_world()
    pay_all(world)
    claimed_at = prizes(world)[0].attempt.first_sent_at
    facts = drained(world, own, before=claimed_at - timedelta(hours=2))

    told = "was sent in row 3 while 0.01 USD that belongs to others was missing from our balance"
    assert found(facts) == [(one.path, told) for one in prizes(world) if broken]


def test_what_began_within_the_hour_could_not_be_known():
    world, _ = allotted_world()
    pay_all(world)
    claimed_at = prizes(world)[0].attempt.first_sent_at
    assert found(drained(world, -1, before=claimed_at - timedelta(minutes=59))) == []
    assert len(found(drained(world, -1, before=claimed_at - timedelta(minutes=60)))) == 3


def test_a_prize_under_way_may_have_left_or_not():
    """The balance lacks what a claimed prize takes: it may be out."""
    world, _ = allotted_world()
    world.emulator.faults.add("timeout_after", method="POST", path="transfers$", count=1)
    pay_all(world)
    world.clock.advance(hours=2)
    assert [one.status for one in prizes(world)][1:] == ["paid", "paid"]
    world.clock.advance(hours=2)
    facts = read_facts(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False)
    assert found(facts) == []


def test_a_return_while_money_is_missing_is_found():
    world, _ = returned_world()
    reserved_at = returns(world)[0].created_at
    facts = drained(world, -1, before=reserved_at - timedelta(hours=2))

    assert {subject for subject, _ in found(facts)} >= {one.path for one in returns(world)}


def test_enough_of_our_own_money_breaks_nothing():
    world, _ = returned_world()
    assert violations(world) == []
