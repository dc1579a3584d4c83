"""What no prize takes goes back once to those who paid it in, after the review; then the pool is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice import check
from pulse.errors import Conflict, OutcomeUnknown, StripeRefused
from pulse.pools import PoolPhase, PoolReturn, apply_funding, apply_funding_dispute, refresh_fundings
from pulse.ports.store import Query
from pulse.prizes import PrizeAct, PrizeStatus, apply_transfer, cancel_prize, wake_pools
from stripe_emulator.resources.payments import refunds
from tests.people import audit_rows, seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, awarded, funded, pay, prizes, reviewed


def world_with(*winners):
    """The pool's challenge ends in 30 days; of three places only those of *winners* are taken."""
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    for place, name in enumerate(winners):
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


@pytest.fixture
def world():
    return world_with("ann", "bob", "cyn")


def cancelled(world, placement=3):
    one = next(one for one in prizes(world) if one.placement == placement)
    return cancel_prize(PrizeAct(one.id, "admin_user_1", "never started"), ports=world.ports)


def swept(world, hours=25):
    """One sweep's two steps, a day later, with the payments that the pass queued."""
    world.clock.advance(hours=hours)
    refresh_fundings(ports=world.ports)
    wake_pools(ports=world.ports)


def pay_all(world):
    return [pay(world, one).status for one in prizes(world)]


def finished(world, times=4):
    for _ in range(times):
        swept(world)
        pay_all(world)


def returns(world):
    found = [PoolReturn.of(one) for one in world.store.query(Query("poolReturns"))]
    return sorted(found, key=lambda one: one.return_id)


def refunded(world, payment_id):
    """What Stripe gave back of the payment."""
    sent = world.stripe.list_refunds({"payment_intent": payment_id})
    return sum(one.amount for one in sent if one.status in {"succeeded", "pending"})


def adds_up(world):
    """To the cent: paid in = paid + returned + held + taken; by records, books and Stripe."""
    counted = [one for one in pools.fundings(world) if one.status == "succeeded"]
    gone = sum(one.taken + one.returning_amount for one in counted)
    paid = sum(one.prize_amount for one in prizes(world) if one.status is PrizeStatus.PAID)
    held = pools.books(world).get(f"prizes:{CHALLENGE}", 0)
    assert sum(one.amount for one in counted) == paid + gone + held
    assert pools.books(world).get(f"returning:{CHALLENGE}", 0) == sum(
        one.returning_amount for one in counted
    ) + sum(
        taking.pool_amount
        for one in counted
        for taking in one.takings
        if not taking.undone and f"{taking.reference}_refund" not in _booked(world) and taking.kind == "refund"
    )
    world.emulator.self_check()


def _booked(world):
    return {name for name, one in pools.entries(world).items() if False} | {
        f"{one['reference']}_{one['kind']}" for one in pools.entries(world).values() if "reference" in one
    }


def test_what_a_cancelled_prize_leaves_goes_back_pro_rata_and_the_pool_is_settled(world):
    """6,000 and 4,000 are paid in, 2,000 are never won: 1,200 and 800 go back."""
    first, second = funded(world, 6_000, 4_000)
    reviewed(world)
    cancelled(world)

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (1_200, 800)
    assert [one.status for one in prizes(world)] == ["paid", "paid", "canceled"]
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert pools.books(world).get(f"returning:{CHALLENGE}", 0) == 0
    pool = pools.pool_of(world)
    assert (pool.phase, pool.next_check_at) == (PoolPhase.SETTLED, None)
    assert audit_rows(world, pool.path)[-1] == "pool.settled"
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []
    adds_up(world)


def test_nothing_goes_back_in_review_nor_while_a_place_is_contested(world):
    (payment,) = funded(world, 10_000)
    awarded(world)
    cancelled(world)
    for hours in (1, 47):
        swept(world, hours)
        assert returns(world) == []
    document = world.store.get(f"prizePools/{CHALLENGE}")
    contested = {**document.fields, "contestedPlace": 2}
    world.store.commit([scene_update(document, contested)])

    finished(world)

    assert (returns(world), refunded(world, payment)) == ([], 0)


def scene_update(document, fields):
    from pulse.ports.store import Update  # noqa: PLC0415

    return Update(document.path, fields, document.version)


def test_the_newest_money_of_a_payer_goes_back_first(world):
    first = pools.paid_in(world, 6_000, OWNER, distribution_type="top_three_weighted")
    world.clock.advance(days=1)
    second = pools.paid_in(world, 4_000, OWNER)
    reviewed(world)
    cancelled(world)

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (0, 2_000)


def test_what_is_held_for_two_people_is_not_returned_by_itself(world):
    first, second = funded(world, 6_000, 4_000)
    pools.warned(world, second)
    apply_funding(second, ports=world.ports, thorough=True)
    reviewed(world)

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (0, 0)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED


def test_what_stripe_has_refunded_and_we_have_not_heard_of_is_not_returned_again(world):
    """10,000 less 2,000 that nobody wins; 1,500 were refunded in the dashboard without an event."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    pools.dashboard_refund(world, payment, 1_500)

    wake_pools(ports=world.ports)
    world.clock.advance(minutes=1)
    finished(world)

    assert refunded(world, payment) == 2_000
    assert pay_all(world) == ["paid", "paid", "canceled"]
    adds_up(world)


def test_two_passes_at_once_reserve_it_once(world, monkeypatch):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    swept(world)
    wake_pools(ports=world.ports)
    wake_pools(ports=world.ports)

    assert [one.amount for one in returns(world)] == [2_000]
    finished(world)
    assert refunded(world, payment) == 2_000


def test_a_refund_that_fails_puts_the_money_back_and_is_never_tried_again_by_itself(world):
    first, second = funded(world, 6_000, 4_000)
    reviewed(world)
    cancelled(world)
    finished(world)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    sent = next(one for one in world.stripe.list_refunds({"payment_intent": first}))
    refunds.fail(world.emulator, sent.id)

    apply_funding(first, ports=world.ports, thorough=True)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (0, 800)
    assert sorted(one.status for one in returns(world)) == ["done", "failed"]
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 1_200
    assert "return.failed" in world.alerts.causes()
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    adds_up(world)


def test_a_prize_that_is_taken_back_opens_a_settled_pool_again(world):
    funded(world, 10_000)
    reviewed(world)
    finished(world)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    paid = prizes(world)[0]

    world.stripe.create_transfer_reversal(
        paid.stripe_transfer_id, {"amount": paid.winner_amount}, idempotency_key="dashboard_reversal"
    )
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    finished(world)

    assert prizes(world)[0].status is PrizeStatus.REVERSED
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    assert returns(world) == []
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 5_000
