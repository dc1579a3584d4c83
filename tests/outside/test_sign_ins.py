"""Both implementations of the sign-ins say the same; Firebase's asks for a hundred people at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pulse.errors import OutcomeUnknown
from pulse.outside.firebase_sign_ins import FirebaseSignIns
from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.ports import SignIn, StaffRole
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
        if not self.down and (answer := self._account(request)) is not None:
            return _answered(request, answer)
        return super().send(request, **options)

    def _account(self, request) -> dict[str, Any] | None:
        """Who has an address, everybody, and a change of one, as Identity Toolkit answers."""
        if "accounts:batchGet" in request.url:
            return {"users": list(self.people.values())}
        body = json.loads(request.body)
        if "email" in body:
            found = [one for one in self.people.values() if one.get("email") in body["email"]]
            return {"users": found} if found else {}
        if request.url.endswith("accounts:update"):
            person = self.people[body["localId"]]
            person.update({name: body[name] for name in ("customAttributes", "validSince") if name in body})
            return {"localId": body["localId"]}
        return None

    def _users(self, user_ids):
        return {"users": [self.people[one] for one in user_ids if one in self.people]}

    def signs_up(self, user_id: str, **claims: bool) -> None:
        at = str(int(SIGNED_UP.timestamp() * 1_000))
        self.people[user_id] = {"localId": user_id, "createdAt": at, "customAttributes": json.dumps(claims)}


class Memory:
    def __init__(self) -> None:
        self.sign_ins = MemorySignIns()

    def signs_up(self, user_id: str, **claims: bool) -> None:
        self.sign_ins.known[user_id] = SignIn(
            SIGNED_UP, roles=frozenset(one for one in StaffRole if claims.get(one.value) is True)
        )

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
        "ada": SignIn(SIGNED_UP, roles=frozenset({StaffRole.ADMIN})),
        "sam": SignIn(SIGNED_UP, roles=frozenset({StaffRole.SUPPORT})),
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


def confirmed(side, user_id: str, address: str, **claims: bool) -> None:
    side.signs_up(user_id, **claims)
    if isinstance(side, Memory):
        known = side.sign_ins.known
        known[user_id] = replace(known[user_id], email=address, email_verified=True)
    else:
        side.google.people[user_id] |= {"email": address, "emailVerified": True}


def test_a_person_is_found_by_their_address(side):
    confirmed(side, "ada", "ada@example.com", admin=True)
    side.signs_up("bob")

    uid, found = side.sign_ins.find_by_address("ada@example.com")
    assert (uid, found.email, found.email_verified, found.roles) == (
        "ada",
        "ada@example.com",
        True,
        frozenset({StaffRole.ADMIN}),
    )
    assert side.sign_ins.find_by_address("bob@example.com") is None


def test_everybody_with_a_role_is_found(side):
    side.signs_up("ada", admin=True)
    side.signs_up("sam", support=True)
    side.signs_up("joe")

    assert set(side.sign_ins.find_staff()) == {"ada", "sam"}


def test_a_role_is_given_and_taken_and_others_stay(side):
    side.signs_up("sam", support=True)

    side.sign_ins.set_role("sam", StaffRole.ADMIN, granted=True)
    assert side.sign_ins.find(["sam"])["sam"].roles == frozenset(StaffRole)
    side.sign_ins.set_role("sam", StaffRole.ADMIN, granted=False)
    assert side.sign_ins.find(["sam"])["sam"].roles == frozenset({StaffRole.SUPPORT})


def test_taking_a_role_ends_the_persons_sign_ins_and_giving_one_does_not():
    side = Firebase()
    side.signs_up("ada")
    side.sign_ins.set_role("ada", StaffRole.ADMIN, granted=True)
    assert "validSince" not in side.google.people["ada"]

    side.sign_ins.set_role("ada", StaffRole.ADMIN, granted=False)
    assert int(side.google.people["ada"]["validSince"]) > 0


def test_claims_of_others_stay():
    side = Firebase()
    side.signs_up("ada", tester=True)
    side.sign_ins.set_role("ada", StaffRole.SUPPORT, granted=True)

    assert json.loads(side.google.people["ada"]["customAttributes"]) == {"tester": True, "support": True}


@pytest.mark.parametrize(
    "asked",
    [
        lambda sign_ins: sign_ins.find_by_address("ada@example.com"),
        lambda sign_ins: sign_ins.find_staff(),
        lambda sign_ins: sign_ins.set_role("ada", StaffRole.ADMIN, granted=True),
    ],
)
def test_silence_is_an_unknown_outcome_for_each_question(side, asked):
    side.signs_up("ada")
    side.goes_silent()

    with pytest.raises(OutcomeUnknown):
        asked(side.sign_ins)
