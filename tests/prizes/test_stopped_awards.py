"""A document that cannot be read stops its own award, with a reason and an alert; nobody else is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.backoffice import sweep
from pulse.documents import MOMENT, DocumentMisfit
from pulse.ports.store import DELETE_FIELD, Create, Merge, Query
from pulse.prizes import award_path, award_prizes, fetch_standings
from pulse.prizes.award_prizes import AwardPrizes
from tests.backoffice.disturbed import tamper
from tests.documents.anything import ANYTHING
from tests.people import ENDED
from tests.prizes import scene
from tests.world import World

SECONDS = int(ENDED.timestamp())


def entered(world, user_id="ann", **fields):
    tamper(world, f"user-challenge/ch_{user_id}", **fields)


@pytest.fixture
def challenge(world):
    """Ann leads, Bob follows; one prize of 100 dollars."""
    scene.challenge(world)
    for user_id, score in (("ann", 10), ("bob", 5)):
        scene.user(world, user_id)
        scene.takes_part(world, user_id, score)
    return world


def winners(world):
    return [record["userId"] for record in scene.records(world)]


def assert_stopped(world, document, field):
    with pytest.raises(DocumentMisfit) as refused:
        scene.award(world)
    assert (refused.value.where, refused.value.field) == (document, field)
    assert (world.store.get(award_path("ch")), scene.records(world)) == (None, [])
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.subject) == ("award.stopped", "challenges/ch")
    assert {name: alert.facts[name] for name in ("document", "field")} == {
        "document": document,
        "field": field,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("userId", "a/b"),
        ("userId", None),
        ("userId", 7),
        ("joinDate", "soon"),
        ("completedAt", True),
        ("completedAt", 99_999_999_999),
    ],
)
def test_a_leader_whose_entry_cannot_be_read_stops_the_award_and_the_next_one_is_not_paid(
    challenge, field, value
):
    entered(challenge, **{field: value})

    assert_stopped(challenge, "user-challenge/ch_ann", field)


@pytest.mark.parametrize("points", ["10", True, float("nan"), float("inf"), [10]])
def test_a_score_that_is_no_number_is_not_taken_for_zero(challenge, points):
    entered(challenge, pulsePoints={"totalPoints": points})

    assert_stopped(challenge, "user-challenge/ch_ann", "pulsePoints.totalPoints")


def test_a_corrected_entry_lets_the_sweep_award_it(challenge):
    entered(challenge, userId=None)
    sweep(ports=challenge.ports)
    assert winners(challenge) == []

    entered(challenge, userId="ann")
    sweep(ports=challenge.ports)

    assert winners(challenge) == ["ann"]


@pytest.mark.parametrize("flag", ["false", "true", 1, 0])
def test_a_flag_that_is_neither_true_nor_false_pays_nobody(challenge, flag):
    scene.challenge(challenge, isEnabled=flag)

    assert_stopped(challenge, "challenges/ch", "prizeMoney.isEnabled")


def test_places_with_a_gap_are_refused(challenge):
    scene.challenge(challenge, distributionType="custom", customDistribution={"1": 60, "3": 40})

    assert_stopped(challenge, "challenges/ch", "prizeMoney.customDistribution")


@pytest.mark.parametrize("end", ["soon", True, 5, {"seconds": 5}, DELETE_FIELD, None])
def test_an_end_that_cannot_be_read_is_not_taken_for_now(challenge, end):
    challenge.store.commit([Merge("challenges/ch", {"endDate": end})])

    assert_stopped(challenge, "challenges/ch", "endDate")


@pytest.mark.parametrize("owners", [7, ["trainer", None], ["x"] * 101])
def test_owners_that_cannot_be_compared_with_the_winners_stop_the_award(challenge, owners):
    tamper(challenge, "challenges/ch", ownerId=owners)

    assert_stopped(challenge, "challenges/ch", "ownerId")


@pytest.mark.parametrize(
    "end",
    [
        SECONDS,
        SECONDS * 1000,
        float(SECONDS),
        ENDED.isoformat(),
        {"seconds": SECONDS, "nanoseconds": 0},
        {"_seconds": SECONDS, "_nanoseconds": 0},
    ],
)
def test_an_end_in_any_form_is_found_by_the_sweep_and_is_in_the_record_s_id(challenge, end):
    tamper(challenge, "challenges/ch", endDate=end)

    sweep(ports=challenge.ports)

    assert [record["id"] for record in scene.records(challenge)] == [f"ch_ann_{SECONDS}"]


def test_an_active_challenge_whose_end_is_in_seconds_has_ended(challenge):
    tamper(challenge, "challenges/ch", status="active", endDate=SECONDS)

    assert scene.award(challenge).winner_count == 1


@pytest.mark.parametrize("form", [lambda at: at, lambda at: int(at.timestamp()), lambda at: at.isoformat()])
def test_a_tie_goes_to_the_earlier_finisher_in_whichever_form_times_are_written(challenge, form):
    entered(challenge, "ann", completedAt=form(ENDED - timedelta(hours=1)))
    entered(challenge, "bob", completedAt=ENDED - timedelta(hours=2), pulsePoints={"totalPoints": 10})

    scene.award(challenge)

    assert winners(challenge) == ["bob"]


@pytest.mark.parametrize("late", [{"joinDate": SECONDS + 1}, {"completedAt": ENDED + timedelta(seconds=1)}])
def test_who_joined_or_finished_after_the_end_is_not_ranked(challenge, late):
    entered(challenge, **late)

    award = scene.award(challenge)

    assert [place.user_id for place in fetch_standings(award, ports=challenge.ports)] == ["bob"]
    assert winners(challenge) == ["bob"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("challenges/ch", {"endDate": "soon"}),
        ("challenges/ch", {"ownerId": 7}),
        ("user-challenge/ch_ann", {"userId": None}),
    ],
)
@pytest.mark.parametrize(
    "money", [{"isEnabled": False, "totalAmount": "much"}, {"isEnabled": True, "totalAmount": 0}]
)
def test_what_promises_nothing_is_nobodys_problem(challenge, path, fields, money):
    tamper(challenge, "challenges/ch", prizeMoney=money)
    tamper(challenge, path, **fields)

    report = sweep(ports=challenge.ports)
    with pytest.raises(DocumentMisfit):
        scene.award(challenge)

    assert report.clean
    assert challenge.alerts.causes() == []


def test_what_is_odd_in_the_challenge_after_its_award_is_an_edit_and_stops_no_payment(challenge):
    award = scene.award(challenge)
    entered(challenge, userId=None)

    assert scene.award(challenge) == award.but(needs_review=True, updated_at=award.updated_at)
    assert challenge.alerts.causes() == ["award.edited"]


def test_a_huge_field_that_is_not_needed_is_never_read(challenge):
    challenge.store.commit([Merge("challenges/ch", {"notes": "x" * 1_000_000})])
    entered(challenge, notes="x" * 1_000_000)
    read: list[int] = []

    class Watched:
        def __getattr__(self, name):
            return getattr(challenge.store, name)

        def get_all(self, paths, masks=None):
            found = challenge.store.get_all(paths, masks)
            read.extend(len(str(document.fields)) for document in found.values())
            return found

        def query(self, query):
            found = challenge.store.query(query)
            read.extend(len(str(document.fields)) for document in found)
            return found

    award_prizes(AwardPrizes("ch", "system:test"), ports=replace(challenge.ports, store=Watched()))

    assert winners(challenge) == ["ann"]
    assert max(read) < 5_000


def test_owners_are_asked_for_in_groups_of_thirty(challenge):
    tamper(challenge, "challenges/ch", ownerId=[f"owner{n}" for n in range(61)])
    asked: list[Query] = []

    class Watched:
        def __getattr__(self, name):
            return getattr(challenge.store, name)

        def query(self, query):
            asked.append(query)
            return challenge.store.query(query)

    award_prizes(AwardPrizes("ch", "system:test"), ports=replace(challenge.ports, store=Watched()))

    bought = [query for query in asked if query.collection == "payments"]
    purchases = [query for query in bought if "ann" not in query.where[0][2]]
    assert [len(query.where[0][2]) for query in purchases] == [30, 30, 1]
    assert {tuple(query.fields) for query in purchases} == {("ownerId",)}


ENTRY = ("userId", "pulsePoints", "joinDate", "completedAt", "username")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ENTRY, ANYTHING)))
def test_whatever_an_entry_holds_it_is_ranked_right_or_stops_the_award(fields):
    world = World()
    scene.challenge(world)
    scene.user(world, "bob")
    scene.takes_part(world, "bob", 5)
    world.store.commit([Create("user-challenge/odd", {"challengeId": "ch", **fields})])
    points = fields.get("pulsePoints")
    score = points.get("totalPoints") if isinstance(points, dict) else points

    try:
        scene.award(world)
    except DocumentMisfit as misfit:
        stopped = misfit.where
        paid = []
    else:
        stopped, paid = None, winners(world)

    if stopped:
        assert (stopped, world.alerts.causes(), winners(world)) == (
            "user-challenge/odd",
            ["award.stopped"],
            [],
        )
    else:
        may_win = isinstance(score, int | float) and score >= 5 and not isinstance(score, bool)
        assert paid == ["bob"] or (may_win and paid == [fields["userId"]])
        assert not may_win or score == 5 or fields["userId"] == "bob" or paid != ["bob"] or _late(fields)


def _late(fields):
    times = [fields[name] for name in ("joinDate", "completedAt") if fields.get(name) is not None]
    return any(MOMENT.read(value) > ENDED for value in times)
