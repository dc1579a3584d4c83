"""What went wrong with other people's prize money, in public: each with the right values, here or elsewhere.

`ELSEWHERE` names the tests that already say it. The threads are on GitHub.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pulse.money import fee
from pulse.pools import PoolPhase, PoolStatus
from pulse.prizes import PrizeStatus, ranking
from tests.people import seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, awarded, prizes, reviewed
from tests.prizes.test_finish_pool import adds_up, finished, refunded, returns, swept
from tests.prizes.test_ranking import END, money, person

TESTS = Path(__file__).parents[1]
ELSEWHERE = {
    "stakwork/sphinx-tribes#1177": "prizes/test_own_money.py::"
    "test_two_workers_with_own_money_for_one_prize_pay_one",
    "stakwork/sphinx-tribes#1894": "pools/test_fund_prize_pool.py::"
    "test_another_amount_ends_the_earlier_payment_and_begins_a_new_one",
    "gitcoinco/web#3950": "pools/test_apply_funding.py::"
    "test_a_cancelled_payment_that_was_paid_and_refunded_is_not_shown_as_there",
    "gitcoinco/web#2987": "prizes/test_finish_pool.py::"
    "test_what_a_cancelled_prize_leaves_goes_back_pro_rata_and_the_pool_is_settled",
    "gitcoinco/web#7866": "pools/test_close_pool.py::"
    "test_the_pool_of_a_challenge_that_is_gone_or_cancelled_goes_back_once",
    "status-im/status-teller-network#232": "pools/test_apply_funding.py::"
    "test_the_same_event_five_times_books_once",
    "sherlock-audit/2024-05-pooltogether-judging#125": "prizes/test_allot_pool.py::"
    "test_a_disputed_payment_covers_the_best_places_that_fit_and_says_why_the_others_wait",
    "Webghost01-NG/fhevm-pooltogether-security#73": "prizes/test_award_versions.py::"
    "test_from_the_decision_on_nothing_of_the_older_version_is_allotted_claimed_or_returned",
    "tinyhumansai/tiny.place#274": "prizes/test_own_money.py::"
    "test_while_a_cent_of_the_pools_is_missing_nothing_is_sent_and_operators_are_paged",
    "Jagadeeshftw/grainlify#950": "prizes/test_finish_pool.py::"
    "test_in_whatever_order_things_happen_the_pool_adds_up_and_returns_nothing_twice",
    "Lamatic/AgentKit#411": "prizes/test_finish_pool.py::"
    "test_a_refund_that_fails_puts_the_money_back_and_is_never_tried_again_by_itself",
    "gnoswap-labs/gnoswap#1363": "pools/test_statement.py::"
    "test_for_any_sequence_of_events_the_statement_equals_records_and_journal",
    "jk-labs-inc/confetti#2256": "prizes/test_finish_pool.py::"
    "test_what_was_taken_back_in_part_stays_in_the_pool_with_the_fee_out_of_it",
    "stacks-archive/app-mining#205": "prizes/test_compare_award.py::"
    "test_scores_edited_after_the_award_change_nothing_and_ask_for_review_once",
    "bountysource/core#1532": "prizes/test_review.py::"
    "test_an_administrator_and_a_second_one_cannot_shorten_it",
    "SolFoundry/solfoundry#459": "prizes/test_contests.py::test_the_last_second_of_the_review_counts",
    "ValveSoftware/counter-strike_regional_standings#34": "pools/test_apply_funding.py::"
    "test_an_early_fraud_warning_holds_money_that_counted_and_takes_it_from_the_promise",
    "Liquipedia/Lua-Modules#6767": "pools/test_fund_prize_pool.py::"
    "test_another_currency_than_the_pools_is_refused",
    "alphagov/pay-connector#5011": "pools/test_takings.py::"
    "test_a_dispute_that_lost_a_little_less_takes_the_pool_part_of_the_difference",
    "antiwork/gumroad#6746": "pools/test_fund_prize_pool.py::"
    "test_a_place_that_would_win_less_than_the_least_is_refused",
    "liberapay/liberapay.org#36": "prizes/test_finish_pool.py::"
    "test_a_refund_that_stripe_refuses_gives_the_money_back_to_the_pool_and_is_not_sent_again",
}


@pytest.mark.parametrize("where", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_each_has_its_test(where):
    file, _, name = where.partition("::")
    assert re.search(rf"^def {name}\(", (TESTS / file).read_text(), re.MULTILINE)


def world_with(**scores):
    """The pool's challenge ends in 30 days; everybody has a ready account."""
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    for name, score in scores.items():
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=score)
    return world


def test_of_two_payments_that_are_both_paid_in_a_race_both_count():
    """stakwork/sphinx-tribes#1894: the first is paid just before its payer asks for another amount."""
    world = world_with(ann=3)
    first = pools.asked(world, 10_000, distribution_type="winner_takes_all").payment_intent_id
    pools.pays(world, first)

    second = pools.asked(world, 6_000).payment_intent_id
    pools.pays(world, second)
    pools.completed(world, second)
    pools.completed(world, first)

    assert first != second
    assert pools.prize_money(world)["totalAmount"] == 16_000
    assert sorted(one.left for one in pools.fundings(world)) == [6_000, 10_000]


def test_of_300_with_two_prizes_of_100_paid_100_go_back_and_nothing_is_below_zero():
    """OpenQDev/OpenQ-Frontend#727, and alphagov/pay-connector#1809: no transfer is reversed for it."""
    world = world_with(ann=3, bob=2)
    payment = pools.paid_in(world, 30_000, distribution_type="top_three_equal")
    reviewed(world)

    finished(world)

    assert [one.prize_amount for one in prizes(world)] == [10_000, 10_000]
    assert {one.status for one in prizes(world)} == {PrizeStatus.PAID}
    assert [one.amount for one in returns(world)] == [10_000]
    assert refunded(world, payment) == 10_000
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert [one.amount_reversed for one in world.stripe.list_transfers({})] == [0, 0]
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_where_nobody_scores_all_goes_back_after_the_review():
    """jk-labs-inc/confetti#3201."""
    world = world_with(ann=0, bob=0)
    payment = pools.paid_in(world, 10_000, distribution_type="winner_takes_all")
    award = awarded(world)
    swept(world, hours=1)
    assert refunded(world, payment) == 0

    for _ in range(4):
        swept(world)

    assert (award.winner_count, award.unassigned_amount) == (0, 10_000)
    assert refunded(world, payment) == 10_000
    assert pools.seen(world).status is PoolStatus.RETURNED
    adds_up(world)


def test_after_a_refund_of_30_in_the_dashboard_70_of_100_are_asked_for():
    """hermesloom/theglobalburn#42: the amount is what Stripe has left, and not what it was."""
    world = world_with()
    payment = pools.paid_in(world, 10_000, distribution_type="winner_takes_all")
    awarded(world)
    world.clock.advance(days=2, minutes=2)
    pools.dashboard_refund(world, payment, 3_000)

    for _ in range(4):
        swept(world)

    assert [one.amount for one in returns(world)] == [7_000]
    assert refunded(world, payment) == 10_000
    adds_up(world)


@pytest.mark.parametrize(
    ("pool", "kind", "shares"),
    [(100, "top_three_equal", [34, 33, 33]), (101, "top_three_weighted", [51, 30, 20])],
)
def test_no_unit_is_lost_and_none_is_made_up(pool, kind, shares):
    """TruStory/truchain#358, theOGognf/private_poker#20, tetsuo-ai/AgenC#626, daostack/arc#705."""
    people = [person("ann", 30), person("bob", 20), person("cyn", 10)]

    result = ranking.decide(money(pool, kind), people, END)

    assert [one.prize_amount for one in result.winners] == shares
    assert sum(shares) == pool


def test_the_fee_is_of_each_prize_and_not_of_their_sum():
    """25 to two is 13 and 12 without a fee, though the fee of 25 is 1; 50 to three is 17, 17 and 16."""
    two, three = (
        [person("ann", 3), person("bob", 2)],
        [person("ann", 3), person("bob", 2), person("cyn", 1)],
    )
    of_25 = ranking.decide(money(25, "custom", [50, 50]), two, END).winners
    of_50 = ranking.decide(money(50, "top_three_equal"), three, END).winners

    assert [(one.prize_amount, fee(one.prize_amount, 300, "usd")) for one in of_25] == [(13, 0), (12, 0)]
    assert [(one.prize_amount, fee(one.prize_amount, 300, "usd")) for one in of_50] == [
        (17, 1),
        (17, 1),
        (16, 0),
    ]
    assert fee(25, 300, "usd") == 1


def test_what_is_heard_of_a_settled_pool_again_or_too_late_opens_it_for_nobody():
    """ramimbo/mergework#283: the same event once more, and another owner's payment after the end."""
    world = world_with(ann=3)
    payment = pools.paid_in(world, 10_000, distribution_type="winner_takes_all")
    late = pools.asked(world, 5_000, OTHER).payment_intent_id
    reviewed(world)
    charged = pools.pays(world, late)["amount"]
    finished(world)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED

    for one in (payment, late):
        pools.event(world, "payment_intent.succeeded", one)

    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert (refunded(world, payment), refunded(world, late)) == (0, charged)
    assert [one.prize_amount for one in prizes(world)] == [10_000]
