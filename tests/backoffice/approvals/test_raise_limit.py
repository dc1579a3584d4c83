"""Two administrators, neither of them a party, let more be paid into one pool."""

from __future__ import annotations

import pytest

from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.backoffice.approvals.refusals import ApprovalPending, PartyToIt, SamePerson
from pulse.errors import NotFound
from pulse.pools import LimitNotRaised, LimitReached
from tests.pools.scene import CHALLENGE, OTHER, OWNER, asked, challenge, paid_in, pool_of, world_where

ADA, BEA = "admin_ada", "admin_bea"


@pytest.fixture
def world():
    limits = {
        "pool_first_funding_cents_max": (("usd", 50_000),),
        "pool_cents_max": (("usd", 60_000),),
    }
    world = world_where(**limits, settlement_currencies=("usd",))
    challenge(world)
    return world


def requested(world, amount=100_000, actor=ADA):
    command = RequestAct(
        act=Act.RAISE_LIMIT, subject_id=CHALLENGE, actor=actor, reason="a sponsor", amount=amount
    )
    return request_act(command, ports=world.ports)


def approved(world, actor=BEA):
    command = ApproveAct(act=Act.RAISE_LIMIT, subject_id=CHALLENGE, actor=actor, reason="agreed")
    return approve_act(command, ports=world.ports)


def test_a_raised_limit_holds_for_one_payment_and_for_the_pool(world):
    paid_in(world, 20_000)
    with pytest.raises(LimitReached):
        asked(world, 80_000)
    requested(world)
    approved(world)

    asked(world, 80_000)

    with pytest.raises(LimitReached) as caught:
        asked(world, 80_001)
    assert caught.value.facts == {"limit_name": "pool", "limit": 100_000, "currency": "usd"}


def test_one_administrator_alone_raises_nothing(world):
    paid_in(world)
    requested(world)

    with pytest.raises(SamePerson):
        approved(world, ADA)

    assert pool_of(world).limit_raised_to == 0


def test_no_owner_and_no_payer_asks_or_agrees(world):
    paid_in(world)
    for party in (OWNER, OTHER):
        with pytest.raises(PartyToIt):
            requested(world, actor=party)
    requested(world)
    for party in (OWNER, OTHER):
        with pytest.raises(PartyToIt):
            approved(world, party)


def test_what_is_agreed_to_is_the_amount_that_was_asked_for(world):
    paid_in(world)
    requested(world, 100_000)

    with pytest.raises(ApprovalPending):
        requested(world, 900_000)
    approved(world)

    assert pool_of(world).limit_raised_to == 100_000


@pytest.mark.parametrize("amount", [None, 10, 10**12])
def test_a_limit_is_an_amount_of_money(world, amount):
    paid_in(world)

    with pytest.raises(LimitNotRaised):
        requested(world, amount)


def test_a_pool_that_nobody_began_to_pay_into_has_no_limit_to_raise(world):
    with pytest.raises(NotFound):
        requested(world)
