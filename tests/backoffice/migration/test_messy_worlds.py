"""Whatever the first system and its scripts left: nothing crashes, no cent is lost, and none is paid."""

from __future__ import annotations

import contextlib
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.accounts import Role
from pulse.backoffice import verify_all
from pulse.backoffice.migration import Why, begin, compare_sums, survey, undo
from pulse.documents import AMOUNT, CURRENCY, Unfit
from pulse.errors import PulseError, StoreUnavailable
from pulse.ledger import HEAD
from pulse.ports.store import Create, Query
from pulse.prizes import PayPrize, pay_prize
from tests.backoffice.migration import first_system as first
from tests.backoffice.migration.first_system import adopt_all
from tests.prizes import scene
from tests.world import World

EXAMPLES = 60
PEOPLE = ("ann", "bob", "cyd")
COLLECTIONS = (
    "users",
    "stripeConnect",
    "winnerStripeConnect",
    "stripeAccounts",
    "payments",
    "prizeRecords",
    "holds",
)
MAY_CHANGE = {"updatedAt", "createdAt", "paidAt", "enrolledAt", "currency", "status", "version"}
"""What a step may write over something: the same time or currency in our form, and a paid prize's status."""

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=3), st.binary(max_size=3),
    st.sampled_from(["a/b", "..", "__x__", "USD", "eur", "\x00", "x" * 2_000, 10**15, -(2**63), 2**63 - 1]),
    st.just([]), st.just({}), st.just([{"stripeAccountId": 7}]), st.just(datetime(2024, 1, 15, tzinfo=UTC)),
)  # fmt: skip
NAMES = (
    "id", "userId", "challengeId", "paymentId", "ownerId", "buyerId", "amount", "platformFee", "ownerAmount",
    "prizeAmount", "winnerAmount", "status", "stripeTransferId", "stripeAccountId", "currency", "createdAt",
    "paidAt", "updatedAt", "accountType", "email", "held", "approvedBy", "attempt", "lease", "version",
    "reason", "previousAccounts", "creation", "username", "creator", "winner", "ownerRefundedAmount",
)  # fmt: skip
SPOILED = st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=2)


@dataclass(frozen=True)
class Sent:
    """Money that moved at Stripe: a payment intent or a transfer, of whom, and of which price."""

    id: str
    person: str
    account_id: str
    price: int


@dataclass(frozen=True)
class Known:
    """What Stripe has, in a world without documents."""

    world: World
    moment: Any
    accounts: list[str]
    sales: list[Sent]
    transfers: list[Sent]
    known: str
    """An account that no document spoils."""


@cache
def begun() -> Known:
    world = World()
    scene.funds(world, 10**8)
    accounts, sales, transfers = [], [], []
    for person in PEOPLE:
        account_id = first.account(world, person, Role.WINNER)
        accounts.append(account_id)
        for price in (10_000, 1_017):
            sale = first.sale(world, person, account_id, price).partition("/")[2]
            sales.append(Sent(sale, person, account_id, price))
            transfer = first.sent(world, account_id, price - first.rounded(price))
            transfers.append(Sent(transfer, person, account_id, price))
    known = first.account(world, "dee", Role.WINNER)
    world.store._documents = {}
    return Known(world, world.moment(), accounts, sales, transfers, known)


def documents() -> st.SearchStrategy[dict[str, dict[str, Any]]]:
    """What the first system wrote; half of it has a field or two that somebody spoiled."""
    known = begun()
    kinds = (_payments(known), _prizes(known), _records(known), _profiles(known))
    return st.lists(st.one_of(*kinds), max_size=10).map(dict)


WHO = st.integers(0, len(PEOPLE) - 1)
SPOILING = st.one_of(st.just({}), SPOILED)


def _money(price: int, names: tuple[str, str]) -> dict[str, int]:
    fee = first.rounded(price)
    return {names[0]: price, names[1]: price - fee, "platformFee": fee}


def _payments(known: Known) -> Any:
    def whole(of: Sent, name: str, spoiled: dict[str, Any]) -> Any:
        kept = {
            "paymentId": of.id, "challengeId": "ch", "ownerId": of.person, "buyerId": "buyer",
            "status": "completed", "createdAt": first.AT, "stripeAccountId": of.account_id,
        }  # fmt: skip
        return f"payments/{name}", kept | _money(of.price, ("amount", "ownerAmount")) | spoiled

    names = st.sampled_from(["a", "b", "c", "d"])
    return st.builds(whole, st.sampled_from(known.sales), names, SPOILING)


def _prizes(known: Known) -> Any:
    def whole(of: Sent, challenge: str, status: str, spoiled: dict[str, Any]) -> Any:
        own = {"id": f"{challenge}_{of.person}_1", "challengeId": challenge, "userId": of.person}
        kept = {**own, "createdAt": first.AT, "status": status.partition(" ")[0]}
        if status in {"paid", "pending sent"}:
            kept["stripeTransferId"] = of.id
        return f"prizeRecords/{own['id']}", kept | _money(of.price, ("prizeAmount", "winnerAmount")) | spoiled

    statuses = ["paid", "paid", "pending sent", "pending", "processing", "failed", "paid unnamed"]
    unpaid = Sent("tr_unknown", "ann", known.accounts[0], 7_700)
    which = st.sampled_from([*known.transfers, *known.transfers, unpaid])
    challenge = st.sampled_from(["ch", "other", "third"])
    return st.builds(whole, which, challenge, st.sampled_from(statuses), SPOILING)


def _records(known: Known) -> Any:
    def whole(role: Role, who: int, other: str | None, spoiled: dict[str, Any]) -> Any:
        person, account = PEOPLE[who], other or known.accounts[who]
        own = {"userId": person, "stripeAccountId": account, "accountType": role.account_type}
        return f"{role.collection}/{person}", own | {"createdAt": first.AT, "updatedAt": first.AT} | spoiled

    other = st.sampled_from([None, None, None, known.accounts[0], "acct_unknown"])
    return st.builds(whole, st.sampled_from([Role.WINNER, Role.WINNER, Role.CREATOR]), WHO, other, SPOILING)


def _profiles(known: Known) -> Any:
    shown = {"challengeId": "ch", "prizeAmount": 10_000, "status": "paid"}
    wins = st.sampled_from([{"challengeWins": [shown]}, {"challengeWins": [shown, 5]}])

    def whole(who: int, named: bool, creator: Any, winner: Any) -> Any:
        if named:
            winner = {"stripeAccountId": known.accounts[who]}
        return f"users/{PEOPLE[who]}", {"username": PEOPLE[who], "creator": creator, "winner": winner}

    creator = st.one_of(st.none(), JUNK, st.just({"stripeAccountId": known.accounts[0]}))
    return st.builds(whole, WHO, st.booleans(), creator, st.one_of(JUNK, wins))


def world_of(left: dict[str, dict[str, Any]]) -> World:
    world = begun().world
    world.back_to(begun().moment)
    world.store.commit([Create(path, fields) for path, fields in left.items()])
    first.record(world, "dee", Role.WINNER, begun().known)  # a key by which Stripe knows nothing is refused
    return world


def stored(world: World) -> dict[str, dict[str, Any]]:
    return {
        one.path: {name: value for name, value in one.fields.items() if name != HEAD}
        for name in COLLECTIONS
        for one in world.store.query(Query(name))
    }


def cents(left: dict[str, dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    """What the documents say, by currency, counted without the code that is tested."""
    sums: Counter[tuple[str, str, str]] = Counter()
    money = {
        "payments": ("amount", "ownerAmount", "platformFee"),
        "prizeRecords": ("prizeAmount", "winnerAmount", "platformFee"),
    }
    for path, fields in left.items():
        for name in money.get(path.partition("/")[0], ()):
            currency = "usd" if fields.get("currency") is None else read(CURRENCY, fields["currency"], "?")
            sums[path.partition("/")[0], currency, name] += read(AMOUNT, fields.get(name, 0), 0)
    return +sums


def read(reader: Any, value: Any, otherwise: Any) -> Any:
    try:
        return otherwise if value is None else reader.read(value)
    except Unfit:
        return otherwise


def counted(found: Any) -> Counter[tuple[str, str, str]]:
    """The same from the sums of all verdicts."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        collection, names = {
            "payments": ("payments", ("amount", "ownerAmount", "platformFee")),
            "prizes": ("prizeRecords", ("prizeAmount", "winnerAmount", "platformFee")),
        }.get(one.kind, ("", ()))
        for name, value in zip(names, (one.price, one.share, one.fee), strict=False):
            sums[collection, one.currency, name] += value
    return +sums


@settings(max_examples=EXAMPLES)
@given(left=documents())
def test_the_sums_of_all_verdicts_are_the_sums_of_all_documents_before_and_after(left):
    world = world_of(left)
    before = begin("operator:test", ports=world.ports)
    assert counted(before.survey.sums) == cents(left)
    assert Why.UNANSWERED not in {one.why for one in before.survey.findings}
    adopt_all(world)
    after = survey(ports=world.ports)
    assert counted(after.sums) == cents(left) == cents(stored(world))
    compared = compare_sums(ports=world.ports)
    assert compared.agrees, compared.lines


@settings(max_examples=EXAMPLES)
@given(left=documents())
def test_no_step_pays_sends_wakes_or_tells_anybody(left):
    world = world_of(left)
    before = at_stripe(world)
    adopt_all(world)
    assert at_stripe(world) == before
    assert list(world.queue.tasks) == []
    for document in world.store.query(Query("prizeRecords")):
        with contextlib.suppress(PulseError):
            pay_prize(PayPrize(document.id, "system:test"), ports=world.ports)
    assert at_stripe(world) == before


def at_stripe(world: World) -> dict[str, Any]:
    """Everything that Stripe holds, without the number of requests."""
    return {name: kept for name, kept in json.loads(world.emulator.dump()).items() if name != "counter"}


@settings(max_examples=EXAMPLES)
@given(left=documents())
def test_nothing_known_is_overwritten_with_less_and_nothing_is_deleted(left):
    world = world_of(left)
    adopt_all(world)
    after = stored(world)
    for path, fields in left.items():
        for name, value in fields.items():
            kept = after[path].get(name)
            assert kept == value or value in (None, "") or name in MAY_CHANGE or is_nan(value), (path, name)
            assert kept is not None or value in (None, ""), (path, name)


@settings(max_examples=EXAMPLES)
@given(left=documents())
def test_twice_is_once_and_undo_makes_every_document_what_it_was(left):
    world = world_of(left)
    before = stored(world)
    adopt_all(world)
    once = stored(world)
    assert [one.adopted for one in adopt_all(world)] == [0, 0, 0]
    assert repr(stored(world)) == repr(once)
    assert undo("operator:test", ports=world.ports).problems == ()
    assert repr(stored(world)) == repr(before)
    adopt_all(world)
    assert stored(world).keys() == once.keys()
    assert verify_all(store=world.store) == []


def is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


class Mortal:
    """The process dies at one commit: before it, or after it and without an answer."""

    def __init__(self, store: Any, commits: int, *, applied: bool) -> None:
        self._store, self._left, self._applied = store, commits, applied

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, writes: Any) -> Any:
        self._left -= 1
        if self._left == 0 and self._applied:
            self._store.commit(writes)
        if self._left <= 0:
            raise StoreUnavailable("the process has died")
        return self._store.commit(writes)


@settings(max_examples=EXAMPLES)
@given(left=documents(), commits=st.integers(1, 12), applied=st.booleans(), undone=st.booleans())
def test_a_run_that_dies_at_any_commit_is_finished_by_the_next(left, commits, applied, undone):
    world = world_of(left)
    before = stored(world)
    adopt_all(world)
    whole = stored(world)
    world = world_of(left)
    ports, mortal = world.ports, Mortal(world.store, commits, applied=applied)
    world.ports = replace(ports, store=mortal)
    with contextlib.suppress(StoreUnavailable):
        adopt_all(world)
        undo("operator:test", ports=world.ports)
    world.ports = ports
    if undone:
        undo("operator:test", ports=ports)
        assert repr(stored(world)) == repr(before)
    adopt_all(world)
    assert ours_apart(stored(world)) == ours_apart(whole)
    assert verify_all(store=world.store) == []


def ours_apart(documents: dict[str, dict[str, Any]]) -> str:
    """Without the number of changes, which grows when a document is adopted again after an undo."""
    return repr(
        {
            path: sorted((name, repr(one)) for name, one in documents[path].items() if name != "version")
            for path in sorted(documents)
        }
    )
