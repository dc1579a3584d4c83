"""What the tests expect of the operations on contests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from local.people import Person
from tests.doors.cast import CONTESTED, FAN, REVIEWED
from tests.doors.expected import POST, Expected, Sample
from tests.e2e.js.may import MOMENT, May
from tests.e2e.js.may_not import MayNot, Reached
from tests.e2e.js.scene import Scene

GROUNDS = "The steps of the first place are of two people."
NOTHING = {"contestId": "nothing"}


def _in_review(scene: Scene) -> tuple[Person, str]:
    """Who is ranked first, and the challenge; an hour of its review is left."""
    owner, first = scene.person(), scene.person()
    challenge_id = scene.ended(owner, first)
    scene.does(owner, "calculateWinners", challengeId=challenge_id)
    later = datetime.now(UTC) + timedelta(hours=1)
    scene.stage.store.document(f"prizePools/{challenge_id}").update({"reviewUntil": later})
    return first, challenge_id


def contest_award(scene: Scene) -> May:
    ranked, challenge_id = _in_review(scene)
    contest_id = f"{challenge_id}_{ranked.uid}_1"
    return May(
        ranked,
        {
            "challengeId": challenge_id,
            "placement": 1,
            "reason": GROUNDS,
            "evidence": ["https://pulse.example"],
        },
        {"contestId": contest_id, "reviewUntil": MOMENT},
        lambda _answer: {
            f"poolContests/{contest_id}": {"status": "open", "placement": 1, "userId": ranked.uid},
            f"prizePools/{challenge_id}": {"contestedPlace": 1},
        },
    )


def contest_award_refused(reached: Reached) -> list[MayNot]:
    fields = {"challengeId": reached.ended, "placement": 1, "reason": GROUNDS}
    return [
        MayNot(reached.other, {**fields, "userId": reached.owner.uid}),
        MayNot(reached.other, {**fields, "challengeId": "nothing"}, "award_not_found", "not-found"),
    ]


def withdraw_contest(scene: Scene) -> May:
    ranked, challenge_id = _in_review(scene)
    asked = {"challengeId": challenge_id, "placement": 1, "reason": GROUNDS}
    contest_id = scene.does(ranked, "contestAward", **asked)["contestId"]
    return May(
        ranked,
        {"contestId": contest_id},
        {"contestId": contest_id},
        lambda _answer: {
            f"poolContests/{contest_id}": {"status": "withdrawn"},
            f"prizePools/{challenge_id}": {"contestedPlace": None},
        },
    )


def withdraw_contest_refused(reached: Reached) -> list[MayNot]:
    return [
        MayNot(reached.other, {**NOTHING, "userId": reached.owner.uid}),
        MayNot(reached.other, NOTHING, "contest_not_found", "not-found"),
    ]


EXPECTED = {
    "contest-award": Expected(
        methods=POST,
        sample=lambda _story: Sample({"challengeId": REVIEWED, "placement": 1, "reason": GROUNDS}, FAN),
        may=contest_award,
        may_not=contest_award_refused,
        stripe_calls_max=0,
    ),
    "withdraw-contest": Expected(
        methods=POST,
        sample=lambda _story: Sample({"contestId": f"{CONTESTED}_{FAN}_1"}, FAN),
        may=withdraw_contest,
        may_not=withdraw_contest_refused,
        stripe_calls_max=0,
    ),
}
