"""What a client may write into the fields that the backend reads, what binds a round, and who is staff."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.rules.case import Case
from tests.rules.engine import change, creation, removal, staff, token
from tests.rules.table import ADMIN, COUNTERPART, FUTURE, OWNER, PAST, STRANGER

ROUND, USER = "challenges/one", f"users/{OWNER}"
_DEVICE = f"users/{OWNER}/devices/phone"
_LONG = "x" * 20_000
_ENTRY = f"user-challenge/open_{OWNER}"


def plan(**fields: Any) -> dict[str, Any]:
    return {"ownerId": OWNER, "title": "Morning", "status": "draft", "endDate": FUTURE, **fields}


def bound_cases() -> Iterator[Case]:
    yield from _texts()
    yield from _times()
    yield from _prices()
    yield from _prizes()
    yield from _keys()
    yield from _choices()
    yield from _devices()
    yield from _owners_and_ids()
    yield from _bound_rounds()
    yield from _staff()


def _texts() -> Iterator[Case]:
    values = {
        "null": None,
        "at its limit": "x",
        "too long": "xx",
        "huge": _LONG,
        "a number": 7,
        "a map": {"a": "x"},
    }
    open_round = {"challenges/open": plan(status="active", ownerId=COUNTERPART)}
    entry = {"challengeId": "open", "userId": OWNER}
    for what, value in values.items():
        allowed = what in {"null", "at its limit"}
        for path, name, limit in (
            (USER, "username", 200),
            (USER, "email", 320),
            (USER, "language", 35),
            (ROUND, "title", 200),
            (ROUND, "subtitle", 1000),
            (_ENTRY, "username", 200),
        ):
            written = {"x": "x" * limit, "xx": "x" * (limit + 1)}.get(str(value), value)
            stands = {USER: {"username": "olive"}, ROUND: plan(), _ENTRY: entry}[path]
            seed = {**(open_round if path == _ENTRY else {})}
            stamped = "joinDate" if path == _ENTRY else None
            new = creation(path, {**stands, name: written}, stamped=stamped)
            yield Case(f"a new {path} with a {name} that is {what}", allowed, OWNER, seed, write=new)
            edit = change(path, {name: written})
            yield Case(
                f"{path} gets a {name} that is {what}", allowed, OWNER, {**seed, path: stands}, write=edit
            )
    for path, fields in {USER: {"username": _LONG}, ROUND: plan(title=_LONG, endDate={"a": 1})}.items():
        yield Case(
            f"a field of {path} that was too long before may stay",
            True,
            OWNER,
            {path: fields},
            write=change(path, {"note": "mine"}),
        )


def _times() -> Iterator[Case]:
    values = {
        "a Timestamp": (FUTURE, True),
        "seconds": (1_900_000_000, True),
        "ISO text": ("2027-01-01T00:00:00Z", True),
        "null": (None, True),
        "a long text": ("2" * 41, False),
        "a map": ({"seconds": 1, "nanoseconds": 0}, False),
        "true": (True, False),
    }
    for name in ("startDate", "endDate"):
        for what, (value, allowed) in values.items():
            write = creation(ROUND, plan(**{name: value}))
            yield Case(f"a new challenge whose {name} is {what}", allowed, OWNER, write=write)
            edit = change(ROUND, {name: value})
            yield Case(f"{name} becomes {what}", allowed, OWNER, {ROUND: plan()}, write=edit)


def _prices() -> Iterator[Case]:
    on = {"isEnabled": True, "amount": 100}
    values: list[tuple[Any, bool]] = [
        (None, True),
        ({}, True),
        ({"isEnabled": None}, True),
        ({"isEnabled": False, "amount": 9.5}, True),
        ({"isEnabled": False, "amount": None}, True),
        ({**on, "currency": "usd"}, True),
        ({**on, "currency": None}, True),
        ({**on, "amount": 99_999_999}, True),
        ({**on, "amount": 100_000_000}, False),
        ({**on, "amount": 100_000_000, "currency": "eur"}, False),
        ({**on, "amount": 150_000_000, "currency": "idr"}, True),
        ({**on, "amount": 999_999_999_999, "currency": "IDR"}, True),
        ({**on, "amount": 1_000_000_000_000, "currency": "idr"}, False),
        ({**on, "amount": 10_000.0}, True),
        ({**on, "amount": 99.5}, False),
        ({**on, "amount": 0}, False),
        ({**on, "amount": 0.0}, False),
        ({**on, "amount": -100.0}, False),
        ({**on, "amount": 1e300}, False),
        ({**on, "amount": float("nan")}, False),
        ({**on, "amount": "10000"}, False),
        ({"isEnabled": "true"}, False),
        ({"isEnabled": True}, False),
        ({"isEnabled": False, "amount": _LONG}, False),
        ({**on, "currency": "usdx"}, False),
        ({**on, "currency": ["usd"]}, False),
        ({**on, "label": "x"}, False),
        ("free", False),
    ]
    for number, (value, allowed) in enumerate(values):
        write = creation(ROUND, plan(pricingInfo=value))
        yield Case(f"pricing {number} of a new challenge", allowed, OWNER, write=write)
        edit = change(ROUND, {"pricingInfo": value})
        yield Case(f"pricing {number} of an edited challenge", allowed, OWNER, {ROUND: plan()}, write=edit)


def _prizes() -> Iterator[Case]:
    values: list[tuple[Any, bool]] = [
        (None, True),
        ({}, True),
        ({"isEnabled": False}, True),
        ({"isEnabled": False, "totalAmount": 0}, True),
        ({"isEnabled": False, "totalAmount": 99_999_999}, False),
        ({"isEnabled": False, "totalAmount": None}, False),
        ({"totalAmount": 1}, False),
        ({"isEnabled": "false"}, False),
        ({"isEnabled": None}, False),
        ({"isEnabled": False, "customDistribution": {"1": 100}}, False),
        ("much", False),
    ]
    for value, allowed in values:
        write = creation(ROUND, plan(prizeMoney=value))
        yield Case(f"prize money {value} of a new challenge", allowed, OWNER, write=write)


def _keys() -> Iterator[Case]:
    for path, fields in ((USER, {"username": "olive"}), (ROUND, plan())):
        for count, allowed in ((100, True), (101, False)):
            own = {f"own{number}": 1 for number in range(count - len(fields))}
            new = creation(path, {**fields, **own})
            yield Case(f"a new {path} of {count} fields", allowed, OWNER, write=new)
        many: dict[str, Any] = {**fields, **{f"own{number}": 1 for number in range(120)}}
        for name, allowed in (("own1", True), ("another", False)):
            edit = change(path, {name: 2})
            yield Case(f"{path} of 120 fields: {name} is written", allowed, OWNER, {path: many}, write=edit)

    entry = {"challengeId": "open", "userId": OWNER}
    for count, allowed in ((100, True), (101, False)):
        own = {f"own{number}": 1 for number in range(count - len(entry))}
        edit = change(_ENTRY, {**own})
        yield Case(f"an entry gets {count} fields", allowed, OWNER, {_ENTRY: entry}, write=edit)


def _choices() -> Iterator[Case]:
    values: dict[str, tuple[Any, bool]] = {
        "nothing": (None, True),
        "no e-mails": ({"email": False}, True),
        "both": ({"email": True, "push": False}, True),
        "an empty map": ({}, True),
        "a third way": ({"email": True, "letter": True}, False),
        "words for e-mail": ({"email": "no"}, False),
        "words for pushes": ({"email": True, "push": "no"}, False),
        "a text": ("none", False),
    }
    for what, (value, allowed) in values.items():
        new = creation(USER, {"username": "olive", "notify": value})
        yield Case(f"a new person chooses {what} of notices", allowed, OWNER, write=new)
        edit = change(USER, {"notify": value})
        yield Case(f"a person chooses {what} of notices", allowed, OWNER, {USER: {}}, write=edit)


def _devices() -> Iterator[Case]:
    tokens: dict[str, tuple[Any, bool]] = {
        "at its limit": ("x" * 4096, True),
        "too long": ("x" * 4097, False),
        "empty": ("", False),
        "a number": (7, False),
        "null": (None, False),
    }
    for what, (written, allowed) in tokens.items():
        new = creation(_DEVICE, {"token": written}, stamped="updatedAt")
        yield Case(f"a new device with a token that is {what}", allowed, OWNER, write=new)
        edit = change(_DEVICE, {"token": written}, stamped="updatedAt")
        stands = {_DEVICE: {"token": "y"}}
        yield Case(f"a device gets a token that is {what}", allowed, OWNER, stands, write=edit)
    for what, fields, stamped in (
        ("without the server's time", {"token": "x", "updatedAt": PAST}, None),
        ("with a field of its own", {"token": "x", "name": "phone"}, "updatedAt"),
    ):
        new = creation(_DEVICE, fields, stamped=stamped)
        yield Case(f"a device {what}", False, OWNER, write=new)
    odd = creation(f"users/{OWNER}/devices/a b", {"token": "x"}, stamped="updatedAt")
    yield Case("a device with an odd id", False, OWNER, write=odd)
    new = creation(_DEVICE, {"token": "x"}, stamped="updatedAt")
    yield Case("a device of an erased person", False, OWNER, {f"erasures/{OWNER}": {"a": 1}}, write=new)


def _owners_and_ids() -> Iterator[Case]:
    owners: list[tuple[Any, bool]] = [
        (OWNER, True),
        ([OWNER], True),
        ([OWNER, COUNTERPART], False),
        ([COUNTERPART, OWNER], False),
        ([OWNER, OWNER], False),
        ([], False),
        (None, False),
        ({"id": OWNER}, False),
    ]
    for owner, allowed in owners:
        write = creation(ROUND, plan(ownerId=owner))
        yield Case(f"a new challenge of {owner}", allowed, OWNER, write=write)
    for challenge_id, allowed in (
        ("morning-mobility_1", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("!noise-1", False),
        ("a~b", False),
        ("a b", False),
        ("_a", False),
    ):
        write = creation(f"challenges/{challenge_id}", plan())
        yield Case(f"a new challenge with the id {challenge_id}", allowed, OWNER, write=write)


_FORMS: dict[str, Callable[[datetime], Any]] = {
    "a timestamp": lambda at: at,
    "seconds": lambda at: int(at.timestamp()),
    "seconds with a fraction": lambda at: at.timestamp(),
    "milliseconds": lambda at: int(at.timestamp() * 1000),
}


_UNREADABLE: dict[str, Any] = {
    "a text of the past": "2026-01-31T12:00:00Z",
    "a text of the future": "2099-01-31T12:00:00Z",
    "a day": "2099-01-31",
    "an empty text": "",
    "a map": {"seconds": 4_000_000_000, "nanoseconds": 0},
    "a map of the Admin SDKs": {"_seconds": 1_700_000_000, "_nanoseconds": 0},
    "a flag": True,
    "a list": [1],
    "microseconds": 4_000_000_000_000_000,
    "a number before 2000": 900_000_000,
    "between seconds and milliseconds": 100_000_000_000,
    "zero": 0,
    "no number": float("nan"),
}
"""Ends that the rules cannot judge: the backend reads some of them, and stops for the rest."""


def _bound_rounds() -> Iterator[Case]:
    price = {"isEnabled": True, "amount": 100}
    edits = {"pricingInfo": {"isEnabled": True, "amount": 50}, "startDate": PAST, "endDate": PAST}
    bound = {
        "is being bought": {"termsFrozenAt": PAST},
        "was paid for": {"firstPaidAt": PAST},
        "promises prizes": {"prizeMoney": {"isEnabled": True, "totalAmount": 100}},
    }
    for why, fields in bound.items():
        seed = {ROUND: plan(status="published", pricingInfo=price, **fields)}
        for name, value in edits.items():
            write = change(ROUND, {name: value})
            yield Case(f"a round that {why} keeps its {name}", False, OWNER, seed, write=write)
        renamed = change(ROUND, {"title": "Evening", "subtitle": "Later"})
        yield Case(f"a round that {why} may be renamed", True, OWNER, seed, write=renamed)
        cancelled = change(ROUND, {"status": "cancelled"})
        allowed = "firstPaidAt" not in fields
        yield Case(f"a round that {why} is cancelled by its owner", allowed, OWNER, seed, write=cancelled)
    running = {ROUND: plan(status="active", pricingInfo=price)}
    dearer = change(ROUND, {"pricingInfo": {"isEnabled": True, "amount": 200}})
    yield Case("a running round that nobody buys gets another price", True, OWNER, running, write=dearer)
    for status in ("draft", "published"):
        cancelled = change(ROUND, {"status": "cancelled"})
        for form, written in _FORMS.items():
            now = datetime.now(UTC)
            over = {ROUND: plan(status=status, endDate=written(now - timedelta(minutes=1)))}
            why = f"a {status} round is not cancelled after its end as {form}"
            yield Case(why, False, OWNER, over, write=cancelled)
            ahead = {ROUND: plan(status=status, endDate=written(now + timedelta(days=1)))}
            why = f"a {status} round is cancelled before its end as {form}"
            yield Case(why, True, OWNER, ahead, write=cancelled)
        for form, end in _UNREADABLE.items():
            odd = {ROUND: plan(status=status, endDate=end)}
            why = f"a {status} round is not cancelled while its end is {form}"
            yield Case(why, False, OWNER, odd, write=cancelled)
        endless = {ROUND: plan(status=status, endDate=None)}
        yield Case(f"a {status} round without an end is cancelled", True, OWNER, endless, write=cancelled)
    yield from _completions()
    paid_draft = {ROUND: plan(firstPaidAt=PAST)}
    yield Case("a draft that was paid for is not deleted", False, OWNER, paid_draft, write=removal(ROUND))
    frozen_draft = {ROUND: plan(termsFrozenAt=PAST)}
    yield Case("a draft with frozen terms is not deleted", False, OWNER, frozen_draft, write=removal(ROUND))
    yield Case(
        "a draft with thawed terms is deleted",
        True,
        OWNER,
        {ROUND: plan(termsFrozenAt=None)},
        write=removal(ROUND),
    )
    ending = {ROUND: plan(status="published", cancelAskedAt=PAST)}
    for what, fields in {"renamed": {"title": "Evening"}, "started": {"status": "active"}}.items():
        write = change(ROUND, fields)
        yield Case(f"a round that is being cancelled is not {what}", False, OWNER, ending, write=write)
    ending_draft = {ROUND: plan(cancelAskedAt=PAST)}
    yield Case("nor is it deleted as a draft", False, OWNER, ending_draft, write=removal(ROUND))
    for name in ("termsFrozenAt", "termsCheckAt", "firstPaidAt", "cancelAskedAt"):
        new = creation(ROUND, plan(**{name: PAST}))
        yield Case(f"a new challenge has no {name}", False, OWNER, write=new)
        edit = change(ROUND, {name: PAST})
        yield Case(f"an owner does not write {name}", False, OWNER, {ROUND: plan()}, write=edit)
        stands = {ROUND: plan(status="published", **{name: PAST})}
        edit = change(ROUND, {name: None})
        yield Case(f"an owner does not remove {name}", False, OWNER, stands, write=edit)


def _completions() -> Iterator[Case]:
    """A running challenge is completed by its owner once it is certainly over."""
    completed, now = change(ROUND, {"status": "completed"}), datetime.now(UTC)
    for form, written in _FORMS.items():
        for is_over, at in ((True, now - timedelta(minutes=1)), (False, now + timedelta(days=1))):
            running = {ROUND: plan(status="active", endDate=written(at))}
            when = "after" if is_over else "before"
            yield Case(
                f"a challenge is completed {when} its end as {form}", is_over, OWNER, running, write=completed
            )
    for form, end in {**_UNREADABLE, "absent": None}.items():
        running = {ROUND: plan(status="active", endDate=end)}
        yield Case(f"nor is one completed whose end is {form}", False, OWNER, running, write=completed)


def _staff() -> Iterator[Case]:
    seed = {"purchases/one": {"a": 1}, "auditLog/one": {"act": "x"}}
    alone = {"sign_in_provider": "password"}
    for claim, path in (("support", "purchases/one"), ("admin", "auditLog/one")):
        told = {
            "with a second factor, signed in 5 minutes ago": (staff(ADMIN, **{claim: True}), True),
            "signed in 11 hours ago": (staff(ADMIN, minutes_ago=11 * 60, **{claim: True}), True),
            "signed in 13 hours ago": (staff(ADMIN, minutes_ago=13 * 60, **{claim: True}), False),
            "without a second factor": (staff(ADMIN, firebase=alone, **{claim: True}), False),
            "with an empty second factor": (
                staff(ADMIN, firebase={**alone, "sign_in_second_factor": ""}, **{claim: True}),
                False,
            ),
            "without either": (token(ADMIN, auth_time=int(time.time()), **{claim: True}), False),
        }
        for how, (bearer, allowed) in told.items():
            yield Case(f"{claim} {how}: {path}", allowed, ADMIN, seed, get=path, token=bearer)
    plain = staff(STRANGER)
    yield Case("a second factor alone is no claim", False, STRANGER, seed, get="purchases/one", token=plain)
