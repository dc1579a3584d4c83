"""A new trainer sells little, nobody sells at a large loss to us, and who owes us sells nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.errors import Busy
from pulse.ports.store import Update
from pulse.sales import (
    LimitReached,
    OwnerNotReady,
    PaymentStatus,
    RevokedWhy,
    refresh_open_payments,
    rules,
)
from pulse.sales.make_room import OpenPayment, displaced_by
from pulse.sales.trainer_limits import DayLimits, Sold
from stripe_emulator.errors import StripeError
from tests.sales import scene
from tests.sales.test_at_once import WORKERS, Meeting, at_once
from tests.world import TEST_SETTINGS, World

LIMITS = {
    "trainer_trial_seconds": 30 * 86_400,
    "trainer_price_cents_max": (("usd", 50_000),),
    "trainer_sales_per_day_cents_max": (("usd", 200_000),),
    "trainer_loss_per_day_cents_max": (("usd", 2_000),),
}


@pytest.fixture
def limited():
    return World(TEST_SETTINGS.model_copy(update=LIMITS))


def sells(world, number, amount):
    """Another buyer pays for the round at this price."""
    scene.priced(world, amount)
    buyer = f"buyer{number}"
    scene.user(world, buyer)
    unpaid = scene.bought(world, buyer)
    scene.pays(world, unpaid.payment_intent_id)
    scene.completed(world, unpaid.payment_intent_id, buyer)
    return unpaid.payment_intent_id


def refused(world, buyer="late"):
    scene.user(world, buyer)
    with pytest.raises(LimitReached) as refusal:
        scene.bought(world, buyer)
    return refusal.value.facts


def test_a_new_trainers_price_has_a_limit(limited):
    scene.round_on_sale(limited, 50_001)
    assert refused(limited) == {"limit_name": "trainer_price", "limit": 50_000, "currency": "usd"}
    scene.priced(limited, 50_000)
    assert scene.bought(limited).amount == 50_000


def test_a_new_trainers_day_has_a_limit_of_paid_sales(limited):
    scene.round_on_sale(limited, 50_000)
    for number in range(4):
        sells(limited, number, 50_000)
    scene.priced(limited, 50)
    assert refused(limited) == {"limit_name": "trainer_sales_per_day", "limit": 200_000, "currency": "usd"}
    limited.clock.advance(hours=24)
    assert scene.bought(limited).amount == 50


def test_rounds_that_nobody_paid_use_up_nothing(limited):
    scene.round_on_sale(limited, 50_000)
    for number in range(6):
        scene.user(limited, f"buyer{number}")
        scene.bought(limited, f"buyer{number}")
    sells(limited, 9, 50_000)


def test_after_a_month_only_the_loss_is_limited(limited):
    scene.round_on_sale(limited, 50_000)
    limited.clock.advance(days=29, hours=23)
    scene.priced(limited, 50_001)
    refused(limited)
    limited.clock.advance(hours=1)
    assert scene.bought(limited).amount == 50_001


def test_an_adopted_account_counts_from_when_stripe_opened_it(limited):
    scene.round_on_sale(limited, 60_000)
    limited.clock.advance(days=31)
    now = limited.clock.now()
    limited.store.commit([Update(f"stripeConnect/{scene.TRAINER}", {"creation": None, "activeAt": now})])
    assert scene.bought(limited).amount == 60_000
    limited.store.commit([Update(f"stripeConnect/{scene.TRAINER}", {"openedAt": now})])
    refused(limited)


def test_what_a_trainers_sales_may_cost_us_a_day_has_a_limit():
    """A round of 0.50 costs us 0.29 with the default policy."""
    world = World(TEST_SETTINGS.model_copy(update={"trainer_loss_per_day_cents_max": (("usd", 80),)}))
    scene.round_on_sale(world, 50)
    for number in range(2):
        sells(world, number, 50)
    assert refused(world) == {"limit_name": "trainer_loss_per_day", "limit": 80, "currency": "usd"}
    scene.priced(world, 40_000)
    assert scene.bought(world).amount == 40_000
    world.clock.advance(hours=24)
    scene.priced(world, 50)
    assert scene.bought(world, "late").amount == 50


def test_a_trainer_who_owes_us_sells_nothing_until_it_is_paid(world):
    scene.round_on_sale(world)
    payment = sells(world, 1, 10_000)
    world.store.commit([Update(f"payments/{payment}", {"receivableAmount": 1})])
    with pytest.raises(OwnerNotReady):
        scene.bought(world)
    world.store.commit([Update(f"payments/{payment}", {"receivableAmount": 0})])
    assert scene.bought(world).amount == 10_000


def opens(world, number):
    buyer = f"buyer{number}"
    world.clock.advance(seconds=1)
    scene.user(world, buyer)
    return scene.bought(world, buyer).payment_intent_id


def taken(world):
    """What was paid at Stripe. Nothing of it was given back."""
    assert world.stripe.list_refunds({}) == []
    return sum(one.amount for one in world.stripe.list_payment_intents({}) if one.status == "succeeded")


def pays_if_it_can(world, payment_id):
    """Stripe does one thing after the other with a payment: it is paid or canceled, never both."""
    with world.emulator.lock, suppress(StripeError):
        scene.pays(world, payment_id)


def test_payments_opened_before_the_first_is_paid_pass_the_limit_no_more_than_others(limited):
    scene.round_on_sale(limited, 50_000)
    payments = [opens(limited, number) for number in range(5)]
    for payment_id in payments:
        pays_if_it_can(limited, payment_id)
    refresh_open_payments(ports=limited.ports)

    assert taken(limited) == 200_000
    first = scene.payment_of(limited, payments[0])
    assert (first.status, first.revoked_why) == (PaymentStatus.CANCELED, RevokedWhy.DISPLACED)
    refused(limited)


def test_whoever_lost_their_place_gets_it_again_from_those_who_do_not_pay(limited):
    scene.round_on_sale(limited, 50_000)
    first, *_ = [opens(limited, number) for number in range(5)]

    again = scene.bought(limited, "buyer0").payment_intent_id

    assert again != first
    scene.pays(limited, again)
    assert scene.completed(limited, again, "buyer0")


def test_a_payment_that_was_paid_before_it_could_be_canceled_stands_and_the_newcomer_waits(limited):
    scene.round_on_sale(limited, 50_000)
    payments = [opens(limited, number) for number in range(4)]
    scene.pays(limited, payments[0])

    opens(limited, 4)

    assert scene.payment_of(limited, payments[0]).status is PaymentStatus.COMPLETED
    assert scene.payment_of(limited, payments[1]).status is PaymentStatus.CANCELED
    for payment_id in payments[2:]:
        scene.pays(limited, payment_id)
    assert taken(limited) == 150_000


def test_once_all_are_paid_at_stripe_the_next_is_refused_and_no_sale_goes_back(limited):
    scene.round_on_sale(limited, 50_000)
    for payment_id in [opens(limited, number) for number in range(4)]:
        scene.pays(limited, payment_id)
    refused(limited)
    refresh_open_payments(ports=limited.ports)
    assert taken(limited) == 200_000


def test_open_payments_cost_us_no_more_than_the_limit_either():
    world = World(TEST_SETTINGS.model_copy(update={"trainer_loss_per_day_cents_max": (("usd", 64),)}))
    scene.round_on_sale(world, 50)
    for payment_id in [opens(world, number) for number in range(4)]:
        pays_if_it_can(world, payment_id)
    world.clock.advance(minutes=10)
    refresh_open_payments(ports=world.ports)
    losses = [
        -one.fields["platformMargin"]
        for one in scene.documents(world, "payments")
        if one.fields["status"] == PaymentStatus.COMPLETED
    ]
    assert sum(losses) <= 64 < sum(losses) + losses[0]


@pytest.mark.parametrize("tries", range(3))
def test_buyers_at_the_same_moment_never_pass_the_limit(limited, tries):
    scene.round_on_sale(limited, 50_000)
    for number in range(WORKERS):
        scene.user(limited, f"buyer{number}")
    meeting = Meeting(limited.ports.stripe, "create_payment_intent")
    limited.ports = replace(limited.ports, stripe=meeting)

    def opens_and_pays(number):
        payment_id = scene.bought(limited, f"buyer{number}").payment_intent_id
        pays_if_it_can(limited, payment_id)

    answers = at_once(*[lambda n=n: opens_and_pays(n) for n in range(WORKERS)])
    refresh_open_payments(ports=limited.ports)

    assert all(isinstance(one, LimitReached | Busy) for one in answers if isinstance(one, Exception))
    assert 0 < taken(limited) <= 200_000


AMOUNTS = st.integers(1, 120)
OTHERS = st.lists(st.tuples(AMOUNTS, st.integers(0, 30), st.sampled_from(sorted(rules.OPEN)), st.booleans()))


@given(own=AMOUNTS, others=OTHERS, sold=st.lists(AMOUNTS, max_size=3))
def test_what_stays_fits_and_nobody_leaves_who_fits_beside_those_who_came_later(own, others, sold):
    limits = DayLimits("tina", "usd", sales=(("usd", 200),))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    asked = OpenPayment("own", Sold(own), start, PaymentStatus.REQUIRES_PAYMENT)
    beside = [
        OpenPayment(f"pi_{number}", Sold(price), start + timedelta(minutes=minutes), status, is_revoked)
        for number, (price, minutes, status, is_revoked) in enumerate(others)
    ]
    with_bank = sum(one.sold.price for one in beside if one.status is PaymentStatus.PROCESSING)
    if own + sum(sold) + with_bank > 200:
        with pytest.raises(LimitReached):
            displaced_by(asked, beside, [Sold(one) for one in sold], limits)
        return

    leave = displaced_by(asked, beside, [Sold(one) for one in sold], limits)

    stays = [one for one in beside if one.payment_id not in leave]
    total = own + sum(sold) + sum(one.sold.price for one in stays)
    assert total <= 200
    for one in beside:
        if one.payment_id in leave:
            later = [other.sold.price for other in stays if other.order > one.order]
            bank = [
                other.sold.price
                for other in stays
                if other.status is PaymentStatus.PROCESSING and other.order < one.order
            ]
            assert own + sum(sold) + sum(later) + sum(bank) + one.sold.price > 200
