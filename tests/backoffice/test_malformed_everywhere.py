"""Whatever one document holds, every loop has the same result for all others, and names the bad one."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pulse
from pulse.backoffice import export_my_data
from pulse.doors import schedules
from pulse.ports import Document
from tests.backoffice.malformed import stories
from tests.backoffice.malformed.loops import LOOPS, OTHERWISE, RUN_BY, Loop, ReadingStore, collection_of
from tests.world import Moment, World

EXAMPLES = 15
MANY = re.compile(r"\b(?:each|each_in_line|read_all|read_pages|take_pages?)\(")
MEGABYTE = "x" * 1_000_000
GONE = object()

scalars = st.one_of(
    st.sampled_from([MEGABYTE, "", "a/b", "..", "__a__", "\u202ejunk\x00", "None"]),
    st.sampled_from([-(2**63), 2**63 - 1, -1, 0, 10**18, math.nan, math.inf, -math.inf, 1e308, 0.5]),
    st.sampled_from([None, True, False, b"\x00\xff", datetime.min.replace(tzinfo=UTC)]),
    st.text(max_size=8),
)
"""Everything that Firestore can hold."""
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
wide = st.sampled_from([["x"] * 50_000, {str(one): one for one in range(20_000)}])
junk = st.one_of(values, values, values, st.just(GONE), wide)


@dataclass(frozen=True)
class Play:
    """A loop over both stories when nothing is wrong, and the documents of the bad one that it reads."""

    world: World
    moment: Moment
    at_stripe: dict[str, str]
    asked: frozenset[str]
    spoilable: tuple[str, ...]
    result: dict[str, Any]
    told: frozenset[str]


@cache
def played(name: str) -> Play:
    loop = LOOPS[name]
    world = loop.begun()
    moment, at_stripe = world.moment(), stories.whose(world)
    store, text = run(loop, world)
    result = stories.result_for(stories.GOOD, world, at_stripe)
    world.back_to(moment)
    documents = [document for path in sorted(store.read) if (document := world.store.get(path))]
    spoilable = (one for one in documents if not stories.is_of(stories.GOOD, one.path, one.fields, at_stripe))
    paths = tuple(document.path for document in spoilable)
    return Play(world, moment, at_stripe, frozenset(store.asked), paths, result, told_of_good(text))


def run(loop: Loop, world: World) -> tuple[ReadingStore, str]:
    """What was read, and all that the loop told: its caller, and operators by alerts."""
    store = ReadingStore(world.store)
    told = loop.run(replace(world.ports, store=store))
    return store, f"{told} {world.alerts.raised}"


def told_of_good(text: str) -> frozenset[str]:
    return frozenset(re.findall(rf"[\w/.:-]*{stories.GOOD}-[\w/.:-]*", text))


@pytest.mark.parametrize("name", LOOPS)
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_one_malformed_document_changes_nothing_for_others_and_is_named(name, data):
    play, loop = played(name), LOOPS[name]
    path = data.draw(st.sampled_from(play.spoilable), label="document")
    play.world.back_to(play.moment)
    before = play.world.store.get(path)
    spoiled = replace(before, fields=data.draw(spoilt(before), label="fields"))
    play.world.store._documents[path.rpartition("/")[0]][path] = spoiled
    store, text = run(loop, play.world)
    assert stories.result_for(stories.GOOD, play.world, play.at_stripe) == play.result
    assert told_of_good(text) == play.told
    must = loop.named[collection_of(path)]
    if callable(must) and path in store.whole and must(spoiled, before):
        assert is_named(spoiled, text)


@pytest.mark.parametrize("name", LOOPS)
def test_the_table_has_all_collections_that_a_loop_reads(name):
    assert set(LOOPS[name].named) == played(name).asked


def is_named(document: Document, text: str) -> bool:
    """By its path or its id; a row or a page also by what it belongs to."""
    subject = document.fields.get("subject")
    owners = [subject] if isinstance(subject, str) and subject else []
    return any(
        one in text for one in (document.path, document.id, "/".join(document.path.split("/")[:2]), *owners)
    )


@st.composite
def spoilt(draw, document: Document):
    """The fields of *document* with junk: in one place at any depth, in several, or everywhere."""
    way = draw(st.sampled_from(["inside", "inside", "some", "all", "more"]))
    if way == "all":
        return draw(st.dictionaries(st.text(min_size=1, max_size=5), values, max_size=3))
    if way == "more":
        return {**document.fields, "extra": draw(values)}
    if way == "some":
        names = draw(st.sets(st.sampled_from(sorted(document.fields)), min_size=1, max_size=4))
        changed = {name: draw(junk) for name in sorted(names)}
        return {name: value for name, value in {**document.fields, **changed}.items() if value is not GONE}
    return put_at(document.fields, draw(st.sampled_from(list(places(document.fields)))), draw(junk))


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield (*at, name)
        yield from places(inner, (*at, name))


def put_at(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    name, *rest = place
    changed = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        changed[name] = put_at(value[name], tuple(rest), new)
    elif new is GONE:
        del changed[name]
    else:
        changed[name] = new
    return changed


LEADS_TO = {
    "stripeConnect": {"events"},
    "winnerStripeConnect": {"events"},
    "payments": {"events"},
    "user-challenge": {"standings"},
}
"""By collection: the parts of an export that are found through its documents."""


@pytest.mark.parametrize("person", ["bad-refunded", "bad-paid", "bad-trainer", "bad-capped"])
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_an_export_shows_all_other_documents_of_a_person_whatever_one_holds(person, data):
    world, moment, whole, spoilable = exported(person)
    path = data.draw(st.sampled_from(spoilable), label="document")
    world.back_to(moment)
    before = world.store.get(path)
    spoiled = replace(before, fields=data.draw(spoilt(before), label="fields"))
    world.store._documents[path.rpartition("/")[0]][path] = spoiled
    shown = export_my_data(person, ports=world.ports)
    json.dumps(shown, allow_nan=False)
    lost = {(part, one) for part, one in whole - parts(shown) if one != spoiled.id}
    assert {part for part, _ in lost} <= LEADS_TO.get(collection_of(path), set())


@cache
def exported(person: str) -> tuple[World, Moment, set[tuple[str, str]], list[str]]:
    """The world, all that an export shows there by part and id, and the paths of what it shows."""
    world = stories.begun()
    moment, store = world.moment(), ReadingStore(world.store)
    whole = parts(export_my_data(person, ports=replace(world.ports, store=store)))
    ids = {one for _, one in whole}
    return world, moment, whole, [path for path in sorted(store.read) if path.rpartition("/")[2] in ids]


def parts(shown: dict[str, Any]) -> set[tuple[str, str]]:
    listed = {part: value for part, value in shown.items() if isinstance(value, list)}
    accounts = {("accounts", collection) for collection in shown["accounts"]}
    return accounts | {(part, one["id"]) for part, found in listed.items() for one in found}


def test_every_loop_that_runs_by_itself_is_in_the_table():
    scheduled = {name for name, value in vars(schedules).items() if hasattr(value, "__firebase_endpoint__")}
    assert scheduled == {"sweep", "reconcile", "nightly"}
    assert scheduled <= LOOPS.keys()


def test_every_module_that_works_on_many_documents_is_run_by_a_loop_of_the_table():
    """Found by the names of what they use; a new one is added here, with the loop that runs it."""
    folder = Path(pulse.__file__).parent
    users = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        if MANY.search(file.read_text()) and "batches" not in file.parts
    }
    assert users == RUN_BY.keys()
    assert set(RUN_BY.values()) <= LOOPS.keys() | OTHERWISE
