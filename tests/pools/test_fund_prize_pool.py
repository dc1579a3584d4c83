"""An owner pays into a pool: reserved, charged on the platform itself, recorded from what Stripe says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.errors import InvalidRequest, NotAllowed, NotFound, StoreUnavailable, StripeUnavailable
from pulse.pools import (
    CurrencyNotPaid,
    FundingNotPaid,
    FundingPaid,
    FundingStatus,
    FundPrizePool,
    LimitReached,
    PoolClosed,
    PoolCurrency,
    PoolPhase,
    PrizesNotApproved,
    SplitFrozen,
    fund_prize_pool,
)
from pulse.ports.store import Create, Merge, Query, Update
from pulse.sales import find_frozen, thaw_terms
from tests.counting import counted
from tests.pools.scene import (
    CHALLENGE,
    OTHER,
    OWNER,
    STRANGER,
    agrees,
    asked,
    books,
    cancelled,
    challenge,
    charge_of,
    completed,
    funding_of,
    fundings,
    paid_in,
    pays,
    pool_of,
    prize_money,
    seen,
    world_where,
)


def test_a_payment_into_a_pool_is_charged_on_the_platform_by_card_with_3d_secure(world):
    challenge(world)

    unpaid = asked(world, 10_000)

    assert (unpaid.amount, unpaid.processing_fee, unpaid.total) == (10_000, 330, 10_330)
    intent = world.sdk.v1.payment_intents.retrieve(unpaid.payment_intent_id).to_dict()
    assert intent["amount"] == 10_330
    assert intent["payment_method_types"] == ["card"]
    assert intent["payment_method_options"]["card"]["request_three_d_secure"] == "any"
    assert intent["transfer_group"] == f"pool_{CHALLENGE}"
    assert intent.get("transfer_data") is None
    assert intent.get("application_fee_amount") is None
    assert unpaid.client_secret not in repr(unpaid)


def test_what_is_paid_in_is_held_for_winners_and_the_challenge_promises_it(world):
    challenge(world)
    payment_id = asked(world, 10_000, distribution_type="top_three_weighted").payment_intent_id
    pays(world, payment_id)

    pool = completed(world, payment_id)

    assert (pool.sums.funded, pool.sums.clean, pool.available, pool.status) == (10_000, 0, 10_000, "funded")
    assert books(world)[f"prizes:{CHALLENGE}"] == 10_000
    assert books(world)["platform:balance"] == 10_000
    assert prize_money(world) == {
        "isEnabled": True,
        "totalAmount": 10_000,
        "currency": "usd",
        "winnerCount": 3,
        "distributionType": "top_three_weighted",
    }
    assert world.store.get(f"challenges/{CHALLENGE}").fields["firstPaidAt"] == world.clock.now()
    assert pool_of(world).frozen_at == world.clock.now()
    assert pool_of(world).payer_ids == (OWNER,)
    agrees(world)


def test_it_takes_two_calls_to_stripe_at_most(world):
    challenge(world)
    trips, ports = counted(world.ports)
    world.ports = ports

    asked(world)
    assert trips.stripe_calls() == ["create_payment_intent"]

    trips.forget()
    asked(world)
    assert trips.stripe_calls() == ["retrieve_payment_intent"]

    trips.forget()
    asked(world, 5_000)
    assert trips.stripe_calls() == ["cancel_payment_intent", "create_payment_intent"]


def test_another_amount_after_a_call_that_died_takes_one_call_and_leaves_nothing_that_can_be_paid(world):
    """The first intent was made, and nobody was given its secret."""
    challenge(world)
    died = replace(world.ports, store=LostLink(world.store))
    with pytest.raises(StoreUnavailable):
        fund_prize_pool(FundPrizePool(challenge_id=CHALLENGE, payer_id=OWNER, amount=10_000), ports=died)
    trips, world.ports = counted(world.ports)

    second = asked(world, 5_000)

    assert trips.stripe_calls() == ["create_payment_intent"]
    assert sorted((one.amount, one.status) for one in fundings(world)) == [
        (5_000, FundingStatus.REQUIRES_PAYMENT),
        (10_000, FundingStatus.CANCELED),
    ]
    pays(world, second.payment_intent_id)
    completed(world, second.payment_intent_id)
    assert seen(world).sums.funded == 5_000
    agrees(world)


class LostLink:
    """A store that ends the process when the intent of a funding is to be linked."""

    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def commit(self, writes):
        if any("paymentIntentId" in getattr(one, "fields", {}) and isinstance(one, Update) for one in writes):
            raise StoreUnavailable("the process ended")
        return self.inner.commit(writes)


def test_the_same_unpaid_payment_gives_the_same_intent(world):
    challenge(world)

    assert asked(world) == asked(world)
    assert len(fundings(world)) == 1


def test_another_amount_ends_the_earlier_payment_and_begins_a_new_one(world):
    challenge(world)
    first = asked(world, 10_000)

    second = asked(world, 5_000)

    assert second.total == 5_181
    assert funding_of(world, first.payment_intent_id).status is FundingStatus.CANCELED
    assert world.stripe.retrieve_payment_intent(first.payment_intent_id).status == "canceled"


def test_two_owners_pay_into_one_pool_and_each_may_top_up(world):
    challenge(world)
    paid_in(world, 10_000)
    paid_in(world, 4_000, OTHER)
    paid_in(world, 1_000)

    pool = seen(world)

    assert pool.sums.funded == 15_000
    assert [one.amount for one in pool.own_fundings] == [10_000, 1_000]
    assert {one.funding_id for one in fundings(world)} == {
        f"{CHALLENGE}_{OWNER}_1",
        f"{CHALLENGE}_{OTHER}_1",
        f"{CHALLENGE}_{OWNER}_2",
    }
    assert prize_money(world)["totalAmount"] == 15_000
    agrees(world)


def test_a_custom_split_is_promised_in_percent_as_it_was_asked_for(world):
    challenge(world)
    paid_in(world, 10_000, distribution_type="custom", custom_distribution=[60, 33.33], winner_count=2)

    assert prize_money(world)["customDistribution"] == [60, 33.33]
    assert prize_money(world)["winnerCount"] == 2


def test_where_the_platform_bears_the_processing_the_pool_gets_all_and_we_pay_stripe():
    world = world_where(pool_processing_fee_payer="platform")
    challenge(world)
    paid_in(world, 10_000)

    assert books(world)[f"prizes:{CHALLENGE}"] == 10_000
    assert books(world)["platform:processing"] == -320
    agrees(world)


def test_a_lost_answer_of_stripe_leads_to_the_same_intent(world):
    challenge(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        asked(world)

    unpaid = asked(world)

    assert [one.id for one in world.stripe.list_payment_intents({})] == [unpaid.payment_intent_id]


def test_an_intent_whose_key_stripe_has_forgotten_is_found_and_no_second_one_is_made(world):
    challenge(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        asked(world)
    world.clock.advance(hours=25)

    unpaid = asked(world)

    assert [one.id for one in world.stripe.list_payment_intents({})] == [unpaid.payment_intent_id]


# Refused before anything is charged


def refused(world, kind, **fields):
    """The refusal; nothing was written and nothing charged by it."""
    before, intents = world.store.version, len(world.stripe.list_payment_intents({}))
    with pytest.raises(kind) as caught:
        asked(world, **fields)
    assert world.store.version == before
    assert len(world.stripe.list_payment_intents({})) == intents
    return caught.value


@pytest.mark.parametrize("amount", [1, 49])
def test_an_amount_below_the_minimum_is_refused(world, amount):
    challenge(world)

    assert refused(world, InvalidRequest, amount=amount).facts["field"] == "amount"


def test_an_amount_off_the_currencys_step_is_refused():
    world = world_where(settlement_currencies=("usd", "isk"))
    challenge(world)

    error = refused(world, InvalidRequest, amount=100_050, currency="isk")

    assert error.facts["field"] == "amount"
    assert "whole units" in error.message


def test_another_currency_than_the_pools_is_refused(world):
    challenge(world)
    paid_in(world)

    assert refused(world, PoolCurrency, currency="eur").facts["currency"] == "usd"


def test_a_currency_that_we_do_not_settle_in_is_refused(world):
    challenge(world)

    assert refused(world, CurrencyNotPaid, currency="chf").facts["allowed_currencies"] == ["usd", "eur"]


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_a_challenge_that_is_over_or_cancelled_takes_no_money(world, status):
    challenge(world, status=status)

    assert refused(world, PoolClosed).facts["challenge_status"] == status


def test_a_challenge_past_its_end_or_without_one_takes_no_money(world):
    challenge(world, endDate=world.clock.now())
    refused(world, PoolClosed)
    challenge(world, endDate=None)
    assert refused(world, PoolClosed).facts["field"] == "endDate"
    challenge(world, endDate="soon")
    refused(world, PoolClosed)


def test_an_awarded_pool_takes_no_money(world):
    challenge(world)
    paid_in(world)
    world.store.commit([Merge(f"prizePools/{CHALLENGE}", {"phase": PoolPhase.AWARDED.value})])

    assert refused(world, PoolClosed).facts["pool_phase"] == "awarded"


def test_only_an_owner_pays_in_and_only_for_a_challenge_that_exists(world):
    challenge(world)

    refused(world, NotAllowed, payer=STRANGER)
    refused(world, NotFound, challenge_id="nothing")


def test_a_second_split_is_refused_once_somebody_has_paid_or_takes_part(world):
    challenge(world)
    asked(world, distribution_type="top_three_equal")
    asked(world, distribution_type="winner_takes_all")
    assert pool_of(world).distribution_type == "winner_takes_all"

    world.store.commit([Merge("user-challenge/x", {"challengeId": CHALLENGE, "userId": "p"})])
    refused(world, SplitFrozen, distribution_type="top_three_equal")
    asked(world, distribution_type="winner_takes_all")

    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)
    completed(world, payment_id)
    refused(world, SplitFrozen, distribution_type="custom", custom_distribution=[50, 50])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"custom_distribution": {"1": 60, "3": 40}}, "customDistribution"),
        ({"custom_distribution": [60, 60]}, "customDistribution"),
        ({"custom_distribution": []}, "customDistribution"),
        ({"custom_distribution": [50, 50], "winner_count": 3}, "winnerCount"),
    ],
)
def test_places_with_a_gap_or_of_another_number_are_refused(world, fields, field):
    challenge(world)

    assert refused(world, InvalidRequest, distribution_type="custom", **fields).facts["field"] == field


def test_an_unknown_split_is_refused(world):
    challenge(world)

    assert refused(world, InvalidRequest, distribution_type="top_ten").facts["field"] == "distributionType"


def test_a_place_that_would_win_less_than_the_least_is_refused(world):
    challenge(world)

    error = refused(world, LimitReached, amount=494, distribution_type="top_three_weighted")

    assert error.facts == {"limit_name": "prize_min", "limit": 100, "currency": "usd"}
    asked(world, 500, distribution_type="top_three_weighted")


def test_a_live_key_without_stripes_approval_takes_no_prize_money(world):
    challenge(world)
    world.stripe._livemode = True

    with pytest.raises(PrizesNotApproved):
        asked(world)

    assert fundings(world) == []


# Cancelled


def test_a_payer_cancels_an_unpaid_payment_and_may_say_so_twice(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id

    assert cancelled(world, payment_id).status == "open"
    assert cancelled(world, payment_id).sums.funded == 0
    assert world.stripe.retrieve_payment_intent(payment_id).status == "canceled"
    assert asked(world).payment_intent_id != payment_id


def test_what_is_paid_is_not_cancelled_and_counts(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)

    with pytest.raises(FundingPaid):
        cancelled(world, payment_id)

    assert seen(world).sums.funded == 10_000


def test_nobody_completes_or_cancels_anothers_payment(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id

    for act in (completed, cancelled):
        with pytest.raises(NotAllowed):
            act(world, payment_id, OTHER)
        with pytest.raises(NotFound):
            act(world, payment_id, challenge_id="another")
        with pytest.raises(NotFound):
            act(world, "pi_unknown")


def test_a_payment_that_has_not_succeeded_is_not_complete(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id

    with pytest.raises(FundingNotPaid) as caught:
        completed(world, payment_id)

    assert caught.value.facts == {
        "payment_status": "requires_payment",
        "stripe_status": "requires_payment_method",
    }


def test_completing_twice_books_once(world):
    challenge(world)
    payment_id = paid_in(world)

    completed(world, payment_id)

    assert len(world.store.query(Query("journal"))) == 2
    assert charge_of(world, payment_id)["amount"] == 10_330
    agrees(world)


def test_terms_stand_while_a_payment_is_open_and_are_the_owners_again_afterwards(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    assert world.store.get(f"challenges/{CHALLENGE}").fields["termsFrozenAt"] == world.clock.now()

    world.clock.advance(hours=1)
    assert find_frozen(ports=world.ports) == [CHALLENGE]
    assert thaw_terms(CHALLENGE, ports=world.ports) is False
    cancelled(world, payment_id)
    world.clock.advance(hours=2)
    assert thaw_terms(CHALLENGE, ports=world.ports) is True


def test_who_may_not_see_a_draft_does_not_see_its_pool(world):
    challenge(world, status="draft")
    asked(world)

    assert seen(world, OWNER).status == "open"
    assert seen(world, "support", as_staff=True).own_fundings
    with pytest.raises(NotFound):
        seen(world, STRANGER)


def test_others_see_sums_and_no_payers(world):
    challenge(world)
    paid_in(world)

    pool = seen(world, STRANGER)

    assert (pool.sums.funded, pool.own_fundings) == (10_000, ())


def test_money_settles_after_two_weeks_for_a_first_payer(world):
    challenge(world)
    paid_in(world)
    assert seen(world).sums.settling_until == world.clock.now() + timedelta(days=14)

    world.clock.advance(days=14)

    assert seen(world).sums.clean == 10_000
    assert seen(world).sums.settling_until is None


class ClosedMeanwhile:
    """The store; somebody awards the pool just before a second payment into it is reserved."""

    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def commit(self, writes):
        if any(isinstance(write, Create) and write.path.startswith("poolFundings/") for write in writes):
            self.inner.commit([Update(f"prizePools/{CHALLENGE}", {"phase": PoolPhase.AWARDED.value})])
        return self.inner.commit(writes)


def test_no_payment_is_reserved_in_a_pool_that_was_awarded_since_it_was_read(world):
    challenge(world)
    paid_in(world)
    world.ports = replace(world.ports, store=ClosedMeanwhile(world.store))

    with pytest.raises(PoolClosed):
        asked(world, payer=OTHER)

    assert [one.payer_id for one in fundings(world)] == [OWNER]
