"""Who takes part: an entry that may win is read whole or stops the award; it is never left out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.documents import DocumentMisfit, Participant
from pulse.documents.misfit import checked
from pulse.documents.participants import enrolment, participant
from pulse.ports import Document
from tests.documents.anything import ANYTHING, NOON

FIELDS = {
    "challengeId": "ch",
    "userId": "ann",
    "username": "Ann",
    "pulsePoints": {"totalPoints": 12},
    "completedAt": NOON,
    "joinDate": NOON,
    "paymentId": "pi_1",
}


def entry(**fields) -> Participant | None:
    return participant(Document("user-challenge/uc", {**FIELDS, **fields}, 1))


def test_an_entry_is_read_as_it_was_meant():
    assert entry() == Participant("uc", "ann", "Ann", 12, NOON, NOON)


@pytest.mark.parametrize(
    ("points", "score"),
    [
        (None, 0),
        ({}, 0),
        ({"totalPoints": None}, 0),
        ({"totalPoints": 0}, 0),
        ({"totalPoints": 1.5}, 1.5),
        ({"totalPoints": -3}, -3),
        ({"totalPoints": 2**53 + 1}, 2**53 + 1),
    ],
)
def test_a_score_is_the_number_that_was_written_and_none_until_then(points, score):
    assert entry(pulsePoints=points).score == score


@pytest.mark.parametrize("points", ["9", True, math.nan, math.inf, [9], {"a": 9}])
def test_a_score_that_is_no_number_stops_the_award(points):
    with pytest.raises(DocumentMisfit, match=r"user-challenge/uc: pulsePoints\.totalPoints must be a number"):
        entry(pulsePoints={"totalPoints": points})


@pytest.mark.parametrize("points", ["many", 9, ["many"], True])
def test_points_that_are_no_map_stop_the_award(points):
    with pytest.raises(DocumentMisfit, match="pulsePoints must be a map"):
        entry(pulsePoints=points)


@pytest.mark.parametrize("user_id", [None, "", "a/b", "__x__", 5, ["ann"], {"id": "ann"}])
def test_an_entry_with_points_of_nobody_who_can_be_known_stops_the_award(user_id):
    with pytest.raises(DocumentMisfit, match="userId must be the id of a person"):
        entry(userId=user_id)


@pytest.mark.parametrize("field", ["completedAt", "joinDate"])
def test_a_time_that_cannot_be_read_stops_the_award_and_an_absent_one_does_not(field):
    assert entry(**{field: None}) is not None
    with pytest.raises(DocumentMisfit, match=f"{field} must be a time"):
        entry(**{field: "yesterday"})


@pytest.mark.parametrize("odd", [{"userId": None}, {"joinDate": "yesterday"}, {"completedAt": True}])
@pytest.mark.parametrize("points", [None, {"totalPoints": 0}, {"totalPoints": -1}])
def test_an_entry_that_can_win_nothing_stops_nothing(odd, points):
    assert entry(pulsePoints=points, **odd) is None


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)))
def test_any_entry_is_read_left_out_without_points_or_refused_by_the_name_of_a_field(fields):
    points = fields.get("pulsePoints")
    written = points.get("totalPoints") if isinstance(points, dict) else points

    read = checked(lambda: participant(Document("user-challenge/uc", fields, 1)))

    if read.misfit is not None:
        assert written is not None
        assert read.misfit.field.partition(".")[0] in {"pulsePoints", "userId", "joinDate", "completedAt"}
    elif read.value is None:
        assert (written or 0) <= 0
    else:
        assert read.value.score == (written or 0)
        assert read.value.user_id == fields["userId"]
        assert len(read.value.username or "") <= 200


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)))
def test_an_enrolment_names_only_what_is_text(fields):
    read = enrolment(Document("user-challenge/uc", fields, 1))

    written = fields.get("paymentId")
    assert read.payment_id == (written if isinstance(written, str) else None)
