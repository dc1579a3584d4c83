"""Two administrators put the platform's own money into a pool: once, in one commit, if it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.backoffice.approvals.refusals import ApprovalUsed, PartyToIt
from pulse.errors import InvalidRequest, NotFound, Refusal
from pulse.pools import LimitReached, OwnMoneyShort, PoolChanged, PoolClosed, PrizesNotApproved
from pulse.ports.store import Merge, Query, Update
from pulse.prizes import PrizeStatus, allot_pool, refresh_own_money, wake_pools
from tests.people import seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OWNER
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, prizes, reviewed

FIRST, SECOND = "admin_1", "admin_2"
FUNDING = f"sponsor_{CHALLENGE}_1"


@pytest.fixture(name="world")
def _world():
    """Our balance has 1,000.00, and nobody has paid into the pool yet."""
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    scene.funds(world, 100_000)
    return world


def requested(world, amount=10_000, actor=FIRST, challenge_id=CHALLENGE):
    command = RequestAct(
        act=Act.SPONSOR_POOL, subject_id=challenge_id, actor=actor, reason="a campaign", amount=amount
    )
    return request_act(command, ports=world.ports)


def approved(world, actor=SECOND, ports=None):
    command = ApproveAct(act=Act.SPONSOR_POOL, subject_id=CHALLENGE, actor=actor, reason="agreed")
    return approve_act(command, ports=ports or world.ports)


def sponsored(world, amount=10_000):
    requested(world, amount)
    return approved(world).outcome


def writes_nothing(world):
    return (
        world.store.query(Query("journal")),
        world.store.query(Query("poolFundings")),
        world.store.get(f"prizePools/{CHALLENGE}"),
        world.store.get(f"challenges/{CHALLENGE}"),
    )


def test_two_administrators_sponsor_a_pool_and_nothing_moves_at_stripe(world):
    before = world.stripe.list_balance_transactions({})

    funding = sponsored(world)

    assert (funding.funding_id, funding.kind, funding.status, funding.amount) == (
        FUNDING,
        "sponsor",
        "succeeded",
        10_000,
    )
    assert pools.books(world) == {f"prizes:{CHALLENGE}": 10_000, "platform:own": -10_000}
    assert (pools.prize_money(world)["totalAmount"], pools.seen(world).sums.clean) == (10_000, 10_000)
    assert world.store.get(f"challenges/{CHALLENGE}").fields["firstPaidAt"] is not None
    assert pools.pool_of(world).payer_ids == ()
    assert world.stripe.list_balance_transactions({}) == before
    own = world.store.get("ownMoney/usd").fields["figures"]
    assert (own["lower"], own["upper"], own["spendable"]) == (90_000, 90_000, 90_000)
    refresh_own_money(ports=world.ports)
    assert world.store.get("ownMoney/usd").fields["figures"]["spendable"] == 90_000


def test_a_second_approval_sponsors_nothing_and_a_second_request_makes_another_sponsoring(world):
    sponsored(world)
    with pytest.raises(ApprovalUsed):
        approved(world, "admin_3")

    second = sponsored(world, 5_000)

    assert second.funding_id == f"sponsor_{CHALLENGE}_2"
    assert pools.books(world)[f"prizes:{CHALLENGE}"] == 15_000


def test_what_the_owner_paid_in_and_what_was_sponsored_are_one_pool(world):
    pools.paid_in(world, 10_000, distribution_type="top_three_equal")
    sponsored(world, 5_000)

    pool, sums = pools.pool_of(world), pools.seen(world).sums
    assert (sums.paid_in, sums.funded, sums.clean) == (15_000, 15_000, 5_000)
    assert (pool.distribution_type, pool.payer_ids) == ("top_three_equal", (OWNER,))
    pools.agrees(world)


def test_a_sponsored_prize_is_paid_and_the_rest_is_own_money_again_without_a_refund(world):
    """Two of three equal places are won: 3,333 of 10,000 are nobody's."""
    scene.ready_winner(world, "ann")
    scene.ready_winner(world, "bob")
    for place, name in enumerate(("ann", "bob")):
        seed_participant(world, name, CHALLENGE, score=100 - place)
    promise = {"isEnabled": True, "totalAmount": 1, "currency": "usd", "distributionType": "top_three_equal"}
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"prizeMoney": promise})])
    sponsored(world)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)

    paid = [scene.pay(world, one).record for one in prizes(world)]
    world.clock.advance(minutes=11)
    wake_pools(ports=world.ports)

    assert [one.status for one in paid] == [PrizeStatus.PAID] * 2
    back = 10_000 - sum(one.prize_amount for one in paid)
    assert pools.books(world)["platform:own"] == back - 10_000
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    (made,) = [one.fields for one in world.store.query(Query("poolReturns"))]
    assert (made["status"], made["amount"], made["owed"], made["chargeId"]) == ("done", back, False, None)
    assert world.stripe.list_refunds({}) == []
    assert world.store.query(Query(f"users/{made['payerId']}/notices")) == []


@pytest.mark.parametrize(("more", "missing"), [(1, 1), (50_000, 50_000)])
def test_more_than_our_own_money_is_refused_with_what_is_missing(world, more, missing):
    requested(world, 100_000 + more)
    before = writes_nothing(world)

    with pytest.raises(OwnMoneyShort) as refused:
        approved(world)

    assert refused.value.facts == {"missing": missing, "currency": "usd"}
    assert writes_nothing(world) == before


def test_all_of_our_own_money_may_be_sponsored_and_not_a_cent_that_another_pool_holds(world):
    pools.challenge(world, "other")
    pools.paid_in(world, 20_000, challenge_id="other")
    world.clock.advance(days=5)
    world.stripe.retrieve_balance()
    scene.funds(world, 30_000)
    requested(world, 10_001)

    with pytest.raises(OwnMoneyShort):
        approved(world)
    world.clock.advance(days=2)

    assert sponsored(world, 10_000).amount == 10_000


def test_the_request_is_refused_already_where_the_last_figures_do_not_cover_it(world):
    refresh_own_money(ports=world.ports)

    with pytest.raises(OwnMoneyShort):
        requested(world, 100_001)


def test_with_a_live_key_and_without_stripes_approval_nothing_is_sponsored(world):
    class Live:
        livemode = True

        def __getattr__(self, name):
            return getattr(world.stripe, name)

    world.ports = replace(world.ports, stripe=Live())

    with pytest.raises(PrizesNotApproved):
        requested(world)


@pytest.mark.parametrize(
    ("amount", "error"),
    [(None, InvalidRequest), (0, InvalidRequest), (49, InvalidRequest), (-5, InvalidRequest)],
)
def test_an_amount_that_is_none_is_refused(world, amount, error):
    with pytest.raises(error) as refused:
        requested(world, amount)

    assert refused.value.facts["field"] == "amount"


def test_an_amount_off_the_step_of_the_pools_currency_is_refused(world):
    pools.paid_in(world, 10_000)
    document = world.store.get(f"prizePools/{CHALLENGE}")
    world.store.commit([Update(document.path, {"currency": "isk"}, document.version)])

    with pytest.raises(InvalidRequest, match="whole units"):
        requested(world, 1_050)


def over(world):
    world.clock.advance(days=31)


def cancelled(world):
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "cancelled"})])


def awarded(world):
    pools.paid_in(world, 10_000)
    reviewed(world)


@pytest.mark.parametrize("happened", [over, cancelled, awarded])
def test_a_challenge_that_is_over_cancelled_or_awarded_is_not_sponsored(world, happened):
    happened(world)

    with pytest.raises(PoolClosed):
        requested(world)


def test_what_happens_between_request_and_approval_counts(world):
    requested(world)
    cancelled(world)

    with pytest.raises(PoolClosed):
        approved(world)
    assert pools.books(world) == {}


def test_limits_of_the_pool_of_the_day_of_the_smallest_prize_and_of_the_time_hold(world):
    limited = {"pool_cents_max": (("usd", 20_000),), "pool_hold_max_days": 20}
    world.ports = replace(world.ports, settings=world.ports.settings.model_copy(update=limited))
    with pytest.raises(LimitReached) as early:
        requested(world)
    world.clock.advance(days=15)
    with pytest.raises(LimitReached) as above:
        requested(world, 20_001)
    with pytest.raises(LimitReached) as small:
        requested(world, 99)

    assert [one.value.facts["limit_name"] for one in (early, above, small)] == [
        "pool_hold_days",
        "pool",
        "prize_min",
    ]


@pytest.mark.parametrize("party", [OWNER, "ann"])
def test_owners_and_participants_neither_ask_nor_agree(world, party):
    seed_participant(world, "ann", CHALLENGE, score=1)
    with pytest.raises(PartyToIt):
        requested(world, actor=party)
    requested(world)

    with pytest.raises(PartyToIt):
        approved(world, party)


def test_a_challenge_that_does_not_exist_is_not_found(world):
    with pytest.raises(NotFound):
        requested(world, challenge_id="none")


class DiesAt:
    """The process ends before its commit number *number*."""

    def __init__(self, inner, number):
        self._inner, self._left = inner, number

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        self._left -= 1
        if self._left < 0:
            raise SystemExit("killed")
        return self._inner.commit(writes)


@pytest.mark.parametrize("number", range(4))
def test_a_death_at_any_step_leaves_all_or_nothing_and_the_next_call_does_it_once(world, number):
    requested(world)

    try:
        approved(world, ports=replace(world.ports, store=DiesAt(world.store, number)))
    except SystemExit:
        assert pools.books(world) == {}
        approved(world)

    assert pools.books(world) == {f"prizes:{CHALLENGE}": 10_000, "platform:own": -10_000}
    assert len(pools.fundings(world)) == 1
    pools.agrees_but_for_own_money(world)


class SomebodyElse:
    """Before commit number *number*, *happens* happens."""

    def __init__(self, inner, number, happens):
        self._inner, self._left, self._happens = inner, number, happens

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        self._left -= 1
        if self._left == -1:
            self._happens()
        return self._inner.commit(writes)


@pytest.mark.parametrize("number", range(4))
def test_of_two_who_agree_at_the_same_moment_one_sponsors(world, number):
    requested(world)
    outcomes = []

    def twin():
        try:
            outcomes.append(approved(world, "admin_3").outcome)
        except Refusal as refusal:
            outcomes.append(refusal)

    ports = replace(world.ports, store=SomebodyElse(world.store, number, twin))
    try:
        outcomes.append(approved(world, ports=ports).outcome)
    except Refusal as refusal:
        outcomes.append(refusal)

    if not any(not isinstance(one, Refusal) for one in outcomes):
        approved(world)  # both lost: nothing was written, and the next call does it
    assert all(isinstance(one, PoolChanged | ApprovalUsed) for one in outcomes if isinstance(one, Refusal))
    assert pools.books(world) == {f"prizes:{CHALLENGE}": 10_000, "platform:own": -10_000}
    assert len(pools.fundings(world)) == 1


def test_a_prize_from_own_money_that_waits_comes_before_a_sponsoring(world):
    world.ports = replace(
        world.ports, settings=world.ports.settings.model_copy(update={"unfunded_pools": "allow"})
    )
    scene.funds(world, 0)
    scene.winner_account(world, "dan")
    (waiting,) = scene.awarded(world, "dan", pool=10_000, challenge_id="unfunded")
    world.clock.advance(days=3, minutes=5)
    scene.pay(world, waiting)
    scene.funds(world, 15_000)
    refresh_own_money(ports=world.ports)
    requested(world, 15_000 - 9_700 + 1)

    with pytest.raises(OwnMoneyShort):
        approved(world)

    world.clock.advance(days=2)
    assert sponsored(world, 15_000 - 9_700).amount == 5_300
    assert scene.pay(world, waiting).record.status is PrizeStatus.PAID


def test_a_year_of_sponsoring_and_paying_in_adds_up(world):
    sponsored(world, 4_000)
    pools.paid_in(world, 6_000)
    sponsored(world, 1_000)
    world.clock.advance(days=1, minutes=1)

    held = pools.books(world)
    assert held[f"prizes:{CHALLENGE}"] == 11_000
    assert held["platform:own"] == -5_000
    assert world.clock.now() - pools.pool_of(world).updated_at > timedelta(days=1)
