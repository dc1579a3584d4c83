"""A new version of an award: from its commit on nothing of the old one is paid; its records follow once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice import check
from pulse.backoffice.sweep.missed_awards import award_missed
from pulse.errors import Busy, Conflict, Refusal
from pulse.ports.store import Merge, Query, Update
from pulse.prizes import (
    AwardPrizes,
    PayPrize,
    PrizeAct,
    PrizeStatus,
    Reason,
    allot_pool,
    approve_prize,
    award_prizes,
    cancel_prize,
    compare_award,
    hold_prize,
    pay_prize,
)
from pulse.prizes.ranking import moved_up
from pulse.prizes.records import Winner
from pulse.prizes.standings import fetch_first_standings, fetch_standings
from tests.attempts.stripe_answers import Sign, answering
from tests.people import audit_rows, seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes import scene, versions
from tests.prizes.test_allot_pool import REVIEWED, awarded, funded, pay, prizes, reviewed

PEOPLE = ("ann", "bob", "cyn", "dan")


def world_with(*people, **settings):
    """All of them have accounts and take part, best first; the first three places win 50, 30 and 20."""
    world = pools.world_where(**{**REVIEWED, **settings})
    pools.challenge(world)
    for place, name in enumerate(people):
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


@pytest.fixture
def world():
    return world_with(*PEOPLE)


def followed(world):
    return award_prizes(AwardPrizes(CHALLENGE, "system:sweep"), ports=world.ports)


def by_person(world):
    return {one.user_id: one for one in prizes(world)}


def amounts(world):
    return {one.user_id: (one.placement, one.prize_amount, one.award_version) for one in prizes(world)}


def lost_before_stripe(world, record):
    """A send of which Stripe never hears, and we do not know that."""
    ports, _ = answering(world, Sign.SILENCE, "POST", "transfers")
    assert pay_prize(PayPrize(record.id, "system:test"), ports=ports).record.reason is Reason.RETRYING


def violations(world):
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    return [one for one in found if one.invariant not in {"I7", "I9"}]


def test_the_next_places_move_up_with_their_prizes_and_the_earlier_version_stays(world):
    funded(world, 10_000)
    reviewed(world)

    versions.taken_out(world, "ann")
    award = followed(world)

    assert amounts(world) == {
        "ann": (1, 0, 2),
        "bob": (1, 5_000, 2),
        "cyn": (2, 3_000, 2),
        "dan": (3, 2_000, 2),
    }
    ann, bob = by_person(world)["ann"], by_person(world)["bob"]
    assert (ann.status, ann.reason, ann.next_check_at) == (PrizeStatus.CANCELED, Reason.DISQUALIFIED, None)
    assert (bob.winner_amount, bob.platform_fee) == (4_850, 150)
    assert (award.award_version, award.status, award.disqualified) == (2, "recorded", ("ann",))
    (former,) = award.former
    assert (former.version, former.pool, former.unassigned_amount, former.winner_count) == (1, 10_000, 0, 3)
    first = fetch_first_standings(award, ports=world.ports)
    assert [(one.user_id, one.prize_amount) for one in first] == [
        ("ann", 5_000), ("bob", 3_000), ("cyn", 2_000), ("dan", 0),
    ]  # fmt: skip
    assert [one.user_id for one in fetch_standings(award, ports=world.ports)] == ["bob", "cyn", "dan"]
    assert violations(world) == []


def test_where_nobody_moves_up_the_last_prize_is_assigned_to_nobody():
    world = world_with("ann", "bob", "cyn")
    funded(world, 10_000)
    reviewed(world)

    versions.taken_out(world, "bob")
    award = followed(world)

    assert (award.unassigned_amount, award.winner_count) == (2_000, 2)
    assert {name: one[1] for name, one in amounts(world).items()} == {"ann": 5_000, "bob": 0, "cyn": 3_000}
    assert violations(world) == []


def test_from_the_decision_on_nothing_of_the_older_version_is_allotted_claimed_or_returned(world):
    funded(world, 10_000)
    reviewed(world)
    before = allot_pool(CHALLENGE, ports=world.ports)

    versions.taken_out(world, "ann", reviewed=False)

    assert allot_pool(CHALLENGE, ports=world.ports) == []
    assert [pay(world, one).reason for one in before] == [Reason.IN_REVIEW] * 3
    assert [scene.transfers(world, one) for one in before] == [[], [], []]


def test_a_version_with_a_review_is_paid_after_its_own_review_and_one_without_it_at_once(world):
    funded(world, 10_000)
    reviewed(world)
    versions.taken_out(world, "ann")
    assert pools.pool_of(world).review_until is None

    followed(world)

    until = pools.pool_of(world).review_until
    assert until == world.clock.now() + timedelta(hours=48)
    assert allot_pool(CHALLENGE, ports=world.ports) == []
    world.clock.advance(hours=49)
    allot_pool(CHALLENGE, ports=world.ports)
    assert [pay(world, one).status for one in prizes(world)] == ["canceled", "paid", "paid", "paid"]

    other = world_with(*PEOPLE)
    funded(other, 10_000)
    reviewed(other)
    versions.taken_out(other, "ann", reviewed=False)
    followed(other)
    allot_pool(CHALLENGE, ports=other.ports)
    assert [pay(other, one).status for one in prizes(other)] == ["canceled", "paid", "paid", "paid"]
    assert violations(world) == violations(other) == []


def test_everybody_who_is_ranked_is_told_again_and_only_then_the_review_begins(world):
    funded(world, 10_000)
    reviewed(world)
    versions.taken_out(world, "ann")

    followed(world)

    told = {one.id: one.fields["text"] for one in world.store.query(Query("users/bob/notices"))}
    assert told[f"{CHALLENGE}_result_v2"].startswith(
        'The result of "Morning Mobility" was changed: you are number 1. The prize of this place is 50.00 USD'
    )
    assert f"{CHALLENGE}_result_v2" not in {one.id for one in world.store.query(Query("users/ann/notices"))}


def test_the_keys_of_a_later_version_say_it_and_the_generation_goes_on_counting(world):
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    cyn = by_person(world)["cyn"]
    ports, _ = answering(world, Sign.ACCOUNT_INVALID, "POST", "transfers")
    refused = pay_prize(PayPrize(cyn.id, "system:test"), ports=ports).record
    assert (refused.reason, refused.attempt.closed) == (Reason.AWAITING_ACCOUNT, True)
    versions.taken_out(world, "ann")
    followed(world)
    world.clock.advance(hours=49)
    allot_pool(CHALLENGE, ports=world.ports)

    paid = {one.user_id: pay(world, one) for one in prizes(world) if one.prize_amount}

    keys = {name: one.attempt.key for name, one in paid.items()}
    assert keys == {
        "bob": f"prize:{paid['bob'].id}:v2:g1",
        "cyn": f"prize:{cyn.id}:v2:g2",
        "dan": f"prize:{paid['dan'].id}:v2:g1",
    }
    (transfer,) = scene.transfers(world, cyn)
    assert (transfer.amount, transfer.metadata["award_version"]) == (2_910, "2")
    assert violations(world) == []


def test_a_prize_above_that_was_paid_or_is_under_way_goes_on_with_its_own_key(world):
    """Ann is paid, and of bob's prize nobody knows yet; cyn and dan change places with nobody."""
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    ann, bob = by_person(world)["ann"], by_person(world)["bob"]
    pay(world, ann)
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers$", count=1)
    assert pay(world, bob).reason is Reason.RETRYING

    versions.taken_out(world, "cyn")
    followed(world)
    world.clock.advance(hours=49)
    allot_pool(CHALLENGE, ports=world.ports)
    after = {one.user_id: pay(world, one) for one in prizes(world)}

    assert amounts(world)["ann"] == (1, 5_000, 2)
    assert (after["ann"].status, after["bob"].status, after["dan"].status) == ("paid", "paid", "paid")
    assert after["ann"].attempt.key == f"prize:{ann.id}:g1"
    assert len(scene.transfers(world, bob)) == 1
    assert violations(world) == []


def test_a_prize_that_may_have_been_sent_keeps_its_amount_and_stops_the_pool(world):
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    bob = pay(world, by_person(world)["bob"])
    versions.taken_out(world, "ann")

    with pytest.raises(Refusal, match="sent meanwhile"):
        followed(world)

    assert amounts(world)["bob"] == (2, 3_000, 1)
    assert [one.subject for one in world.alerts.raised if one.cause == "record.damaged"] == [bob.path]
    assert allot_pool(CHALLENGE, ports=world.ports) == []


def test_once_nothing_of_an_open_attempt_can_appear_its_key_is_never_used_again(world):
    """Its request never reached Stripe, and the quiet time is over."""
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    bob = by_person(world)["bob"]
    lost_before_stripe(world, bob)
    world.clock.advance(minutes=46)
    versions.taken_out(world, "ann", reviewed=False)
    with pytest.raises(Busy):
        followed(world)
    assert pay(world, bob).reason is Reason.IN_REVIEW  # it was looked up, and nothing was found

    followed(world)

    attempt = by_person(world)["bob"].attempt
    assert (attempt.key, attempt.closed, attempt.closed_reason) == (f"prize:{bob.id}:g1", True, "revised")
    allot_pool(CHALLENGE, ports=world.ports)
    pay(world, bob)
    assert by_person(world)["bob"].attempt.key == f"prize:{bob.id}:v2:g2"
    (transfer,) = scene.transfers(world, bob)
    assert transfer.amount == 4_850


def test_what_two_agreed_to_pay_is_agreed_to_no_longer_once_the_amount_is_another(world):
    funded(world, 10_000)
    awarded(world)
    for name in ("bob", "cyn"):
        prize = PrizeAct(by_person(world)[name].id, "admin_user_1", "a look")
        hold_prize(prize, ports=world.ports)
        approve_prize(prize, ports=world.ports)
    world.clock.advance(days=2, minutes=2)

    versions.taken_out(world, "dan")
    followed(world)
    assert by_person(world)["bob"].approved_by == "admin_user_1"

    versions.taken_out(world, "ann")
    followed(world)
    bob = by_person(world)["bob"]
    assert (bob.approved_by, bob.reason) == (None, Reason.HELD_FOR_APPROVAL)
    assert bob.award_version == 3


def test_a_prize_that_was_canceled_stays_so_in_every_version(world):
    funded(world, 10_000)
    reviewed(world)
    cancel_prize(PrizeAct(by_person(world)["bob"].id, "admin_user_1", "cheated"), ports=world.ports)

    versions.taken_out(world, "ann")
    followed(world)

    bob = by_person(world)["bob"]
    assert (bob.status, bob.prize_amount, bob.reason) == (PrizeStatus.CANCELED, 5_000, None)
    assert violations(world) == []


def test_an_edit_is_found_by_the_first_version_and_a_decision_is_no_edit(world):
    funded(world, 10_000)
    reviewed(world)
    versions.taken_out(world, "ann")
    followed(world)

    assert not compare_award(CHALLENGE, actor="system:test", ports=world.ports)
    seed_participant(world, "dan", CHALLENGE, score=1_000)
    assert compare_award(CHALLENGE, actor="system:test", ports=world.ports)


def test_a_version_is_decided_only_once_the_one_before_is_recorded_and_only_once(world):
    funded(world, 10_000)
    reviewed(world)
    award_document = world.store.get(f"awards/{CHALLENGE}")
    versions.taken_out(world, "ann")

    with pytest.raises(Refusal, match="still being recorded"):
        versions.taken_out(world, "bob")

    followed(world)
    stale = replace(world.ports, store=StaleAward(world.store, award_document))
    with pytest.raises(Conflict):
        versions.taken_out(_with(world, stale), "bob")
    assert versions.award_of(world).award_version == 2


def _with(world, ports):
    class Other:
        store, clock = ports.store, world.clock

    Other.ports = ports
    return Other


class StaleAward:
    """Two administrators decided on an award that others have changed meanwhile."""

    def __init__(self, inner, award):
        self._inner, self._award = inner, award

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def get(self, path, fields=None):
        return self._award if path == self._award.path else self._inner.get(path, fields)


@pytest.mark.parametrize("dies_at", range(14))
def test_a_worker_may_die_at_every_commit_and_the_sweep_completes_the_version(dies_at):
    world = world_with(*PEOPLE, award_batch_size=1)
    funded(world, 10_000)
    reviewed(world)
    versions.taken_out(world, "ann")
    mortal = replace(world.ports, store=Dying(world.store, dies_at))

    try:
        award_prizes(AwardPrizes(CHALLENGE, "system:sweep"), ports=mortal)
    except Dead:
        assert allot_pool(CHALLENGE, ports=world.ports) == []
    award_missed(ports=world.ports)

    assert {name: one[1:] for name, one in amounts(world).items()} == {
        "ann": (0, 2), "bob": (5_000, 2), "cyn": (3_000, 2), "dan": (2_000, 2),
    }  # fmt: skip
    assert versions.award_of(world).status == "recorded"
    revisions = [
        act for one in prizes(world) for act in audit_rows(world, one.path) if act == "prize.revised"
    ]
    assert len(revisions) == 3
    assert pools.pool_of(world).review_until is not None
    assert violations(world) == []


class Dead(BaseException):
    pass


class Dying:
    """The process ends right before its commit number *dies_at*."""

    def __init__(self, inner, dies_at):
        self._inner, self._left = inner, dies_at

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        if self._left == 0:
            raise Dead
        self._left -= 1
        return self._inner.commit(writes)


def test_two_workers_that_follow_one_version_revise_each_record_once(world):
    funded(world, 10_000)
    reviewed(world)
    versions.taken_out(world, "ann")
    twin = replace(world.ports, store=TwinBefore(world.store, lambda: followed(world)))

    award_prizes(AwardPrizes(CHALLENGE, "system:twin"), ports=twin)

    for name in ("ann", "bob", "cyn"):
        assert audit_rows(world, by_person(world)[name].path).count("prize.revised") == 1
    assert len(prizes(world)) == 4
    assert pools.pool_of(world).review_until == world.clock.now() + timedelta(hours=48)
    assert violations(world) == []


class TwinBefore:
    """Before the first commit another worker does all of it."""

    def __init__(self, inner, other):
        self._inner, self._other = inner, other

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        other, self._other = self._other, lambda: None
        other()
        return self._inner.commit(writes)


def test_a_prize_that_cannot_be_read_stops_the_version_and_is_named(world):
    funded(world, 10_000)
    reviewed(world)
    bob = by_person(world)["bob"]
    versions.taken_out(world, "ann")
    world.store.commit([Update(bob.path, {"prizeAmount": "much"})])

    with pytest.raises(Refusal, match="cannot be read"):
        followed(world)

    assert "record.damaged" in {one.cause for one in world.alerts.raised if one.subject == bob.path}
    assert pools.pool_of(world).review_until is None


def test_when_time_is_up_the_next_call_revises_what_is_left(world):
    funded(world, 10_000)
    reviewed(world)
    versions.taken_out(world, "ann")
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "completed"})])
    hurried = world.ports.settings.model_copy(update={"function_timeout_seconds": -1})

    with pytest.raises(Busy):
        award_prizes(AwardPrizes(CHALLENGE, "x"), ports=replace(world.ports, settings=hurried))

    assert amounts(world)["bob"] == (2, 3_000, 1)
    followed(world)
    assert amounts(world)["bob"] == (1, 5_000, 2)


RANKED = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).map(lambda some: sorted(some, reverse=True))


def ranked(prize_amounts):
    return [
        Winner(
            user_id=f"u{n}", user_challenge_id=f"e{n}", placement=n + 1, score=100 - n, prize_amount=amount
        )
        for n, amount in enumerate(prize_amounts)
    ]


@given(RANKED, st.data())
def test_moving_up_keeps_the_order_the_prizes_of_the_places_and_everybody_else(prize_amounts, data):
    standings = ranked(prize_amounts)
    names = [one.user_id for one in standings]
    out = data.draw(st.sets(st.sampled_from(names)))
    owners = data.draw(st.sets(st.sampled_from(names)))
    standings = [one.but(prize_amount=0) if one.user_id in owners else one for one in standings]

    after = moved_up(standings, out, owners)

    assert [one.user_id for one in after] == [name for name in names if name not in out]
    assert [one.placement for one in after] == list(range(1, len(after) + 1))
    before = [one.prize_amount for one in standings if one.user_id not in owners]
    now = [one.prize_amount for one in after if one.user_id not in owners]
    assert now == before[: len(now)]
    assert all(one.prize_amount == 0 for one in after if one.user_id in owners)


@pytest.mark.parametrize(
    ("out", "amounts"),
    [
        ("u0", {"u1": 0, "u2": 5_000, "u3": 2_000, "u4": 3_000}),
        ("u1", {"u0": 5_000, "u2": 2_000, "u3": 3_000, "u4": 0}),
        ("u2", {"u0": 5_000, "u1": 0, "u3": 2_000, "u4": 3_000}),
        ("u3", {"u0": 5_000, "u1": 0, "u2": 2_000, "u4": 3_000}),
        ("u4", {"u0": 5_000, "u1": 0, "u2": 2_000, "u3": 3_000}),
    ],
)
def test_whose_prize_went_to_the_next_gets_none_by_moving_up_and_takes_none_along(out, amounts):
    """The second did not claim 30.00, which went to the fourth."""
    standings = ranked([5_000, 0, 2_000, 3_000, 0])

    after = moved_up(standings, [out], ["u1"])

    assert {one.user_id: one.prize_amount for one in after} == amounts


def test_a_place_that_was_promised_nothing_is_moved_up_from_like_any_other():
    """The second place of a distribution of 50, 0 and 50 percent."""
    after = moved_up(ranked([5_000, 0, 5_000, 0]), ["u0"])

    assert [(one.user_id, one.prize_amount) for one in after] == [("u1", 5_000), ("u2", 0), ("u3", 5_000)]


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=8), st.data())
def test_whoever_has_a_prize_keeps_one_when_others_are_out(prizes, data):
    """Also where some prizes went to people below the last place that had one."""
    places = len(prizes)
    passed = data.draw(st.lists(st.sampled_from(range(places)), unique=True, max_size=places - 1))
    amounts = [*prizes, *([0] * places)]
    for receiver, loser in enumerate(passed, start=places):
        amounts[receiver], amounts[loser] = amounts[loser], 0
    standings = ranked(amounts)
    out = data.draw(st.sets(st.sampled_from([one.user_id for one in standings]), max_size=1))

    moved = moved_up(standings, out, [f"u{loser}" for loser in passed])

    after = {one.user_id: one.prize_amount for one in moved}
    winners = [one.user_id for one in standings if one.prize_amount and one.user_id not in out]
    assert all(after[one] > 0 for one in winners)
    assert not any(after.get(f"u{loser}") for loser in passed)
    assert sum(after.values()) == sum(prizes)
