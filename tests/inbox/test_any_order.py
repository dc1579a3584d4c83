"""Events are shuffled, repeated or lost: the books end as in the tidy order."""

from __future__ import annotations

import itertools
import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice.checks.invariants import check
from pulse.inbox.handlers import Hint, handle
from pulse.sales import refresh_open_payments
from tests.inbox.scene import sent
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    books,
    bought,
    dashboard_refund,
    dispute_opened,
    dispute_settled,
    payment_of,
    pays,
    priced,
    round_on_sale,
)
from tests.world import Moment, World

pytestmark = pytest.mark.thorough

FUNDS = 100_000_000
"""On our balance from the start, so that a trainer can be paid back in any order."""


@cache
def on_sale() -> Moment:
    """The world in which every story begins, played once."""
    world = World()
    round_on_sale(world)
    world.emulator.set_balance("usd", FUNDS)
    return world.moment()


class Story:
    """A sale as it happens at Stripe, step by step, without us doing anything."""

    def __init__(self, amount, refund, outcome):
        self.world = World()
        self.world.back_to(on_sale())
        priced(self.world, amount)
        self.payment_id = bought(self.world).payment_intent_id
        self._known = {}
        self._before = {event.event_id for event in sent(self.world, self._known)}
        self._steps = iter([self._pay, *([lambda: self._refund(refund)] if refund else [])])
        if outcome:
            self._steps = itertools.chain(self._steps, [self._dispute, lambda: self._settle(outcome)])

    def step(self):
        """The next thing happens; nothing once the story is told."""
        for happens in self._steps:
            happens()
            return True
        return False

    def events(self):
        """What has happened since the purchase."""
        return [event for event in sent(self.world, self._known) if event.event_id not in self._before]

    def deliver(self, number):
        """One of the events so far, again if it was delivered before."""
        events = self.events()
        if events:
            self.apply(events[number % len(events)])

    def apply(self, event):
        body = json.loads(event.payload)
        about = body["data"]["object"]
        handle(Hint(body["type"], about.get("id"), body.get("account")), ports=self.world.ports)

    def tidy(self):
        """Every step, and after each every event that it caused, in order."""
        told = set()
        while self.step():
            while fresh := [event for event in self.events() if event.event_id not in told]:
                told.add(fresh[0].event_id)
                self.apply(fresh[0])
        return self

    def end(self):
        """The rest of the story without a word, then the sweep."""
        while self.step():
            pass
        for _ in range(3):
            self.world.clock.advance(hours=7)
            refresh_open_payments(ports=self.world.ports)
        return self

    def books(self):
        """The totals of every account, what the record says, and that both agree with Stripe."""
        payment = payment_of(self.world, self.payment_id)
        self.world.emulator.self_check()
        assert check(store=self.world.store, stripe=self.world.stripe, now=self.world.clock.now()) == []
        enrolled = self.world.store.get(f"user-challenge/{CHALLENGE}_{BUYER}") is not None
        told = (payment.status, payment.refunded_amount, payment.owner_net_amount, payment.disputed_amount)
        return {**books(self.world), "told": told, "enrolled": enrolled}

    def _pay(self):
        pays(self.world, self.payment_id)

    def _refund(self, amount):
        dashboard_refund(self.world, self.payment_id, amount)

    def _dispute(self):
        self.dispute_id = dispute_opened(self.world, self.payment_id)

    def _settle(self, outcome):
        dispute_settled(self.world, self.dispute_id, outcome)


SALES = st.tuples(
    st.integers(min_value=50, max_value=1_000_000),
    st.integers(min_value=0, max_value=9_999),
    st.sampled_from([None, "won", "lost"]),
).map(lambda drawn: (drawn[0], drawn[0] * drawn[1] // 10_000, drawn[2]))

DELIVERIES = st.lists(st.one_of(st.just("step"), st.integers(min_value=0, max_value=50)), max_size=25)


@cache
def tidy_books(sale):
    """How it ends in the tidy order: the same for every other order of the same sale."""
    return Story(*sale).tidy().end().books()


@given(sale=SALES, deliveries=DELIVERIES)
def test_any_order_duplication_and_loss_ends_in_the_same_books(sale, deliveries):
    story = Story(*sale)
    for happens in deliveries:
        if happens == "step":
            story.step()
        else:
            story.deliver(happens)
    assert story.end().books() == tidy_books(sale)


@given(sale=SALES)
def test_with_every_event_lost_the_sweep_alone_reaches_the_same_books(sale):
    assert Story(*sale).end().books() == tidy_books(sale)


SIX = (
    "payment_intent.succeeded",
    "charge.refunded",
    "refund.created",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.closed",
)


@pytest.mark.parametrize("first", SIX)
@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_all_permutations_of_six_events(outcome, first):
    expected = Story(10_000, 2_500, outcome).tidy().books()
    story = Story(10_000, 2_500, outcome)
    while story.step():
        pass
    events = {event.type: event for event in sent(story.world)}

    def orders_from(told):
        """Every order that begins with *told*, which has been applied: 326 events for 120 orders."""
        if len(told) == len(SIX):
            assert story.books() == expected, told
            return 1
        here, ended = story.world.moment(), 0
        for event_type in SIX:
            if event_type not in told:
                story.apply(events[event_type])
                ended += orders_from((*told, event_type))
                story.world.back_to(here)
        return ended

    story.apply(events[first])
    assert orders_from((first,)) == 120
