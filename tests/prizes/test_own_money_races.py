"""What moves while our own money is read or a pass is under way is never counted as ours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.pools import PoolUnreadable
from pulse.ports.store import Merge, Update
from pulse.prizes import (
    PayPrize,
    PrizeAct,
    PrizeStatus,
    allot_own_money,
    allot_pool,
    apply_transfer,
    pay_prize,
    read_own_money,
    refresh_own_money,
    reissue_prize,
    wake_pools,
)
from tests.backoffice.approvals.test_sponsor_pool import DiesAt, SomebodyElse
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes import scene
from tests.prizes.test_allot_pool import funded, reviewed
from tests.prizes.test_allot_pool import world as pool_world  # noqa: F401 - a fixture
from tests.prizes.test_unclaimed import unclaimed, world_with


class AtBalance:
    """Before the balance is read for the time *number*, from 0 on, *happens* happens."""

    def __init__(self, inner, number, happens):
        self._inner, self._left, self._happens = inner, number, happens

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def retrieve_balance(self):
        self._left -= 1
        if self._left == -1:
            self._happens()
        return self._inner.retrieve_balance()


class BeforeQuery:
    """Before the first query of *collection*, *happens* happens."""

    def __init__(self, inner, collection, happens):
        self._inner, self._collection, self._happens = inner, collection, happens

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def query(self, query):
        if self._happens and query.collection == self._collection:
            happens, self._happens = self._happens, None
            happens()
        return self._inner.query(query)


class BeforeReadingAgain:
    """Before the document *path* is read alone for the second time, *happens* happens."""

    def __init__(self, inner, path, happens):
        self._inner, self._path, self._happens, self._reads = inner, path, happens, 0

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def get(self, path):
        self._reads += path == self._path
        if self._reads == 2 and path == self._path:
            self._happens()
        return self._inner.get(path)


def marked_and_waiting(world):
    """A prize of 97.00 that may be sent, and a younger one of 48.50 that waits; 100.00 are there."""
    scene.funds(world, 10_000)
    scene.winner_account(world, "ann")
    scene.winner_account(world, "bob")
    (first,) = scene.awarded(world, "ann", challenge_id="of_ann")
    first = scene.allotted(world, first)
    (second,) = scene.awarded(world, "bob", pool=5_000, challenge_id="of_bob")
    return first, second


def sent_without_an_answer(world, record):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers$", count=1)
    scene.pay(world, record)


def test_money_of_a_prize_that_is_claimed_while_a_pass_reads_goes_to_no_other(world):
    first, second = marked_and_waiting(world)
    ports = replace(
        world.ports, stripe=AtBalance(world.stripe, 1, lambda: sent_without_an_answer(world, first))
    )

    allotted = allot_own_money("usd", ports=ports)

    assert second.id not in [one.id for one in allotted]
    assert scene.read(world, second.id).cover_epoch == 0


def test_a_pass_that_takes_back_a_mark_ends_if_its_prize_was_claimed_first(world):
    first, second = marked_and_waiting(world)
    scene.funds(world, 9_699)
    store = SomebodyElse(world.store, 1, lambda: sent_without_an_answer(world, first))

    assert allot_own_money("usd", ports=replace(world.ports, store=store)) == []

    assert scene.read(world, second.id).cover_epoch == 0
    scene.funds(world, 9_700 + 4_850)
    assert second.id in [one.id for one in allot_own_money("usd", ports=world.ports)]


def test_a_pass_that_takes_back_a_mark_of_a_prize_that_waits_allots_the_rest(world):
    first, second = marked_and_waiting(world)
    scene.funds(world, 9_699)

    assert [one.id for one in allot_own_money("usd", ports=world.ports)] == [second.id]

    assert scene.pay(world, first).record.status is PrizeStatus.PENDING


def test_a_return_that_is_reserved_while_own_money_is_read_is_not_ours(pool_world):  # noqa: F811
    world = pool_world
    pools.paid_in(world, 5_000)
    document = world.store.get(f"prizePools/{CHALLENGE}")
    world.store.commit([Update(document.path, {"nextCheckAt": world.clock.now()}, document.version)])
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"cancelAskedAt": world.clock.now()})])
    store = BeforeQuery(world.store, "poolFundings", lambda: wake_pools(ports=world.ports))

    figures = read_own_money(["usd"], ports=replace(world.ports, store=store)).figures["usd"]

    assert pools.books(world)["returning:" + CHALLENGE] == 5_000
    assert figures.held + figures.returning == 5_000


def test_the_books_of_a_pool_count_what_nobody_has_claimed_of_it():
    world = world_with(prize_claim_days=10)
    unclaimed(world)
    before = read_own_money(["usd"], ports=world.ports).figures["usd"]
    (document,) = pools.fundings(world)
    stored = world.store.get(document.path)
    world.store.commit([Update(stored.path, {"amount": "ten"}, stored.version)])

    after = read_own_money(["usd"], ports=world.ports).figures["usd"]

    assert pools.books(world)[f"unclaimed:{CHALLENGE}"] == 2_000
    assert (after.held, before.held) == (2_000, 2_000)


def damaged(world, record):
    document = world.store.get(record.path)
    world.store.commit([Update(document.path, {"prizeAmount": "ten"}, document.version)])


def test_while_a_prize_that_was_sent_cannot_be_read_nobody_knows_what_is_ours(world):
    first, _ = marked_and_waiting(world)
    sent_without_an_answer(world, first)
    damaged(world, first)

    with pytest.raises(PoolUnreadable):
        read_own_money(["usd"], ports=world.ports)

    assert "record.damaged" in world.alerts.causes()


def test_the_money_of_a_marked_prize_that_cannot_be_read_goes_to_no_other(world):
    first, second = marked_and_waiting(world)
    damaged(world, first)

    with pytest.raises(PoolUnreadable):
        allot_own_money("usd", ports=world.ports)

    assert scene.read(world, second.id).cover_epoch == 0


def test_a_prize_that_was_reversed_long_ago_is_not_read_again(world):
    first, _ = marked_and_waiting(world)
    scene.pay(world, first)
    scene.take_back(world, first)
    apply_transfer(scene.read(world, first.id).stripe_transfer_id, ports=world.ports)
    damaged(world, first)

    assert read_own_money(["usd"], ports=world.ports).figures["usd"].held == 0


def test_a_mark_that_let_a_transfer_be_sent_lets_no_other_be_sent(world):
    first, _ = marked_and_waiting(world)
    scene.pay(world, first)
    scene.take_back(world, first)
    apply_transfer(scene.read(world, first.id).stripe_transfer_id, ports=world.ports)

    reissue_prize(PrizeAct(first.id, "second_admin", "bank was wrong"), ports=world.ports)

    assert scene.read(world, first.id).cover_epoch == 0


def test_a_worker_whose_pass_took_longer_than_its_lease_leaves_the_prize_to_whoever_paid_it(world):
    """Its prize was reversed and reissued: it looks the old transfer up, and then makes a pass."""
    scene.funds(world, 30_000)
    scene.winner_account(world, "ann")
    (first,) = scene.awarded(world, "ann")
    scene.pay(world, first)
    scene.take_back(world, first)
    apply_transfer(scene.read(world, first.id).stripe_transfer_id, ports=world.ports)
    reissue_prize(PrizeAct(first.id, "second_admin", "bank was wrong"), ports=world.ports)
    world.clock.advance(days=2)  # nothing that was sent before can still be carried out
    paid = []

    def pays():
        world.clock.advance(seconds=world.ports.settings.lease_seconds + 1)
        paid.append(scene.pay(world, first).record)

    store = BeforeReadingAgain(world.store, f"prizeRecords/{first.id}", pays)
    outcome = pay_prize(PayPrize(first.id, "system:test"), ports=replace(world.ports, store=store))

    assert [(one.status, one.reason) for one in paid] == [(PrizeStatus.PAID, None)]
    assert outcome.repeat
    assert scene.read(world, first.id) == paid[0]
    assert len(scene.transfers(world, first)) == 2  # the one that was taken back, and one more


def test_figures_that_a_pass_stored_during_a_reading_are_kept(world):
    first, _ = marked_and_waiting(world)
    stripe = AtBalance(world.stripe, 1, lambda: scene.allotted(world, first))
    before = world.store.get("ownMoney/usd").fields["version"]

    refresh_own_money(ports=replace(world.ports, stripe=stripe))

    assert world.store.get("ownMoney/usd").fields["version"] == before + 2  # the two of the pass


def test_operators_hear_of_missing_money_also_if_the_sweep_dies_before_it_is_stored(pool_world):  # noqa: F811
    world = pool_world
    funded(world, 10_000)
    reviewed(world)
    world.stripe.retrieve_balance()
    scene.funds(world, 9_999)

    with pytest.raises(SystemExit):
        refresh_own_money(ports=replace(world.ports, store=DiesAt(world.store, 0)))

    assert "own_money.overdrawn" in world.alerts.causes()


def test_operators_hear_of_prizes_without_cover_also_if_the_pass_dies(pool_world):  # noqa: F811
    world = pool_world
    (payment,) = funded(world, 10_000)
    reviewed(world)
    pools.dashboard_refund(world, payment)
    pools.event(world, "charge.refunded", pools.charge_of(world, payment)["id"])

    with pytest.raises(SystemExit):
        allot_pool(CHALLENGE, ports=replace(world.ports, store=DiesAt(world.store, 1)))

    assert "pool.uncovered" in world.alerts.causes()


def asks_stripe(world):
    asked = []
    stripe = AtBalance(world.stripe, 0, lambda: asked.append(True))
    refresh_own_money(ports=replace(world.ports, stripe=stripe))
    return bool(asked)


def test_without_money_of_others_the_sweep_reads_the_balance_as_often_as_stripes_lists(world):
    scene.funds(world, 10_000)
    assert [asks_stripe(world), asks_stripe(world)] == [True, False]

    world.clock.advance(seconds=world.ports.settings.catch_up_seconds)

    assert [asks_stripe(world), asks_stripe(world)] == [True, False]


def test_while_a_prize_is_marked_each_sweep_reads_the_balance(world):
    first, _ = marked_and_waiting(world)
    assert [asks_stripe(world), asks_stripe(world)] == [True, True]

    scene.pay(world, first)

    assert not asks_stripe(world)


def test_while_a_pool_is_not_settled_each_sweep_reads_the_balance(pool_world):  # noqa: F811
    world = pool_world
    pools.paid_in(world, 5_000)

    assert [asks_stripe(world), asks_stripe(world)] == [True, True]


def test_while_the_balance_is_below_0_each_sweep_reads_it(world):
    scene.funds(world, -1)

    assert [asks_stripe(world), asks_stripe(world)] == [True, True]
    scene.funds(world, 0)
    assert [asks_stripe(world), asks_stripe(world)] == [True, False]
