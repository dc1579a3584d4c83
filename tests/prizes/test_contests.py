"""A contest holds back its place and those below it until two administrators decide; silence pays nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.backoffice.sweep.missed_awards import award_missed
from pulse.errors import Busy, InvalidRequest, NotAllowed, NotFound, PulseError, Refusal
from pulse.pools import Contest, ContestStatus, PoolReturn
from pulse.ports.store import Create, Query, Update
from pulse.prizes import (
    ContestAward,
    PayPrize,
    PrizeAct,
    PrizeStatus,
    Reason,
    WithdrawContest,
    allot_pool,
    cancel_prize,
    contest_award,
    pay_prize,
    wake_pools,
    warn_of_contests,
    withdraw_contest,
)
from tests.attempts.stripe_answers import Sign, answering
from tests.people import audit_rows, seed_user
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene, versions
from tests.prizes.test_allot_pool import awarded, funded, pay, prizes
from tests.prizes.test_award_versions import (
    PEOPLE,
    Dead,
    Dying,
    TwinBefore,
    amounts,
    by_person,
    followed,
    violations,
    world_with,
)

GROUNDS = "Ann entered steps of another person."
ASKS, AGREES = "admin_user_1", "admin_user_2"
REVIEW = timedelta(hours=48)


@pytest.fixture
def world():
    """100.00 are awarded as 50, 30 and 20 to ann, bob and cyn; dan is the fourth; the review has begun."""
    world = world_with(*PEOPLE)
    funded(world, 10_000)
    awarded(world)
    return world


def contested(world, who="dan", placement=1, ports=None, **fields):
    command = ContestAward(
        challenge_id=fields.pop("challenge_id", CHALLENGE),
        user_id=who,
        placement=placement,
        reason=GROUNDS,
        **fields,
    )
    return contest_award(command, ports=ports or world.ports).contest


def asked(world, contest, out=None, actor=ASKS):
    command = RequestAct(
        act=Act.DECIDE_CONTEST,
        subject_id=contest.contest_id,
        actor=actor,
        reason="looked at it",
        decision="disqualify" if out else "uphold",
        disqualified_user_id=out,
    )
    return request_act(command, ports=world.ports)


def agreed(world, contest, actor=AGREES, ports=None):
    command = ApproveAct(
        act=Act.DECIDE_CONTEST, subject_id=contest.contest_id, actor=actor, reason="so it is"
    )
    return approve_act(command, ports=ports or world.ports)


def decided(world, contest, out=None):
    asked(world, contest, out)
    return agreed(world, contest).outcome


def contests(world):
    return [Contest.of(one) for one in world.store.query(Query("poolContests"))]


def everything(world):
    """All that is stored, without the counts of calls."""
    names = ("poolContests", "prizePools", "prizeRecords", "awards", "auditLog", "approvals", "journal")
    return {one.path: (one.fields, one.version) for name in names for one in world.store.query(Query(name))}


def told(world, user_id):
    found = world.store.query(Query(f"users/{user_id}/notices"))
    return {one.fields["reason"]: one.fields["text"] for one in found if "contestId" in one.fields}


def reviewed(world):
    """The review of the award that stands is over."""
    world.clock.advance(days=2, minutes=3)


def pay_all(world):
    allot_pool(CHALLENGE, ports=world.ports)
    return {one.user_id: pay(world, one) for one in prizes(world)}


# Contesting


def test_a_contest_is_stored_with_the_pool_and_both_sides_are_named(world):
    contest = contested(world, "dan", 2, evidence=("https://example.org/run/1", "a second text"))

    (stored,) = contests(world)
    assert stored == contest
    assert (stored.user_id, stored.contested_user_id, stored.award_version) == ("dan", "bob", 1)
    assert (stored.status, stored.decide_by) == (ContestStatus.OPEN, world.clock.now() + timedelta(days=7))
    assert len(stored.evidence_hash) == 64
    pool = pools.pool_of(world)
    assert pool.contested_place == 2
    assert audit_rows(world, pool.path)[-1] == "contest.opened"
    assert pools.seen(world).status == "contested"


def test_the_person_at_the_place_and_the_owners_are_told_and_who_contests_is_not(world):
    contested(world, "dan", 1)

    assert set(told(world, "ann")) == set(told(world, OWNER)) == set(told(world, OTHER)) == {"contest_opened"}
    assert told(world, "ann")["contest_opened"].startswith(
        'Your place 1 of the result of "Morning Mobility" was contested.'
    )
    assert told(world, "dan") == told(world, "bob") == {}


def test_the_contested_place_and_those_below_wait_and_those_above_are_paid(world):
    contested(world, "dan", 2)
    reviewed(world)

    paid = pay_all(world)

    assert (paid["ann"].status, paid["bob"].reason, paid["cyn"].reason) == (
        PrizeStatus.PAID, Reason.CONTESTED, Reason.CONTESTED,
    )  # fmt: skip
    assert [len(scene.transfers(world, one)) for one in prizes(world)] == [1, 0, 0]
    assert violations(world) == []


def test_the_best_place_that_is_contested_counts(world):
    third, first = contested(world, "ann", 3), contested(world, "dan", 1)
    assert pools.pool_of(world).contested_place == 1

    withdraw_contest(WithdrawContest(first.contest_id, "dan"), ports=world.ports)
    assert pools.pool_of(world).contested_place == 3

    withdraw_contest(WithdrawContest(third.contest_id, "ann"), ports=world.ports)
    assert pools.pool_of(world).contested_place is None


def test_nothing_goes_back_to_those_who_paid_in_while_a_place_is_contested(world):
    cancel_prize(PrizeAct(by_person(world)["cyn"].id, ASKS, "never started"), ports=world.ports)
    contested(world, "dan", 2)

    for _ in range(3):
        world.clock.advance(days=2)
        wake_pools(ports=world.ports)

    assert [PoolReturn.of(one) for one in world.store.query(Query("poolReturns"))] == []


def not_ranked(world):
    seed_user(world, "eve")
    yield
    contested(world, "eve")


def twice(world):
    contested(world, "dan", 2)
    yield
    contested(world, "dan", 1)


def at_the_end_of_the_review(world):
    world.clock.advance(hours=48)
    yield
    contested(world)


def a_place_without_a_prize(world):
    yield
    contested(world, "ann", 4)


def a_place_whose_prize_is_canceled(world):
    cancel_prize(PrizeAct(by_person(world)["cyn"].id, ASKS, "never started"), ports=world.ports)
    yield
    contested(world, "dan", 3)


def a_place_that_nobody_has(world):
    yield
    contested(world, "ann", 1_000)


def before_everybody_was_told(world):
    document = world.store.get(f"prizePools/{CHALLENGE}")
    world.store.commit([Update(document.path, {"reviewUntil": None}, document.version)])
    yield
    contested(world)


def a_challenge_without_a_result(world):
    yield
    contested(world, challenge_id="another")


def after_a_prize_below_was_claimed(world):
    """A worker whose clock is days ahead."""
    ports = replace(world.ports, clock=Ahead(world.clock, days=3))
    allot_pool(CHALLENGE, ports=ports)
    pay_prize(PayPrize(by_person(world)["cyn"].id, "system:test"), ports=ports)
    yield
    contested(world, "dan", 2)


class Ahead:
    def __init__(self, inner, **by):
        self._inner, self._by = inner, timedelta(**by)

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def now(self):
        return self._inner.now() + self._by


@pytest.mark.parametrize(
    ("does", "kind", "code"),
    [
        (not_ranked, NotAllowed, "not_ranked"),
        (twice, Refusal, "contested_before"),
        (at_the_end_of_the_review, Refusal, "review_over"),
        (a_place_without_a_prize, NotFound, "placement_not_found"),
        (a_place_whose_prize_is_canceled, NotFound, "placement_not_found"),
        (a_place_that_nobody_has, NotFound, "placement_not_found"),
        (before_everybody_was_told, Refusal, "review_not_begun"),
        (a_challenge_without_a_result, NotFound, "award_not_found"),
        (after_a_prize_below_was_claimed, Refusal, "prize_claimed"),
    ],
)
def test_a_contest_that_is_refused_writes_nothing(world, does, kind, code):
    steps = does(world)
    next(steps)
    kept = everything(world)

    with pytest.raises(PulseError) as refused:
        next(steps)

    assert (isinstance(refused.value, kind), refused.value.code) == (True, code)
    assert everything(world) == kept


def test_the_last_second_of_the_review_counts(world):
    world.clock.advance(hours=47, minutes=59, seconds=59)

    assert contested(world).status is ContestStatus.OPEN


def test_a_contest_just_before_a_claim_takes_the_claim_back(world):
    """The worker has read the pool when the contest is committed, by a clock that is behind."""
    world.clock.advance(days=2, minutes=3)
    allot_pool(CHALLENGE, ports=world.ports)
    behind = replace(world.ports, clock=Ahead(world.clock, days=-1))
    store = ContestsBeforeTheClaim(world.store, lambda: contested(world, "dan", 1, ports=behind))
    bob = by_person(world)["bob"]

    outcome = pay_prize(PayPrize(bob.id, "system:test"), ports=replace(world.ports, store=store))

    assert outcome.repeat
    assert pay(world, bob).reason is Reason.CONTESTED
    assert scene.transfers(world, bob) == []


class ContestsBeforeTheClaim:
    def __init__(self, inner, contest):
        self._inner, self._contest = inner, contest

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        contest, self._contest = self._contest, lambda: None
        contest()
        return self._inner.commit(writes)


def test_a_claim_just_before_a_contest_refuses_the_contest(world):
    """The claim is committed after the contest has read the pool and before it has read the prizes."""
    world.clock.advance(days=2, minutes=3)
    allot_pool(CHALLENGE, ports=world.ports)
    behind = replace(world.ports, clock=Ahead(world.clock, days=-1))
    bob = by_person(world)["bob"]
    store = ClaimsAfterThePool(world.store, lambda: pay(world, bob))

    with pytest.raises(Refusal) as refused:
        contested(world, "dan", 1, ports=replace(behind, store=store))

    assert refused.value.code == "prize_claimed"
    assert (contests(world), pools.pool_of(world).contested_place) == ([], None)
    assert by_person(world)["bob"].status is PrizeStatus.PAID


class ClaimsAfterThePool:
    def __init__(self, inner, claim):
        self._inner, self._claim = inner, claim

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def query(self, query):
        if query.collection == "prizeRecords":
            claim, self._claim = self._claim, lambda: None
            claim()
        return self._inner.query(query)


# Withdrawing


def test_only_who_contested_may_withdraw_and_only_while_it_is_open(world):
    contest = contested(world)

    with pytest.raises(NotAllowed):
        withdraw_contest(WithdrawContest(contest.contest_id, "ann"), ports=world.ports)
    withdraw_contest(WithdrawContest(contest.contest_id, "dan"), ports=world.ports)
    with pytest.raises(Refusal, match="not open"):
        withdraw_contest(WithdrawContest(contest.contest_id, "dan"), ports=world.ports)
    with pytest.raises(NotFound):
        withdraw_contest(WithdrawContest("nothing", "dan"), ports=world.ports)
    with pytest.raises(Refusal, match="contested this result before"):
        contested(world)

    assert [one.status for one in contests(world)] == [ContestStatus.WITHDRAWN]
    assert told(world, "ann").keys() == {"contest_opened", "contest_withdrawn"}


def test_after_it_is_withdrawn_all_are_paid_once(world):
    contest = contested(world)
    reviewed(world)
    assert pay_all(world)["ann"].reason is Reason.CONTESTED

    withdraw_contest(WithdrawContest(contest.contest_id, "dan"), ports=world.ports)

    assert [one.queue for one in world.queue.tasks][-1] == "fanoutprizes"
    wake_pools(ports=world.ports)
    assert {one.status for one in pay_all(world).values()} == {PrizeStatus.PAID}
    assert [len(scene.transfers(world, one)) for one in prizes(world)] == [1, 1, 1]
    assert violations(world) == []


# Deciding


def test_an_award_that_is_upheld_is_paid_as_it_was(world):
    contest = contested(world)
    reviewed(world)

    outcome = decided(world, contest)

    assert (outcome.status, outcome.approval_id) == (
        ContestStatus.UPHELD, f"approvals/decide_contest_poolContests_{contest.contest_id}",
    )  # fmt: skip
    assert pools.pool_of(world).contested_place is None
    wake_pools(ports=world.ports)
    assert {one.status for one in pay_all(world).values()} == {PrizeStatus.PAID}
    assert all("contest_upheld" in told(world, one) for one in ("ann", "dan", OWNER, OTHER))
    assert versions.award_of(world).award_version == 1
    assert violations(world) == []


def test_who_is_disqualified_wins_nothing_and_the_others_are_paid_after_a_review_of_its_own(world):
    contest = contested(world)
    reviewed(world)

    outcome = decided(world, contest, "ann")
    assert (outcome.status, outcome.disqualified_user_id) == (ContestStatus.DISQUALIFIED, "ann")
    pool = pools.pool_of(world)
    assert (pool.award_version, pool.review_until, pool.contested_place) == (2, None, None)
    assert pay_all(world)["bob"].reason is Reason.IN_REVIEW
    award_missed(ports=world.ports)

    assert amounts(world) == {
        "ann": (1, 0, 2), "bob": (1, 5_000, 2), "cyn": (2, 3_000, 2), "dan": (3, 2_000, 2),
    }  # fmt: skip
    assert pools.pool_of(world).review_until == world.clock.now() + REVIEW
    assert "you were taken out of the result" in told(world, "ann")["contest_disqualified"]
    reviewed(world)
    assert {name: one.status for name, one in pay_all(world).items()} == {
        "ann": "canceled", "bob": "paid", "cyn": "paid", "dan": "paid",
    }  # fmt: skip
    assert sum(one.prize_amount for one in prizes(world)) == 10_000
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert violations(world) == []


@pytest.mark.parametrize("who", [OWNER, OTHER, "ann", "dan", "bob", ASKS])
def test_nobody_who_owns_pays_takes_part_or_asked_can_agree(world, who):
    contest = contested(world)
    asked(world, contest, "ann")
    kept = everything(world)

    with pytest.raises(NotAllowed):
        agreed(world, contest, who)

    assert everything(world) == kept


@pytest.mark.parametrize("who", [OWNER, "cyn", "dan"])
def test_no_party_can_ask_for_it_either(world, who):
    contest = contested(world)

    with pytest.raises(NotAllowed):
        asked(world, contest, "ann", who)


def test_one_administrator_decides_nothing(world):
    contest = contested(world)
    asked(world, contest, "ann")
    reviewed(world)

    assert pay_all(world)["ann"].reason is Reason.CONTESTED
    assert [one.status for one in contests(world)] == [ContestStatus.OPEN]


def wrong(**fields):
    return {"decision": "disqualify", "disqualified_user_id": "ann", **fields}


@pytest.mark.parametrize(
    ("fields", "kind", "code"),
    [
        (wrong(decision=None), InvalidRequest, "invalid_request"),
        (wrong(decision="correct"), InvalidRequest, "invalid_request"),
        (wrong(disqualified_user_id=None), InvalidRequest, "invalid_request"),
        (wrong(decision="uphold"), InvalidRequest, "invalid_request"),
        (wrong(disqualified_user_id="nobody"), Refusal, "not_at_or_below"),
    ],
)
def test_a_decision_that_says_nothing_clear_is_refused(world, fields, kind, code):
    contest = contested(world)
    command = RequestAct(
        act=Act.DECIDE_CONTEST, subject_id=contest.contest_id, actor=ASKS, reason="x", **fields
    )

    with pytest.raises(PulseError) as refused:
        request_act(command, ports=world.ports)

    assert (isinstance(refused.value, kind), refused.value.code) == (True, code)
    assert world.store.query(Query("approvals")) == []


def test_a_person_above_the_contested_place_cannot_be_disqualified(world):
    contest = contested(world, "dan", 2)

    with pytest.raises(Refusal, match="at or below"):
        asked(world, contest, "ann")


def test_what_two_agreed_on_is_the_award_as_it_was_then(world):
    first, second = contested(world, "dan", 1), contested(world, "cyn", 2)
    asked(world, first, "ann")
    decided(world, second, "bob")
    award_missed(ports=world.ports)

    with pytest.raises(Refusal) as refused:
        agreed(world, first)

    assert refused.value.code == "terms_changed"
    assert "ann" not in versions.award_of(world).disqualified


def test_while_a_version_is_being_recorded_no_other_is_decided(world):
    first, second = contested(world, "dan", 1), contested(world, "cyn", 2)
    decided(world, second, "bob")
    asked(world, first, "ann")

    with pytest.raises(Refusal, match="still being recorded"):
        agreed(world, first)

    award_missed(ports=world.ports)
    agreed(world, first)
    award_missed(ports=world.ports)
    assert amounts(world) == {
        "ann": (1, 0, 3), "bob": (2, 0, 3), "cyn": (1, 5_000, 3), "dan": (2, 3_000, 3),
    }  # fmt: skip
    assert versions.award_of(world).unassigned_amount == 2_000
    assert violations(world) == []


def test_other_contests_follow_their_person_and_those_about_who_is_out_are_decided_too(world):
    about_ann, also_ann = contested(world, "dan", 1), contested(world, "bob", 1)
    about_cyn = contested(world, "ann", 3)

    decided(world, about_ann, "ann")
    award_missed(ports=world.ports)

    after = {one.contest_id: one for one in contests(world)}
    assert after[also_ann.contest_id].status is ContestStatus.DISQUALIFIED
    assert after[also_ann.contest_id].disqualified_user_id == "ann"
    cyn = after[about_cyn.contest_id]
    assert (cyn.status, cyn.placement, cyn.contested_user_id) == (ContestStatus.OPEN, 2, "cyn")
    assert pools.pool_of(world).contested_place == 2
    reviewed(world)
    paid = pay_all(world)
    assert (paid["bob"].status, paid["cyn"].reason, paid["dan"].reason) == (
        "paid", Reason.CONTESTED, Reason.CONTESTED,
    )  # fmt: skip
    assert violations(world) == []


def test_in_the_review_of_a_new_version_everybody_who_is_ranked_may_contest_again(world):
    decided(world, contested(world), "ann")
    award_missed(ports=world.ports)

    again = contested(world, "dan", 1)

    assert (again.award_version, again.contested_user_id) == (2, "bob")
    with pytest.raises(NotAllowed):
        contested(world, "ann", 1)


def test_who_would_move_into_a_prize_and_was_erased_wins_nothing():
    world = world_with(*PEOPLE, "eli")
    funded(world, 10_000)
    awarded(world)
    contest = contested(world, "bob", 1)
    world.store.commit([Create("erasures/dan", {})])

    decided(world, contest, "ann")
    award_missed(ports=world.ports)

    assert {name: one[:2] for name, one in amounts(world).items()} == {
        "ann": (1, 0), "bob": (1, 5_000), "cyn": (2, 3_000), "eli": (3, 2_000),
    }  # fmt: skip


def test_nobody_is_disqualified_once_a_prize_that_would_change_was_sent(world):
    """A worker whose clock is ahead paid cyn just before the contest."""
    contest = contested(world, "dan", 1)
    claimed_by_force(world, "cyn")
    asked(world, contest, "ann")

    with pytest.raises(Refusal) as refused:
        agreed(world, contest)

    assert refused.value.code == "prize_sent"
    assert versions.award_of(world).award_version == 1


def claimed_by_force(world, name):
    """Paid although the pool is contested: what only a wrong clock, or a claim long ago, could have done."""
    document = world.store.get(f"prizePools/{CHALLENGE}")
    before = document.fields["contestedPlace"]
    world.store.commit([Update(document.path, {"contestedPlace": None}, document.version)])
    reviewed(world)
    assert pay_all(world)[name].status is PrizeStatus.PAID
    document = world.store.get(f"prizePools/{CHALLENGE}")
    world.store.commit([Update(document.path, {"contestedPlace": before}, document.version)])


def in_flight(world, name, *, executed):
    """A send of which we know nothing, from before the contest."""
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    ports = world.ports
    if executed:
        world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers$", count=1)
    else:
        ports, _ = answering(world, Sign.SILENCE, "POST", "transfers")
    sent = pay_prize(PayPrize(by_person(world)[name].id, "system:test"), ports=ports).record
    assert sent.reason is Reason.RETRYING


@pytest.mark.parametrize("executed", [True, False])
def test_a_prize_that_may_be_under_way_is_looked_up_after_its_quiet_time(world, executed):
    in_flight(world, "bob", executed=executed)
    document = world.store.get(f"prizePools/{CHALLENGE}")
    later = {"reviewUntil": world.clock.now() + REVIEW}
    world.store.commit([Update(document.path, later, document.version)])
    contest = pushed(world)
    asked(world, contest, "ann")

    with pytest.raises(Refusal) as refused:
        agreed(world, contest)
    assert refused.value.code == "payment_under_way"
    world.clock.advance(minutes=46)
    pay(world, by_person(world)["bob"])

    if executed:
        with pytest.raises(Refusal, match="was sent"):
            agreed(world, contest)
        assert by_person(world)["bob"].status is PrizeStatus.PAID
    else:
        agreed(world, contest)
        followed(world)
        assert amounts(world)["bob"] == (1, 5_000, 2)
    assert len(scene.transfers(world, by_person(world)["bob"])) == int(executed)
    assert violations(world) == []


def test_after_a_refusal_of_its_second_send_the_first_may_still_arrive(world):
    """It waits for its account, as if nothing had been sent."""
    in_flight(world, "bob", executed=False)
    world.clock.advance(minutes=5)
    refusing, _ = answering(world, Sign.ACCOUNT_INVALID, "POST", "transfers")
    bob = pay_prize(PayPrize(by_person(world)["bob"].id, "system:test"), ports=refusing).record
    assert (bob.status, bob.attempt.sends, bob.attempt.closed) == (PrizeStatus.PENDING, 2, True)
    document = world.store.get(f"prizePools/{CHALLENGE}")
    later = {"reviewUntil": world.clock.now() + REVIEW}
    world.store.commit([Update(document.path, later, document.version)])
    contest = pushed(world)
    asked(world, contest, "ann")

    with pytest.raises(Refusal) as refused:
        agreed(world, contest)
    assert refused.value.code == "payment_under_way"

    world.clock.advance(minutes=46)
    agreed(world, contest)
    followed(world)
    assert amounts(world)["bob"] == (1, 5_000, 2)
    assert violations(world) == []


def pushed(world):
    """A contest that was committed although bob's prize is claimed, as clocks may have it."""
    bob = world.store.get(by_person(world)["bob"].path)
    hidden = {"attempt": None, "status": "pending", "lease": None}
    world.store.commit([Update(bob.path, hidden, bob.version)])
    contest = contested(world, "dan", 1)
    now = world.store.get(bob.path)
    world.store.commit([Update(bob.path, {name: bob.fields[name] for name in hidden}, now.version)])
    return contest


@pytest.mark.parametrize("dies_at", range(3))
def test_a_worker_may_die_at_every_commit_of_a_decision(world, dies_at):
    contest = contested(world)
    asked(world, contest, "ann")
    mortal = replace(world.ports, store=Dying(world.store, dies_at))

    try:
        agreed(world, contest, ports=mortal)
    except Dead:
        assert versions.award_of(world).award_version == 1
        assert [one.status for one in contests(world)] == [ContestStatus.OPEN]
        agreed(world, contest)
    award_missed(ports=world.ports)

    assert amounts(world)["bob"] == (1, 5_000, 2)
    assert audit_rows(world, f"awards/{CHALLENGE}").count("contest.decided") == 1
    assert violations(world) == []


def test_two_administrators_who_agree_at_once_decide_it_once(world):
    contest = contested(world)
    asked(world, contest, "ann")
    twin = replace(world.ports, store=TwinBefore(world.store, lambda: agreed(world, contest, "admin_user_3")))

    with pytest.raises(PulseError):
        agreed(world, contest, ports=twin)

    award = versions.award_of(world)
    assert (award.award_version, len(award.former), award.disqualified) == (2, 1, ("ann",))


def test_a_withdrawal_beside_a_decision_leaves_one_of_them(world):
    contest = contested(world)
    asked(world, contest, "ann")
    command = WithdrawContest(contest.contest_id, "dan")
    twin = replace(
        world.ports, store=TwinBefore(world.store, lambda: withdraw_contest(command, ports=world.ports))
    )

    with pytest.raises(PulseError):
        agreed(world, contest, ports=twin)

    assert [one.status for one in contests(world)] == [ContestStatus.WITHDRAWN]
    assert versions.award_of(world).award_version == 1


def test_two_contests_at_once_are_both_kept_and_the_better_place_counts(world):
    twin = replace(world.ports, store=TwinBefore(world.store, lambda: contested(world, "dan", 1)))

    contested(world, "ann", 3, ports=twin)

    assert {one.user_id for one in contests(world)} == {"ann", "dan"}
    assert pools.pool_of(world).contested_place == 1


def test_a_contest_that_does_not_say_its_place_frees_nothing(world):
    contest = contested(world)
    other = contested(world, "ann", 3)
    world.store.commit([Update(contest.path, {"placement": "1"})])

    with pytest.raises(Refusal, match="cannot be read"):
        withdraw_contest(WithdrawContest(other.contest_id, "ann"), ports=world.ports)

    assert pools.pool_of(world).contested_place == 1
    assert "record.damaged" in world.alerts.causes()


# Waiting for the decision


def test_operators_are_told_after_three_days_after_seven_and_then_every_day(world):
    contested(world)
    raised = []
    for _ in range(20):
        world.clock.advance(hours=12)
        before = len(world.alerts.raised)
        warn_of_contests(ports=world.ports)
        raised += [(one.cause, one.subject) for one in world.alerts.raised[before:]]

    (contest,) = contests(world)
    assert raised == [
        ("contest.undecided", contest.path),
        *[("contest.delayed", contest.path)] * 4,
    ]
    assert pay_all(world)["ann"].reason is Reason.CONTESTED


def test_a_decided_contest_is_told_no_more(world):
    decided(world, contested(world))
    world.clock.advance(days=8)

    assert warn_of_contests(ports=world.ports).done == 0


def test_an_unfunded_award_is_contested_as_any_other():
    world = scene_without_funding()
    contest = contested(world, "bob", 1, challenge_id="ch")
    world.clock.advance(days=3)
    record = scene.record_of(world, "ann")
    assert scene.pay(world, record).record.reason is Reason.CONTESTED

    decided(world, contest)

    assert pay_prize(PayPrize(record.id, ASKS, by_admin=True), ports=world.ports).record.status == "paid"


def scene_without_funding():
    world = world_with()
    for name in ("ann", "bob"):
        scene.ready_winner(world, name)
    scene.awarded(world, "ann", "bob")
    return world


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("contest"), st.sampled_from(PEOPLE), st.integers(1, 3)),
        st.tuples(st.just("withdraw"), st.integers(0, 3)),
        st.tuples(st.just("uphold"), st.integers(0, 3)),
        st.tuples(st.just("disqualify"), st.integers(0, 3), st.sampled_from(PEOPLE)),
        st.tuples(st.just("wait"), st.sampled_from((1, 25, 49))),
        st.tuples(st.just("sweep")),
        st.tuples(st.just("pay")),
    ),
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_whatever_is_decided_nothing_is_paid_in_review_or_under_a_contest_and_all_adds_up(steps):
    world = world_with(*PEOPLE)
    funded(world, 10_000)
    awarded(world)
    for step in steps:
        before = {one.user_id: one.status for one in prizes(world)}
        try:
            play(world, *step)
        except (Refusal, NotAllowed, NotFound, Busy):
            continue
        finally:
            new = [one for one in prizes(world) if one.status == "paid" != before.get(one.user_id)]
            pool = pools.pool_of(world)
            for one in new:
                assert pool.review_until is not None
                assert pool.review_until < world.clock.now()
                assert pool.contested_place is None or one.placement < pool.contested_place
                assert one.award_version == pool.award_version
    award_missed(ports=world.ports)

    award = versions.award_of(world)
    assert sum(one.prize_amount for one in prizes(world)) + award.unassigned_amount == 10_000
    for one in prizes(world):
        transfers = scene.transfers(world, one)
        assert sum(each.amount for each in transfers) == (one.winner_amount if one.status == "paid" else 0)
    assert violations(world) == []


def play(world, what, *about):
    found = contests(world)
    match what:
        case "contest":
            contested(world, *about)
        case "withdraw" if about[0] < len(found):
            one = found[about[0]]
            withdraw_contest(WithdrawContest(one.contest_id, one.user_id), ports=world.ports)
        case "uphold" if about[0] < len(found):
            decided(world, found[about[0]])
        case "disqualify" if about[0] < len(found):
            decided(world, found[about[0]], about[1])
        case "wait":
            world.clock.advance(hours=about[0])
        case "sweep":
            award_missed(ports=world.ports)
            wake_pools(ports=world.ports)
        case "pay":
            pay_all(world)
