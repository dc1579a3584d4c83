"""Money is taken back from a pool that was awarded: what two administrators decide, to the cent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice import Act, ApproveAct, approve_act, check
from pulse.backoffice.approvals.refusals import ApprovalPending, ApprovalUsed, PartyToIt, SamePerson
from pulse.errors import InvalidRequest
from pulse.pools import OwnMoneyShort, PoolPhase, apply_funding, cover_shares, excess_shares, loss_of
from pulse.pools.states import TakingKind
from pulse.prizes import (
    AwardPrizes,
    ChangedMeanwhile,
    NothingLost,
    PoolNotFinal,
    PrizeStatus,
    Reader,
    allot_own_money,
    award_prizes,
    refresh_own_money,
)
from pulse.prizes.reduce_prizes import stop_claims
from tests.backoffice.approvals.scene import agree, ask
from tests.backoffice.approvals.test_sponsor_pool import SomebodyElse
from tests.people import seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.pools.values import NOW, funding
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, awarded, funded, pay, prizes, reviewed
from tests.prizes.test_finish_pool import cancelled, finished, refunded, returns, swept

ACT = Act.RESOLVE_POOL_LOSS
ALONE = {"distribution_type": "winner_takes_all"}


def world_with(*winners):
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    for place, name in enumerate(winners):
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


@pytest.fixture
def world():
    return world_with("ann", "ben", "cyn")


@pytest.fixture
def alone():
    """One prize of 100.00, which is paid, from a payment of 103.30."""
    world = world_with("ann")
    (payment,) = funded(world, 10_000, **ALONE)
    reviewed(world)
    finished(world, 2)
    assert [one.status for one in prizes(world)] == ["paid"]
    return world, payment


def taken_back(world, payment, **options):
    """The bank takes it back, and we hear of it."""
    dispute_id = pools.disputed(world, payment, **options)
    apply_funding(payment, ports=world.ports)
    return dispute_id


def ends(world, payment, dispute_id, outcome):
    pools.dispute_settled(world, dispute_id, outcome)
    apply_funding(payment, ports=world.ports, thorough=True)


def decided(world, decision, **terms):
    ask(world, ACT, CHALLENGE, decision=decision, **terms)
    return agree(world, ACT, CHALLENGE, "bea")


def held(world, account):
    return pools.books(world).get(account, 0)


def adds_up(world):
    """By hand: paid in + covered = paid + kept + gone + held, in the books, the records and at Stripe."""
    counted = [one for one in pools.fundings(world) if one.status == "succeeded"]
    books = pools.books(world)
    paid = sum(one.prize_amount - one.amount_reversed for one in prizes(world) if one.status == "paid")
    gone = sum(one.taken + one.returning_amount for one in counted)
    covered = sum(one.covered_amount for one in counted)
    assert sum(one.amount for one in counted) + covered == paid + gone + books.get(f"prizes:{CHALLENGE}", 0)
    assert books.get("platform:own", 0) == -covered
    assert books.get("platform:receivable", 0) == covered
    assert books.get("platform:balance", 0) == pools.platform_balance(world)
    assert sum(books.values()) == 0
    world.emulator.self_check()


def test_a_dispute_of_the_whole_payment_takes_the_pool_part_and_the_pool_lacks_what_it_paid(alone):
    world, payment = alone

    taken_back(world, payment)
    finished(world, 1)

    assert held(world, f"prizes:{CHALLENGE}") == -10_000
    assert pools.funding_of(world, payment).taken == 10_000
    assert "pool.lost" in world.alerts.causes()
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    adds_up(world)


def test_covered_the_loss_is_ours_its_payer_owes_it_and_the_pool_is_settled(alone):
    world, payment = alone
    taken_back(world, payment)

    decided(world, "cover")
    finished(world, 2)

    assert (held(world, f"prizes:{CHALLENGE}"), held(world, "platform:own")) == (0, -10_000)
    assert held(world, "platform:receivable") == 10_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert pools.pool_of(world).proven_payer_ids == ()
    adds_up(world)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []


def test_a_dispute_that_is_won_after_cover_gives_ours_back_in_the_commit_that_records_it(alone):
    world, payment = alone
    dispute_id = taken_back(world, payment)
    decided(world, "cover")
    finished(world, 1)

    ends(world, payment, dispute_id, "won")

    assert pools.funding_of(world, payment).covered_amount == 0
    assert (held(world, "platform:own"), held(world, "platform:receivable")) == (0, 0)
    assert held(world, f"prizes:{CHALLENGE}") == 0
    finished(world, 2)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert refunded(world, payment) == 0
    adds_up(world)


def test_a_dispute_that_is_lost_after_cover_changes_nothing_more(alone):
    world, payment = alone
    dispute_id = taken_back(world, payment)
    decided(world, "cover")

    ends(world, payment, dispute_id, "lost")
    finished(world, 2)

    assert held(world, "platform:own") == -10_000
    adds_up(world)


def test_a_dispute_that_is_won_before_anybody_decides_leaves_nothing_to_decide(alone):
    world, payment = alone
    dispute_id = taken_back(world, payment)
    ask(world, ACT, CHALLENGE, decision="cover")
    ends(world, payment, dispute_id, "won")

    with pytest.raises(NothingLost):
        agree(world, ACT, CHALLENGE, "bea")

    assert held(world, "platform:own") == 0
    adds_up(world)


def test_a_warning_takes_nothing_so_there_is_nothing_to_cover_or_cancel(alone):
    world, payment = alone
    pools.warned(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    finished(world, 1)

    for decision in ("cover", "cancel"):
        with pytest.raises((NothingLost, PoolNotFinal)):
            ask(world, ACT, CHALLENGE, decision=decision)

    assert held(world, f"prizes:{CHALLENGE}") == 0
    assert "pool.lost" not in world.alerts.causes()
    adds_up(world)


def test_a_refund_from_the_dashboard_is_a_loss_too(alone):
    world, payment = alone
    pools.dashboard_refund(world, payment, 4_000)
    apply_funding(payment, ports=world.ports)

    decided(world, "cover")
    finished(world, 2)

    assert held(world, "platform:own") == -4_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_what_a_transfer_under_way_takes_is_covered_once_it_is_recorded(world):
    """The money is taken between the claim and the answer: the prize arrives, and the pool lacks it."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    world.clock.advance(days=15)
    swept(world, 1)
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers$", count=1)
    first = next(one for one in prizes(world) if one.placement == 1)
    pay(world, first)
    taken_back(world, payment)
    with pytest.raises(NothingLost):
        ask(world, ACT, CHALLENGE, decision="cover")
    world.clock.advance(hours=2)
    pay(world, first)
    assert next(one for one in prizes(world) if one.placement == 1).status is PrizeStatus.PAID

    decided(world, "cover")

    assert held(world, "platform:own") == -5_000
    assert held(world, f"prizes:{CHALLENGE}") == 0
    adds_up(world)


def test_prizes_that_wait_are_covered_only_by_an_amount_that_names_them(world):
    """100.00 of 150.00 are taken: prizes of 75.00, 45.00 and 30.00 wait, and 50.00 are left."""
    first, _ = funded(world, 10_000, 5_000)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(days=3)
    finished(world, 1)
    with pytest.raises(NothingLost) as refused:
        ask(world, ACT, CHALLENGE, decision="cover")
    assert refused.value.facts == {"for_paid": 0, "for_all": 10_000}

    decided(world, "cover", amount=10_000)
    finished(world, 2)

    assert {one.status for one in prizes(world)} == {PrizeStatus.PAID}
    assert held(world, "platform:own") == -10_000
    adds_up(world)


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_no_more_is_covered_than_the_pool_lacks(alone, amount):
    world, payment = alone
    taken_back(world, payment)

    with pytest.raises(NothingLost):
        ask(world, ACT, CHALLENGE, decision="cover", amount=amount)

    assert held(world, "platform:own") == 0


def test_canceled_the_prizes_that_nothing_covers_are_lost_with_the_money_and_the_rest_goes_back(world):
    """40.00 of 100.00 are left: 50.00 are too much, 30.00 are paid, and 20.00 do not fit beside them."""
    first, second = funded(world, 6_000, 4_000)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(days=3)
    finished(world, 1)

    decided(world, "cancel")
    finished(world, 3)

    by_place = {one.placement: one for one in prizes(world)}
    assert [by_place[place].status for place in (1, 2, 3)] == ["canceled", "paid", "canceled"]
    assert by_place[1].next_action_for(Reader.WINNER).startswith("The money that was paid in")
    assert world.store.get(f"users/ann/notices/{by_place[1].id}_lost") is not None
    assert (refunded(world, first), refunded(world, second)) == (0, 1_000)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_nothing_is_canceled_in_review_nor_while_a_place_is_contested(world):
    first, _ = funded(world, 6_000, 4_000)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(hours=47)
    with pytest.raises(PoolNotFinal, match="in review"):
        ask(world, ACT, CHALLENGE, decision="cancel")
    world.clock.advance(hours=2)
    pool = world.store.get(f"prizePools/{CHALLENGE}")
    world.store.commit([pools.Merge(pool.path, {"contestedPlace": 2})])

    with pytest.raises(PoolNotFinal, match="contested"):
        ask(world, ACT, CHALLENGE, decision="cancel")

    assert {one.status for one in prizes(world)} == {PrizeStatus.PENDING}


def test_a_prize_that_may_be_in_flight_is_not_canceled(world):
    """The first was sent without an answer, and has arrived; then all the money is taken back."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    world.clock.advance(days=15)
    swept(world, 1)
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers$", count=1)
    pay(world, next(one for one in prizes(world) if one.placement == 1))
    taken_back(world, payment)
    world.clock.advance(minutes=20)

    decided(world, "cancel")
    world.clock.advance(hours=2)
    for one in prizes(world):
        pay(world, one)

    assert [one.status for one in sorted(prizes(world), key=lambda one: one.placement)] == [
        "paid", "canceled", "canceled",
    ]  # fmt: skip
    decided(world, "cover")
    adds_up(world)


def test_cover_that_no_prize_needs_any_more_is_ours_again_and_payers_get_none_of_it(world):
    """A covered prize waits for its winner and is canceled: 20.00 are ours, and nothing else goes back."""
    first, second = funded(world, 6_000, 4_000)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(days=3)
    decided(world, "cover", amount=6_000)

    cancelled(world)
    finished(world, 3)

    assert held(world, "platform:own") == -4_000
    assert (refunded(world, first), refunded(world, second)) == (0, 0)
    assert returns(world) == []
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def followed(world):
    return award_prizes(AwardPrizes(CHALLENGE, "system:sweep"), ports=world.ports)


def by_place(world, name):
    return [getattr(one, name) for one in sorted(prizes(world), key=lambda one: one.placement)]


def test_reduced_the_prizes_share_what_is_left_in_proportion_and_nothing_stays(world):
    """40.00 of 100.00 are left for prizes of 50, 30 and 20."""
    first, _ = funded(world, 6_000, 4_000)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(days=3)

    request = ask(world, ACT, CHALLENGE, decision="reduce")
    assert request.terms["amount"] == 4_000
    agree(world, ACT, CHALLENGE, "bea")
    followed(world)
    finished(world, 3)

    assert by_place(world, "prize_amount") == [2_000, 1_200, 800]
    assert by_place(world, "award_version") == [2, 2, 2]
    assert by_place(world, "status") == ["paid", "paid", "paid"]
    assert held(world, f"prizes:{CHALLENGE}") == 0
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert returns(world) == []
    adds_up(world)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []


def test_who_is_paid_keeps_all_of_it_and_the_others_share_the_rest(world):
    """50.00 of 100.00 are paid, then 40.00 are taken: 10.00 are left for prizes of 30 and 20."""
    first, _ = funded(world, 4_000, 6_000)
    reviewed(world)
    world.clock.advance(days=15)
    swept(world, 1)
    pay(world, next(one for one in prizes(world) if one.placement == 1))
    taken_back(world, first)

    decided(world, "reduce")
    followed(world)
    finished(world, 3)

    assert by_place(world, "prize_amount") == [5_000, 600, 400]
    assert by_place(world, "status") == ["paid", "paid", "paid"]
    adds_up(world)


def test_before_its_records_are_revised_nothing_of_a_reduced_award_is_paid_or_returned(world):
    """The worker dies right after the commit that decides."""
    first, second = funded(world, 6_000, 4_000)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(days=3)
    decided(world, "reduce")

    finished(world, 2)

    assert by_place(world, "status") == ["pending"] * 3
    assert (returns(world), refunded(world, second)) == ([], 0)
    followed(world)
    finished(world, 3)
    assert by_place(world, "status") == ["paid"] * 3
    adds_up(world)


def test_a_prize_that_was_allotted_is_not_claimed_once_its_reduction_began(world):
    funded(world, 4_000, 6_000)
    reviewed(world)
    world.clock.advance(days=15)
    swept(world, 1)
    stop_claims(CHALLENGE, "bea", ports=world.ports)

    for one in prizes(world):
        pay(world, one)

    assert by_place(world, "status") == ["pending"] * 3


def test_prizes_are_not_reduced_to_less_than_the_least(world):
    first, _ = funded(world, 9_700, 300)
    awarded(world)
    taken_back(world, first)
    world.clock.advance(days=3)

    with pytest.raises(NothingLost, match="too little"):
        ask(world, ACT, CHALLENGE, decision="reduce")

    assert by_place(world, "award_version") == [1, 1, 1]


def test_two_people_decide_none_of_them_a_party(alone):
    world, payment = alone
    taken_back(world, payment)
    for party in (OWNER, OTHER, "ann"):
        with pytest.raises(PartyToIt):
            ask(world, ACT, CHALLENGE, party, decision="cover")
    ask(world, ACT, CHALLENGE, decision="cover")
    with pytest.raises(SamePerson):
        agree(world, ACT, CHALLENGE, "ada")
    with pytest.raises(ApprovalPending):
        ask(world, ACT, CHALLENGE, "bea", decision="cover", amount=5_000)
    assert held(world, "platform:own") == 0

    agree(world, ACT, CHALLENGE, "bea")

    with pytest.raises(ApprovalUsed):
        agree(world, ACT, CHALLENGE, "dan")
    assert held(world, "platform:own") == -10_000


def test_what_changed_since_the_request_is_requested_again(alone):
    world, payment = alone
    pools.dashboard_refund(world, payment, 4_000)
    apply_funding(payment, ports=world.ports)
    ask(world, ACT, CHALLENGE, decision="cover")
    pools.dashboard_refund(world, payment, 1_000)
    apply_funding(payment, ports=world.ports, thorough=True)

    with pytest.raises(ChangedMeanwhile):
        agree(world, ACT, CHALLENGE, "bea")

    assert held(world, "platform:own") == 0


@pytest.mark.parametrize("decision", [None, "", "pay", "COVER"])
def test_only_the_decisions_that_there_are_can_be_requested(alone, decision):
    world, payment = alone
    taken_back(world, payment)

    with pytest.raises(InvalidRequest, match="decision must be one of"):
        ask(world, ACT, CHALLENGE, decision=decision)


def lost(number, amount, taken, covered=0):
    taking = {"reference": f"dp_{number}", "kind": TakingKind.DISPUTE, "amount": taken, "pool_amount": taken}
    return funding(number, amount, takings=(taking,) if taken else (), covered_amount=covered)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500)), min_size=1, max_size=6),
    st.integers(0, 2_000),
    st.integers(0, 2_000),
    st.integers(0, 3_000),
)
def test_cover_is_never_more_than_was_taken_nor_than_is_lacked_and_all_excess_is_found(
    amounts, paid, waiting, later
):
    fundings = [lost(number, amount, min(amount, taken)) for number, (amount, taken) in enumerate(amounts)]
    loss = loss_of(fundings, paid, paid + waiting, NOW)
    assert 0 <= loss.for_paid <= loss.for_all <= loss.lost

    shares = cover_shares(loss.for_all, fundings)
    assert sum(shares.values()) == loss.for_all
    covered = [
        one.but(covered_amount=shares.get(one.funding_id, 0)) for one in fundings
    ]  # the record refuses more than was taken

    after = loss_of(covered, paid, paid + waiting, NOW)
    assert after.for_all == 0 or after.lost == 0
    excess = excess_shares(covered, min(later, paid + waiting), NOW)
    kept = [one.but(covered_amount=one.covered_amount - excess.get(one.funding_id, 0)) for one in covered]
    assert excess_shares(kept, min(later, paid + waiting), NOW) == {}
    has = sum(one.in_pool for one in kept)
    assert has >= min(later, paid + waiting, sum(one.in_pool for one in covered))


@pytest.fixture
def waiting(world):
    """100.00 for three prizes, none of them paid; 40.00 are taken back."""
    _, second = funded(world, 6_000, 4_000)
    reviewed(world)
    taken_back(world, second)
    return world


def own_money(world):
    return world.store.get("ownMoney/usd").fields["figures"]["spendable"]


def test_prizes_that_wait_are_covered_from_own_money_that_is_there_and_from_no_other(waiting):
    world = waiting
    scene.funds(world, 6_000 + 3_999)
    refresh_own_money(ports=world.ports)

    with pytest.raises(OwnMoneyShort):
        ask(world, ACT, CHALLENGE, decision="cover", amount=4_000)

    scene.funds(world, 6_000 + 4_000)
    decided(world, "cover", amount=4_000)
    assert (held(world, f"prizes:{CHALLENGE}"), own_money(world)) == (10_000, 0)
    adds_up(world)


def test_own_money_that_is_gone_when_the_second_agrees_covers_nothing(waiting):
    world = waiting
    scene.funds(world, 6_000 + 4_000)
    ask(world, ACT, CHALLENGE, decision="cover", amount=4_000)
    scene.funds(world, 6_000 + 3_999)

    with pytest.raises(OwnMoneyShort):
        agree(world, ACT, CHALLENGE, "bea")

    assert held(world, f"prizes:{CHALLENGE}") == 6_000
    adds_up(world)


def test_what_the_pool_lacks_for_what_it_has_paid_is_covered_without_a_cent_of_own_money(alone):
    world, payment = alone
    taken_back(world, payment)
    scene.funds(world, 0)
    refresh_own_money(ports=world.ports)

    decided(world, "cover")

    assert held(world, f"prizes:{CHALLENGE}") == 0
    adds_up(world)


def test_a_pass_over_own_money_between_cover_and_its_commit_takes_it_back(waiting):
    world = waiting
    scene.funds(world, 6_000 + 4_000)
    ask(world, ACT, CHALLENGE, decision="cover", amount=4_000)
    command = ApproveAct(act=ACT, subject_id=CHALLENGE, actor="bea", reason="agreed")
    store = SomebodyElse(world.store, 1, lambda: allot_own_money("usd", ports=world.ports))

    with pytest.raises(ChangedMeanwhile):
        approve_act(command, ports=replace(world.ports, store=store))

    assert held(world, f"prizes:{CHALLENGE}") == 6_000
