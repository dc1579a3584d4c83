"""The local world asks administrators for what production asks: a second factor, a second person."""

from local.people import ADMIN, ALL_PEOPLE, SECOND_ADMIN, Auth, Person
from local.story.caller import Caller

RESUME = {"act": "resume-payouts", "subjectId": "payouts", "reason": "a drill"}
ONE_FACTOR = Person("one_factor_1", "one_factor", "one.factor@example.com", {"admin": True})


def test_two_administrators_with_a_second_factor_are_seeded():
    assert [person for person in ALL_PEOPLE if person.claims.get("admin")] == [ADMIN, SECOND_ADMIN]
    assert ADMIN.phone
    assert SECOND_ADMIN.phone


def test_an_administrator_without_a_second_factor_may_do_nothing(where):
    Auth(where.auth).create(ONE_FACTOR)

    answer = Caller.of(where, ONE_FACTOR).post("pause-payouts", reason="a drill")

    assert (answer.status, answer.body["code"]) == (403, "second_factor_required")


def test_the_two_pause_and_resume_payouts_together(where):
    one, another = Caller.of(where, ADMIN), Caller.of(where, SECOND_ADMIN)

    paused = one.post("pause-payouts", reason="a drill")
    asked = one.post("request-approval", **RESUME)
    alone = one.post("approve-request", **RESUME)
    approved = another.post("approve-request", **RESUME)

    assert [answer.status for answer in (paused, asked, alone, approved)] == [200, 200, 403, 200]
    assert alone.body["code"] == "same_person"
    assert (approved.body["requestedBy"], approved.body["approvedBy"]) == (ADMIN.uid, SECOND_ADMIN.uid)
