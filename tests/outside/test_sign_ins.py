"""Both implementations of the sign-ins say the same; Firebase's asks for a hundred people at a time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pulse.errors import OutcomeUnknown
from pulse.outside.firebase_sign_ins import FirebaseSignIns
from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.ports import SignIn
from tests.doors.google_side import PROJECT, GoogleSide, _answered

SIGNED_UP = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


class IdentityToolkit(GoogleSide):
    """Knows the people it is told of, as `accounts:lookup` describes them."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, dict[str, Any]] = {}
        self.bodies: list[dict[str, Any]] = []
        self.answer: dict[str, Any] | None = None

    def send(self, request, **options):
        if request.body:
            self.bodies.append(json.loads(request.body))
        if self.answer is not None:
            return _answered(request, self.answer)
        return super().send(request, **options)

    def _users(self, user_ids):
        return {"users": [self.people[one] for one in user_ids if one in self.people]}

    def signs_up(self, user_id: str, **claims: bool) -> None:
        at = str(int(SIGNED_UP.timestamp() * 1_000))
        self.people[user_id] = {"localId": user_id, "createdAt": at, "customAttributes": json.dumps(claims)}


class Memory:
    def __init__(self) -> None:
        self.sign_ins = MemorySignIns()

    def signs_up(self, user_id: str, **claims: bool) -> None:
        self.sign_ins.known[user_id] = SignIn(SIGNED_UP, is_staff=True in claims.values())

    def goes_silent(self) -> None:
        self.sign_ins.silent = True


class Firebase:
    def __init__(self) -> None:
        self.google = IdentityToolkit()
        self.sign_ins = FirebaseSignIns(self.google.app)
        self.signs_up = self.google.signs_up

    def goes_silent(self) -> None:
        self.google.down = True


@pytest.fixture(params=[Memory, Firebase])
def side(request):
    return request.param()


def test_it_says_since_when_and_who_is_staff(side):
    side.signs_up("ada", admin=True)
    side.signs_up("sam", support=True)
    side.signs_up("joe")

    assert side.sign_ins.find(["ada", "sam", "joe"]) == {
        "ada": SignIn(SIGNED_UP, is_staff=True),
        "sam": SignIn(SIGNED_UP, is_staff=True),
        "joe": SignIn(SIGNED_UP),
    }


def test_those_it_does_not_know_are_left_out(side):
    side.signs_up("joe")

    assert list(side.sign_ins.find(["joe", "nobody", "x" * 129, ""])) == ["joe"]
    assert side.sign_ins.find([]) == {}


def test_silence_is_no_answer(side):
    side.signs_up("joe")
    side.goes_silent()

    with pytest.raises(OutcomeUnknown):
        side.sign_ins.find(["joe"])


@pytest.mark.parametrize(
    ("people", "requests"), [(1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])]
)
def test_a_request_names_at_most_a_hundred_people(people, requests):
    firebase = Firebase()
    names = [f"user_{number:03}" for number in range(people)]
    for name in names:
        firebase.signs_up(name)

    assert sorted(firebase.sign_ins.find(names)) == names

    assert [len(body["localId"]) for body in firebase.google.bodies] == requests
    assert sorted(one for body in firebase.google.bodies for one in body["localId"]) == names
    address = f"https://identitytoolkit.googleapis.com/v1/projects/{PROJECT}/accounts:lookup"
    assert set(firebase.google.requests) == {address}


def test_a_claim_that_is_not_plainly_true_makes_no_staff():
    firebase = Firebase()
    firebase.signs_up("joe")
    firebase.google.people["joe"]["customAttributes"] = '{"admin": "yes", "support": 0}'

    assert firebase.sign_ins.find(["joe"]) == {"joe": SignIn(SIGNED_UP)}


def test_one_of_whom_firebase_does_not_say_since_when_is_unknown():
    firebase = Firebase()
    firebase.signs_up("joe")
    del firebase.google.people["joe"]["createdAt"]

    assert firebase.sign_ins.find(["joe"]) == {}


@pytest.mark.parametrize(
    "answer",
    [{"users": "no list"}, {"users": [{}]}, {"users": [{"localId": "joe", "createdAt": "soon"}]},
     {"users": [{"localId": "joe", "createdAt": "1", "customAttributes": "{"}]},
     {"users": [{"localId": "joe", "createdAt": "1", "customAttributes": '["admin"]'}]},
     {"users": [{"localId": "joe", "createdAt": "9" * 30}]}],
)  # fmt: skip
def test_an_answer_that_cannot_be_understood_is_none(answer):
    firebase = Firebase()
    firebase.google.answer = answer

    with pytest.raises(OutcomeUnknown):
        firebase.sign_ins.find(["joe"])
