"""A prize whose winner never comes is set aside after its days, and goes where two administrators say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts import apply_account
from pulse.backoffice import Act, HoldPerson, check, hold_person
from pulse.backoffice.approvals.refusals import PartyToIt, TermsChanged
from pulse.errors import InvalidRequest, StripeUnavailable
from pulse.pools import PoolPhase
from pulse.ports.store import Merge, Query, Update
from pulse.prizes import (
    AwardPrizes,
    PrizeNotUnclaimed,
    PrizeStatus,
    Reader,
    Reason,
    award_prizes,
    pause_payouts,
    wake_pools,
)
from pulse.prizes.claims import counted, reminder_days
from pulse.prizes.count_claims import claim_days, count_claims
from pulse.prizes.refusals import NobodyNext
from tests.backoffice.approvals.scene import agree, ask
from tests.backoffice.disturbed import without_stripe
from tests.people import audit_rows, seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, funded, pay, prizes, reviewed
from tests.prizes.test_finish_pool import adds_up, finished, pay_all, refunded, returns, swept
from tests.prizes.versions import award_of

DAY = timedelta(days=1)


CLAIM_DAYS = 10


def world_with(**settings):
    """Of three winners the third has no account yet."""
    world = pools.world_where(**REVIEWED, **settings)
    pools.challenge(world)
    for place, name in enumerate(("ann", "bob", "cyn")):
        scene.user(world, name) if name == "cyn" else scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


@pytest.fixture
def world():
    return world_with(prize_claim_days=CLAIM_DAYS)


def third(world):
    return next(one for one in prizes(world) if one.user_id == "cyn")


def waited(world, days):
    """One sweep's look at the pool on each of *days*, with what it queued."""
    for _ in range(days):
        world.clock.advance(days=1)
        wake_pools(ports=world.ports)
    pay_all(world)


def unclaimed(world, *amounts):
    """The payments of a pool whose third prize, of 20 %, was never claimed."""
    payments = funded(world, *(amounts or (10_000,)))
    reviewed(world)
    finished(world, 2)
    waited(world, CLAIM_DAYS + 2)
    assert third(world).reason is Reason.UNCLAIMED
    return payments


def notices(world, user_id="cyn"):
    found = world.store.query(Query(f"users/{user_id}/notices"))
    return sorted(one.id.removeprefix(third(world).id) for one in found if "prizeRecordId" in one.fields)


def decided(world, decision):
    ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision=decision)
    return agreed(world)


def agreed(world, actor="bea"):
    return agree(world, Act.RESOLVE_UNCLAIMED, third(world).id, actor)


def held(world, account):
    return pools.books(world).get(account, 0)


def test_after_its_days_a_prize_is_set_aside_and_its_money_waits_outside_the_pool(world):
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    assert third(world).reason is Reason.AWAITING_ACCOUNT
    waited(world, 7)
    assert (third(world).status, held(world, f"prizes:{CHALLENGE}")) == (PrizeStatus.PENDING, 2_000)

    waited(world, 5)

    gone = third(world)
    assert (gone.status, gone.reason, gone.unclaimed_amount) == (PrizeStatus.CANCELED, "unclaimed", 2_000)
    assert gone.next_action_for(Reader.OPERATOR).startswith("Its winner never set up a payout account.")
    assert (held(world, f"prizes:{CHALLENGE}"), held(world, f"unclaimed:{CHALLENGE}")) == (0, 2_000)
    assert world.alerts.causes().count("prize.unclaimed") == 1
    assert audit_rows(world, gone.path)[-1] == "prize.unclaimed"
    assert pools.books(world)["platform:balance"] == pools.platform_balance(world)


def test_nobody_gets_an_unclaimed_prize_by_itself_and_its_pool_is_not_settled(world):
    (payment,) = unclaimed(world)

    waited(world, 20)

    assert held(world, f"unclaimed:{CHALLENGE}") == 2_000
    assert (returns(world), refunded(world, payment)) == ([], 0)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []


def test_the_winner_is_reminded_and_told_in_the_end_once_each():
    world = world_with()
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)

    waited(world, 92)

    assert notices(world) == [
        "_awaiting_account", "_claim_1_0", "_claim_30_0", "_claim_60_0", "_claim_7_0", "_claim_83_0",
        "_unclaimed_0",
    ]  # fmt: skip


def test_an_erased_winner_is_told_nothing_and_the_days_count(world):
    funded(world, 10_000)
    reviewed(world)
    world.store.commit([Merge("erasures/cyn", {"userId": "cyn"})])
    finished(world, 2)

    waited(world, CLAIM_DAYS + 2)

    assert third(world).unclaimed_amount == 2_000

    assert [one for one in notices(world) if "claim" in one] == []


def test_left_to_its_winner_it_waits_again_for_as_long_and_is_paid_once_they_come(world):
    unclaimed(world)
    decided(world, "pay")
    assert held(world, f"unclaimed:{CHALLENGE}") == 0
    assert held(world, f"prizes:{CHALLENGE}") == 2_000
    for _ in range(CLAIM_DAYS - 1):
        waited(world, 1)
    assert (third(world).status, third(world).reason) == (PrizeStatus.PENDING, Reason.AWAITING_ACCOUNT)
    scene.winner_account(world, "cyn")

    finished(world)

    assert third(world).status is PrizeStatus.PAID
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_left_to_its_winner_it_may_become_unclaimed_once_more(world):
    (payment,) = unclaimed(world)
    decided(world, "pay")
    waited(world, 1)
    waited(world, CLAIM_DAYS + 3)
    assert (third(world).reason, third(world).claim_round) == (Reason.UNCLAIMED, 1)

    decided(world, "return")
    finished(world)

    assert refunded(world, payment) == 2_000
    adds_up(world)


def test_returned_it_goes_back_pro_rata_and_the_pool_is_settled(world):
    first, second = unclaimed(world, 6_000, 4_000)

    decided(world, "return")
    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (1_200, 800)
    assert (third(world).status, third(world).reason) == (PrizeStatus.CANCELED, None)
    assert held(world, f"unclaimed:{CHALLENGE}") == 0
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_a_prize_that_was_sent_before_goes_to_nobody_else(world):
    """It was paid, came back, was issued again, and then its winner never came."""
    scene.ready_winner(world, "dan")
    seed_participant(world, "dan", CHALLENGE, score=50)
    unclaimed(world)
    document = world.store.get(third(world).path)
    world.store.commit([Update(document.path, {"formerTransferIds": ["tr_before"]}, document.version)])

    with pytest.raises(NobodyNext, match="was sent before"):
        ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="next_place")

    assert third(world).unclaimed_amount == 2_000


def test_given_to_the_next_place_somebody_without_a_prize_wins_it_after_another_review(world):
    scene.ready_winner(world, "dan")
    seed_participant(world, "dan", CHALLENGE, score=50)
    unclaimed(world)
    request = ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="next_place")
    assert request.terms["userId"] == "dan"
    agreed(world)
    finished(world, 2)
    assert pools.pool_of(world).review_until is None
    assert award_of(world).passed_over == ("cyn",)

    award_prizes(AwardPrizes(CHALLENGE, "system:sweep"), ports=world.ports)
    assert pools.pool_of(world).review_until == world.clock.now() + timedelta(hours=48)
    finished(world, 4)

    won = {one.user_id: (one.prize_amount, one.status) for one in prizes(world)}
    assert won["dan"] == (2_000, PrizeStatus.PAID)
    assert (won["cyn"], third(world).reason) == ((0, PrizeStatus.CANCELED), None)
    assert held(world, f"unclaimed:{CHALLENGE}") == 0
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert returns(world) == []
    adds_up(world)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []


@pytest.mark.parametrize("person", [OWNER, "nobody", "erased"])
def test_an_owner_one_without_a_score_and_one_who_was_erased_are_not_next(world, person):
    scene.user(world, person)
    seed_participant(world, person, CHALLENGE, score=0 if person == "nobody" else 50)
    unclaimed(world)
    if person == "erased":
        world.store.commit([Merge("erasures/erased", {"userId": "erased"})])

    with pytest.raises(NobodyNext):
        ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="next_place")

    assert third(world).unclaimed_amount == 2_000


def test_the_frozen_rule_stands_in_what_is_agreed_to_whatever_the_setting_says_later(world):
    unclaimed(world)
    settings = world.ports.settings.model_copy(update={"unclaimed_prizes": "pay"})
    world.ports = replace(world.ports, settings=settings)

    request = ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="return")

    assert request.terms == {
        "decision": "return", "rule": "return", "amount": 2_000, "currency": "usd", "round": 0,
    }  # fmt: skip


@pytest.mark.parametrize("decision", [None, "", "keep", "cover", "RETURN"])
def test_only_the_decisions_that_there_are_can_be_requested(world, decision):
    unclaimed(world)

    with pytest.raises(InvalidRequest) as refused:
        ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision=decision)

    assert refused.value.facts["field"] == "decision"
    assert third(world).unclaimed_amount == 2_000


@pytest.mark.parametrize("party", ["cyn", OWNER, OTHER, "ann"])
def test_nobody_who_wins_owns_pays_or_takes_part_asks_or_agrees(world, party):
    unclaimed(world)
    with pytest.raises(PartyToIt):
        ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, party, decision="pay")
    ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="pay")

    with pytest.raises(PartyToIt):
        agreed(world, party)

    assert third(world).unclaimed_amount == 2_000


def test_a_prize_that_waits_or_is_decided_is_not_decided_again(world):
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    with pytest.raises(PrizeNotUnclaimed):
        ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="return")
    waited(world, CLAIM_DAYS + 2)
    ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="return")
    agreed(world)

    with pytest.raises(PrizeNotUnclaimed):
        ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="pay")


def test_of_two_administrators_who_agree_at_once_one_decides(world):
    unclaimed(world)
    ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="return")
    agreed(world)

    with pytest.raises(Exception, match=r"does not wait|was already"):
        agreed(world, "dan")

    assert held(world, f"prizes:{CHALLENGE}") == 2_000


def test_what_changed_since_the_request_is_requested_again(world):
    unclaimed(world)
    ask(world, Act.RESOLVE_UNCLAIMED, third(world).id, decision="return")
    document = world.store.get(third(world).path)
    world.store.commit([Update(document.path, {"claimRound": 3}, document.version)])

    with pytest.raises(TermsChanged):
        agreed(world)

    assert third(world).unclaimed_amount == 2_000


def test_no_day_counts_while_payouts_are_paused(world):
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    before = third(world).claim_days
    pause_payouts(paused=True, actor="ada", reason="a check", ports=world.ports)

    waited(world, 15)

    assert (third(world).claim_days, third(world).status) == (before, PrizeStatus.PENDING)


def test_no_day_counts_while_the_prize_is_not_allotted(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    before = third(world).claim_days
    pools.disputed(world, payment)
    swept(world)

    waited(world, 15)

    assert third(world).claim_days <= before + 1
    assert third(world).status is PrizeStatus.PENDING


def test_no_day_counts_while_the_prize_is_held(world):
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    before = third(world).claim_days
    document = world.store.get(third(world).path)
    world.store.commit([Update(document.path, {"held": True}, document.version)])

    waited(world, 20)

    assert (third(world).claim_days, third(world).unclaimed_amount) == (before, 0)


def test_a_winner_whose_account_became_ready_on_the_last_day_keeps_the_prize(world):
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    for _ in range(8):
        world.clock.advance(days=1)
        wake_pools(ports=world.ports)
    assert third(world).reason is Reason.AWAITING_ACCOUNT
    scene.winner_account(world, "cyn")  # the wake-up is lost

    for _ in range(9):
        world.clock.advance(days=1)
        wake_pools(ports=world.ports)
    assert third(world).unclaimed_amount == 0
    pay(world, third(world))

    assert third(world).status is PrizeStatus.PAID


def test_a_winner_on_hold_keeps_the_prize_until_they_are_let_go(world):
    """While somebody asks whether they may be paid, that they have no account is not held against them."""
    funded(world, 10_000)
    reviewed(world)
    finished(world, 2)
    waited(world, 8)
    assert third(world).reason is Reason.AWAITING_ACCOUNT
    hold_person(HoldPerson("cyn", "admin", "two accounts, one phone"), ports=world.ports)

    for _ in range(9):
        world.clock.advance(days=1)
        wake_pools(ports=world.ports)

    assert (third(world).unclaimed_amount, held(world, f"unclaimed:{CHALLENGE}")) == (0, 0)
    ask(world, Act.RELEASE_PERSON, "cyn")
    agree(world, Act.RELEASE_PERSON, "cyn", "bea")
    waited(world, 4)
    assert third(world).unclaimed_amount == 2_000


def sent_without_an_answer(world, kind):
    """Sent once, and the answer lost; then the winner's account was closed, and the days passed."""
    account = scene.ready_winner(world, "cyn")
    funded(world, 10_000)
    reviewed(world)
    world.clock.advance(days=15)
    wake_pools(ports=world.ports)
    world.emulator.faults.add(kind, method="POST", path="/v1/transfers$", count=1)
    pay(world, third(world))
    document = world.store.get(third(world).path)
    changed = {
        "status": "pending",
        "reason": "account_restricted",
        "claimDays": CLAIM_DAYS - 1,
        "claimCountedAt": world.clock.now(),
    }
    world.store.commit([Update(document.path, changed, document.version)])
    world.emulator.complete_onboarding(account, "restricted")
    apply_account(account, ports=world.ports)
    assert third(world).attempt.sends == 1


def test_what_was_sent_without_an_answer_is_looked_up_before_it_is_set_aside(world):
    sent_without_an_answer(world, "timeout_before")
    world.clock.advance(days=1)
    silent = without_stripe(world, "list_transfers")

    with pytest.raises(StripeUnavailable):
        count_claims(CHALLENGE, ports=silent)
    assert (third(world).claim_days, third(world).unclaimed_amount) == (CLAIM_DAYS - 1, 0)

    assert count_claims(CHALLENGE, ports=world.ports) == 1
    assert third(world).unclaimed_amount == 2_000


def test_what_has_arrived_is_not_set_aside(world):
    sent_without_an_answer(world, "timeout_after")
    world.clock.advance(days=1)

    assert count_claims(CHALLENGE, ports=world.ports) == 0

    assert (third(world).unclaimed_amount, held(world, f"unclaimed:{CHALLENGE}")) == (0, 0)


def test_with_a_live_key_a_prize_waits_for_a_month_at_least():
    settings = pools.world_where(prize_claim_days=1).ports.settings

    assert claim_days(settings, livemode=True) == 30
    assert claim_days(settings, livemode=False) == 1


@pytest.mark.parametrize(
    ("days", "reminded"),
    [(90, {1, 7, 30, 60, 83}), (30, {1, 7, 23}), (8, {1, 7}), (7, {1}), (1, set())],
)
def test_reminders_come_before_the_end_and_a_week_before_it(days, reminded):
    assert reminder_days(days) == reminded


@given(st.lists(st.integers(1, 5 * 86_400), max_size=60))
def test_days_are_never_counted_faster_than_they_pass_however_often_anyone_looks(gaps):
    world = pools.world_where()
    record = scene.awarded(world, "ann")[0]
    start = now = world.clock.now()
    for gap in gaps:
        record = counted(record, now) or record
        now += timedelta(seconds=gap)
    assert record.claim_days * DAY <= now - start


def test_a_pool_of_no_funding_counts_no_days():
    world = pools.world_where(**{**REVIEWED, "unfunded_pools": "allow"})
    scene.awarded(world, "ann")
    world.clock.advance(days=3)
    scene.user(world, "ann")

    assert count_claims("ch", ports=world.ports) == 0
    assert award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports).challenge_id == "ch"
