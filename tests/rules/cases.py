"""Every question to the rules engine: the rows of the table, and single cases that a row cannot express."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.bounds import bound_cases
from tests.rules.case import Case
from tests.rules.engine import Engine, change, creation, query, removal, staff, token
from tests.rules.table import (
    ADMIN,
    COUNTERPART,
    FUTURE,
    OWNER,
    PAST,
    ROLES,
    STRANGER,
    SUPPORT,
    TABLE,
    VERBS,
    Collection,
)

TOKENS: dict[str, str | None] = {
    "nobody": None,
    OWNER: token(OWNER),
    STRANGER: token(STRANGER),
    COUNTERPART: token(COUNTERPART),
    SUPPORT: staff(SUPPORT, support=True),
    ADMIN: staff(ADMIN, admin=True),
}


LIMIT = 100
"""The most documents that a list may ask for."""


def played(case: Case, engine: Engine) -> bool:
    """Whether the engine allowed it."""
    engine.clear()
    if case.seed:
        engine.seed(case.seed)
    bearer = case.token or TOKENS[case.role]
    if case.get is not None:
        return engine.get(bearer, case.get)
    if case.list is not None:
        return engine.list(bearer, case.list, case.parent)
    assert case.write is not None
    return engine.write(bearer, case.write)


def table_cases() -> Iterator[Case]:
    for row in TABLE:
        for role in ROLES:
            for verb in VERBS:
                if verb == "list own" and row.own is None:
                    continue
                yield _of_table(row, role, verb)


def _of_table(row: Collection, role: str, verb: str) -> Case:
    allowed = row.may(role, verb)
    stands = {**row.beside, row.document: row.fields}
    return Case(
        name=f"{role} {'may' if allowed else 'may not'} {verb} {row.name}",
        allowed=allowed,
        role=role,
        seed=dict(row.beside) if verb == "create" else stands,
        get=row.document if verb == "get" else None,
        list=_asked(row, verb) if verb.startswith("list") else None,
        parent="" if verb == "list group" else row.parent,
        write=_written(row, verb),
    )


def _asked(row: Collection, verb: str) -> dict[str, Any]:
    own = [(row.own, "EQUAL", OWNER)] if row.own and verb != "list all" else []
    limit = {"list without limit": None, "list too long": LIMIT + 1}.get(verb, 10)
    return query(row.id, *own, limit=limit, group=verb == "list group")


def _written(row: Collection, verb: str) -> dict[str, Any] | None:
    writes = {
        "create": creation(row.document, row.fields, stamped=row.stamped),
        "update": change(row.document, row.change, stamped=row.restamped),
        "delete": removal(row.document),
    }
    return writes.get(verb)


def finer_cases() -> Iterator[Case]:
    yield from bound_cases()
    yield from _users()
    yield from _lists()
    yield from _challenges()
    yield from _several_owners()
    yield from _entries()
    yield from _claims()
    yield from _erased()


def _users() -> Iterator[Case]:
    path = f"users/{OWNER}"
    whole = {"username": "olive", "creator": {"stripeAccountId": "acct_1"}, "winner": {"totalEarnings": 97}}
    for part in ("creator", "winner"):
        forged = {"username": "olive", part: {"onboardingStatus": "complete"}}
        yield Case(f"a new user cannot bring a {part}", False, OWNER, write=creation(path, forged))
        for value in ({"stripeAccountId": "acct_2"}, {}, None):
            write = change(path, {part: value})
            yield Case(f"a user cannot make {part} {value}", False, OWNER, {path: whole}, write=write)
        added = change(path, {part: {"totalEarnings": 1}})
        yield Case(f"a user cannot add a {part}", False, OWNER, {path: {"username": "olive"}}, write=added)
        bearer = {part: {"onboardingLink": "https://connect.stripe.example/setup/x"}}
        for role in (SUPPORT, ADMIN):
            yield Case(
                f"{role} cannot read a {part}'s onboarding link", False, role, {path: bearer}, get=path
            )
        yield Case(f"a {part} reads their own onboarding link", True, OWNER, {path: bearer}, get=path)
    again = change(path, {**whole, "username": "olivia"})
    yield Case(
        "a client that writes the whole document back unchanged may", True, OWNER, {path: whole}, write=again
    )
    yield Case(
        "nobody makes a document for another", False, STRANGER, write=creation(path, {"username": "x"})
    )


def _lists() -> Iterator[Case]:
    payment = {"payments/pi_1": {"buyerId": OWNER, "ownerId": COUNTERPART}}
    sales = ("ownerId", "EQUAL", COUNTERPART)
    yield Case("a trainer lists their sales", True, COUNTERPART, payment, list=query("payments", sales))
    yield Case("nobody else lists a trainer's sales", False, STRANGER, payment, list=query("payments", sales))
    for limit, allowed in ((LIMIT, True), (LIMIT + 1, False)):
        for name in ("prizeRecords", "user-challenge"):
            asked = query(name, ("userId", "EQUAL", OWNER), limit=limit)
            yield Case(f"a list of {limit} {name} {_verdict(allowed)}", allowed, OWNER, list=asked)


def _plan(**fields: Any) -> dict[str, Any]:
    return {"ownerId": OWNER, "title": "Morning", "status": "draft", "endDate": FUTURE, **fields}


def _challenges() -> Iterator[Case]:
    path = "challenges/one"
    for status in ("published", "active", "completed", "cancelled", "draft"):
        seed = {path: _plan(status=status)}
        public = status != "draft"
        yield Case(
            f"a stranger and a {status} challenge: {_verdict(public)}", public, STRANGER, seed, get=path
        )
        asked = query("challenges", ("status", "EQUAL", status))
        yield Case(
            f"a stranger lists {status} challenges: {_verdict(public)}", public, STRANGER, seed, list=asked
        )
    drafts = query("challenges", ("ownerId", "EQUAL", OWNER), ("status", "EQUAL", "draft"))
    yield Case("a stranger lists no one's drafts", False, STRANGER, {path: _plan()}, list=drafts)
    yield Case("an owner lists their drafts", True, OWNER, {path: _plan()}, list=drafts)
    yield Case("an owner reads their draft", True, OWNER, {path: _plan()}, get=path)
    yield Case("support reads a draft", True, SUPPORT, {path: _plan()}, get=path)
    yield Case("a challenge is not made in another's name", False, STRANGER, write=creation(path, _plan()))

    pool = {"isEnabled": True, "totalAmount": 10_000_000}
    yield Case(
        "nobody promises themselves prize money", False, OWNER, write=creation(path, _plan(prizeMoney=pool))
    )
    for before in ({}, {"prizeMoney": {"isEnabled": False, "totalAmount": 100}}):
        write = change(path, {"prizeMoney": pool})
        yield Case(
            f"prize money cannot be added to {before}", False, OWNER, {path: _plan(**before)}, write=write
        )
    yield Case(
        "an owner cannot give it away",
        False,
        OWNER,
        {path: _plan()},
        write=change(path, {"ownerId": STRANGER}),
    )

    for price, allowed in (
        (0, False),
        (1, True),
        (99_999_999, True),
        (100_000_000, False),
        (9.5, False),
        ("1", False),
    ):
        write = creation(path, _plan(pricingInfo={"isEnabled": True, "amount": price}))
        yield Case(f"a price of {price!r} {_verdict(allowed)}", allowed, OWNER, write=write)
    dear = change(path, {"pricingInfo": {"isEnabled": True, "amount": -1}})
    yield Case("a price is not edited to a negative one", False, OWNER, {path: _plan()}, write=dear)

    steps: dict[str, set[str]] = {
        "draft": {"draft", "published", "cancelled"},
        "published": {"published", "active", "cancelled"},
        "active": {"active"},
        "completed": set(),
        "cancelled": set(),
    }
    for before, followers in steps.items():
        for after in steps:
            write = change(path, {"status": after, "title": "Evening"})
            allowed = after in followers
            yield Case(
                f"{before} to {after} {_verdict(allowed)}",
                allowed,
                OWNER,
                {path: _plan(status=before)},
                write=write,
            )
    completing = change(path, {"status": "completed"})
    over, running = _plan(status="active", endDate=PAST), _plan(status="active")
    yield Case("an owner completes a challenge that is over", True, OWNER, {path: over}, write=completing)
    yield Case("an owner cannot complete one that runs", False, OWNER, {path: running}, write=completing)
    both = change(path, {"status": "completed", "endDate": PAST})
    yield Case("an owner cannot end it early and complete it", False, OWNER, {path: running}, write=both)
    shorter = change(path, {"endDate": PAST})
    yield Case("a running challenge is not cut short", False, OWNER, {path: running}, write=shorter)
    yield Case("a planned one may be", True, OWNER, {path: _plan(status="published")}, write=shorter)
    promising = _plan(status="published", prizeMoney=pool)
    yield Case("one that promises prizes keeps its end", False, OWNER, {path: promising}, write=shorter)
    yield Case(
        "one that promises prizes keeps its title editable",
        True,
        OWNER,
        {path: promising},
        write=change(path, {"title": "x"}),
    )
    yield Case("an owner deletes a draft", True, OWNER, {path: _plan()}, write=removal(path))
    yield Case(
        "an owner deletes nothing that was published", False, OWNER, {path: promising}, write=removal(path)
    )
    yield Case("a stranger deletes no draft", False, STRANGER, {path: _plan()}, write=removal(path))
    yield Case(
        "a new challenge is not complete", False, OWNER, write=creation(path, _plan(status="completed"))
    )


def _several_owners() -> Iterator[Case]:
    path = "challenges/one"

    shared = {path: _plan(ownerId=[COUNTERPART, OWNER])}
    yield Case("one of several owners reads the draft", True, OWNER, shared, get=path)
    beside = {
        **shared,
        "challenges/two": _plan(ownerId=[STRANGER]),
        "challenges/three": _plan(ownerId=STRANGER),
    }
    theirs = query("challenges", ("ownerId", "ARRAY_CONTAINS", OWNER))
    yield Case("one of several owners lists their drafts", True, OWNER, beside, list=theirs)
    yield Case("a stranger lists no drafts of several owners", False, STRANGER, beside, list=theirs)
    others = query("challenges", ("ownerId", "EQUAL", [COUNTERPART, OWNER]), ("status", "EQUAL", "draft"))
    yield Case("a stranger lists no drafts of exactly two others", False, STRANGER, shared, list=others)
    odd = {path: _plan(ownerId={OWNER: True})}
    as_map = query("challenges", ("ownerId", "EQUAL", {OWNER: True}))
    yield Case("who is a key in a map of owners lists nothing", False, OWNER, odd, list=as_map)
    yield Case("one of several owners edits", True, OWNER, shared, write=change(path, {"title": "Evening"}))
    yield Case(
        "who is not among several owners does not",
        False,
        STRANGER,
        shared,
        write=change(path, {"title": "x"}),
    )


def _entries() -> Iterator[Case]:
    path = f"user-challenge/open_{OWNER}"
    free = {"challenges/open": {"status": "active", "ownerId": COUNTERPART}}
    paid = {"challenges/open": {**free["challenges/open"], "pricingInfo": {"isEnabled": True, "amount": 100}}}
    over = {"challenges/open": {**free["challenges/open"], "status": "completed"}}
    entry = {"challengeId": "open", "userId": OWNER}

    def joining(at: str = path, **fields: Any) -> dict[str, Any]:
        return creation(at, {**entry, **fields}, stamped="joinDate")

    yield Case("a paid round is not entered for nothing", False, OWNER, paid, write=joining())
    yield Case("a round that is over is not entered", False, OWNER, over, write=joining())
    yield Case("a round that does not exist is not entered", False, OWNER, write=joining())
    yield Case("nobody joins twice by another id", False, OWNER, free, write=joining("user-challenge/second"))
    yield Case("nobody joins for another", False, STRANGER, free, write=joining())
    backdated = creation(path, {**entry, "joinDate": PAST})
    yield Case("nobody backdates their joining", False, OWNER, free, write=backdated)
    points = {
        "pulsePoints": {"totalPoints": 9_999},
        "isCompleted": True,
        "completedAt": PAST,
        "paymentId": "pi_1",
    }
    stands = {path: {**entry, "username": "olive", "joinDate": PAST, "pulsePoints": {"totalPoints": 1}}}
    for name, value in points.items():
        yield Case(f"nobody joins with {name}", False, OWNER, free, write=joining(**{name: value}))
        yield Case(f"nobody gives themselves {name}", False, OWNER, stands, write=change(path, {name: value}))
    for name, value in {"userId": STRANGER, "challengeId": "other", "joinDate": FUTURE}.items():
        yield Case(f"an entry's {name} stands", False, OWNER, stands, write=change(path, {name: value}))


def _claims() -> Iterator[Case]:
    seed = {"prizeRecords/one": {"userId": OWNER}, "auditLog/one": {"act": "x"}}
    forged = {"admin": "true", "support": 1}
    for claim, value in forged.items():
        bearer = staff(STRANGER, **{claim: value})
        yield Case(
            f"{claim}={value!r} is no claim", False, STRANGER, seed, get="prizeRecords/one", token=bearer
        )
    denied = staff(STRANGER, admin=False, support=False)
    yield Case("claims that are false give nothing", False, STRANGER, seed, get="auditLog/one", token=denied)
    yield Case(
        "an administrator changes no audit row",
        False,
        ADMIN,
        seed,
        write=change("auditLog/one", {"act": "y"}),
    )
    pause = creation("control/payouts", {"paused": False})
    yield Case("an administrator does not pause by hand", False, ADMIN, write=pause)
    approved = creation("approvals/one", {"status": "approved"})
    yield Case("an administrator approves nothing by hand", False, ADMIN, write=approved)


def _erased() -> Iterator[Case]:
    """With the token that an erased person still has."""
    gone = {f"erasures/{OWNER}": {"status": "done"}}
    plan = {"ownerId": OWNER, "title": "Morning", "status": "draft", "endDate": FUTURE}
    round_ = {"challenges/open": {**plan, "status": "active", "ownerId": COUNTERPART}}
    own, entry = {"challenges/own": plan}, f"user-challenge/open_{OWNER}"
    joined = {entry: {"challengeId": "open", "userId": OWNER, "username": "Former member"}}
    joining = creation(entry, {"challengeId": "open", "userId": OWNER}, stamped="joinDate")
    tried = {
        "does not create their document": ({}, creation(f"users/{OWNER}", {"username": "olive"})),
        "creates no challenge": ({}, creation("challenges/new", plan)),
        "changes no challenge": (own, change("challenges/own", {"title": "Mine"})),
        "joins no challenge": (round_, joining),
        "does not name themselves in an entry": (joined, change(entry, {"username": "olive"})),
    }
    for what, (seed, write) in tried.items():
        yield Case(f"an erased person {what}", False, OWNER, {**gone, **seed}, write=write)
        yield Case(f"another person may: {what}", True, OWNER, seed, write=write)


def _verdict(allowed: bool) -> str:
    return "is allowed" if allowed else "is refused"
