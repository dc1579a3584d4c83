"""What of a pool does not go back by itself goes back when two administrators say so, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.backoffice import Act
from pulse.backoffice.approvals.refusals import ApprovalUsed, PartyToIt
from pulse.errors import NotFound
from pulse.pools import OwnMoneyShort, PoolPhase, ReturnKind, apply_funding, refresh_fundings
from pulse.ports.store import Merge
from pulse.prizes import ChangedMeanwhile, NothingToReturn, PoolNotFinal, refresh_own_money, wake_pools
from tests.attempts.stripe_answers import Sign, answering
from tests.backoffice.approvals.scene import agree, ask
from tests.people import seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, funded, reviewed
from tests.prizes.test_finish_pool import adds_up, cancelled, finished, refunded, returns, swept

ACT = Act.RETURN_POOL


@pytest.fixture
def world():
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    for place, name in enumerate(("ann", "ben", "cyn")):
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


def held_funding(world):
    """60.00 that count, and 40.00 with an elevated risk that nobody accepted."""
    first = pools.paid_in(world, 6_000, OWNER, distribution_type="top_three_weighted")
    second = pools.paid_in(world, 4_000, OTHER, card="pm_card_riskLevelElevated")
    return first, second


def decided(world):
    ask(world, ACT, CHALLENGE)
    return agree(world, ACT, CHALLENGE, "bea")


def refused_return(world):
    """20.00 of a canceled prize were to go back, and Stripe refused."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    ports, _ = answering(world, Sign.RESOURCE_MISSING, "POST", "refunds", "charge")
    refresh_fundings(ports=ports)
    finished(world)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    return payment


def test_money_that_nobody_accepted_goes_back_and_no_other_payers_does(world):
    first, second = held_funding(world)
    reviewed(world)
    finished(world)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED

    decided(world)
    finished(world, 2)

    assert (refunded(world, first), refunded(world, second)) == (0, 4_000)
    assert [(one.kind, one.approval_id is not None) for one in returns(world)] == [(ReturnKind.DECIDED, True)]
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_a_return_that_failed_is_made_again_and_only_then_the_pool_is_settled(world):
    payment = refused_return(world)

    decided(world)
    finished(world, 2)

    assert refunded(world, payment) == 2_000
    assert [one.status for one in returns(world)] == ["refused", "done"]
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_what_a_bank_sent_back_cannot_be_refunded_at_stripe_once_more():
    """Stripe counts it as refunded: its payer is paid outside Stripe, and the pool keeps it."""
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    payment = pools.paid_in(world, 6_000, OWNER, card="pm_card_refundFail")
    reviewed(world)
    finished(world)
    assert [one.status for one in returns(world)] == ["failed"]

    with pytest.raises(NothingToReturn):
        ask(world, ACT, CHALLENGE)

    assert (refunded(world, payment), pools.books(world)[f"prizes:{CHALLENGE}"]) == (0, 6_000)
    adds_up(world)


def test_what_goes_back_by_itself_or_is_assigned_is_nothing_for_people(world):
    funded(world, 10_000)
    reviewed(world)

    with pytest.raises(NothingToReturn):
        ask(world, ACT, CHALLENGE)

    assert returns(world) == []


def test_nothing_goes_back_in_review_nor_with_an_open_contest(world):
    held_funding(world)
    reviewed(world)
    pool = world.store.get(f"prizePools/{CHALLENGE}")
    later = world.clock.now() + timedelta(hours=1)
    for state, why in (
        ({"reviewUntil": later}, "in review"),
        ({"reviewUntil": None}, "in review"),
        ({"reviewUntil": pool.fields["reviewUntil"], "contestedPlace": 3}, "contested"),
    ):
        world.store.commit([Merge(pool.path, state)])
        with pytest.raises(PoolNotFinal, match=why):
            ask(world, ACT, CHALLENGE)

    assert returns(world) == []


def test_a_review_that_begins_between_request_and_agreement_stops_it(world):
    _, second = held_funding(world)
    reviewed(world)
    ask(world, ACT, CHALLENGE)
    world.store.commit([Merge(f"prizePools/{CHALLENGE}", {"contestedPlace": 1})])

    with pytest.raises(PoolNotFinal):
        agree(world, ACT, CHALLENGE, "bea")

    assert refunded(world, second) == 0


def test_what_its_bank_decides_goes_back_by_nobody(world):
    _, second = held_funding(world)
    reviewed(world)
    pools.disputed(world, second)
    apply_funding(second, ports=world.ports)

    with pytest.raises(NothingToReturn):
        ask(world, ACT, CHALLENGE)


def test_a_refund_at_stripe_that_we_have_not_heard_of_is_not_returned_once_more(world):
    _, second = held_funding(world)
    reviewed(world)
    pools.dashboard_refund(world, second, 1_000)

    approval = ask(world, ACT, CHALLENGE)

    assert approval.terms["amount"] == 3_000


def test_a_refund_between_request_and_agreement_needs_a_new_request(world):
    _, second = held_funding(world)
    reviewed(world)
    ask(world, ACT, CHALLENGE)
    pools.dashboard_refund(world, second, 1_000)

    with pytest.raises(ChangedMeanwhile):
        agree(world, ACT, CHALLENGE, "bea")

    assert refunded(world, second) == 1_000


def test_no_party_decides_and_no_approval_returns_twice(world):
    _, second = held_funding(world)
    reviewed(world)
    for party in (OWNER, OTHER, "ann"):
        with pytest.raises(PartyToIt):
            ask(world, ACT, CHALLENGE, party)
    decided(world)
    finished(world, 2)

    with pytest.raises((ApprovalUsed, NothingToReturn)):
        agree(world, ACT, CHALLENGE, "dan")

    assert refunded(world, second) == 4_000


def test_an_open_pool_is_closed_only_if_its_challenge_is_never_awarded(world):
    (payment,) = funded(world, 10_000)
    with pytest.raises(PoolNotFinal, match="takes place"):
        ask(world, ACT, CHALLENGE)
    world.clock.advance(days=31)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "cancelled"})])
    swept(world)
    assert pools.pool_of(world).phase is PoolPhase.OPEN

    decided(world)
    finished(world, 2)

    assert refunded(world, payment) == 10_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_a_closed_pool_returns_what_waits_to_be_accepted(world):
    first, second = held_funding(world)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "cancelled"})])
    finished(world, 2)
    assert (refunded(world, first), refunded(world, second)) == (6_000, 0)

    decided(world)
    finished(world, 2)

    assert refunded(world, second) == 4_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_a_pool_that_does_not_exist_is_not_found(world):
    with pytest.raises(NotFound):
        ask(world, ACT, "no_such_challenge")


def test_while_our_balance_lacks_money_of_pools_two_people_return_nothing_of_one(world):
    held_funding(world)
    reviewed(world)
    finished(world)
    scene.funds(world, 3_999)
    refresh_own_money(ports=world.ports)

    with pytest.raises(OwnMoneyShort) as refused:
        ask(world, ACT, CHALLENGE)

    assert refused.value.facts["missing"] == 1
    scene.funds(world, 4_000)
    refresh_own_money(ports=world.ports)
    decided(world)
    assert [one.amount for one in returns(world)] == [4_000]


def test_a_balance_that_lacks_money_before_the_second_agrees_stops_the_return(world):
    held_funding(world)
    reviewed(world)
    finished(world)
    ask(world, ACT, CHALLENGE)
    scene.funds(world, 3_999)
    refresh_own_money(ports=world.ports)

    with pytest.raises(OwnMoneyShort):
        agree(world, ACT, CHALLENGE, "bea")

    assert returns(world) == []
