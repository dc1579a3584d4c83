"""The contract of every store: the one in memory always, Firestore where its emulator runs.

Between them is the client of Firestore on its own protocol, with the memory store behind it:
what `make bench` measures with, and the part of the client without an emulator.
"""

from __future__ import annotations

import threading
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from google.cloud import firestore

from bench.floor.firestore import Service, serve
from pulse.errors import Conflict, NoRoom
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.memory_store import MemoryStore
from pulse.ports.store import DELETE_FIELD, NO_FIELDS, Create, Delete, Merge, Query, Unchanged, Update

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
E_ACUTE = "\N{LATIN SMALL LETTER E WITH ACUTE}"
"""Two bytes."""


@pytest.fixture(params=["memory", "protocol", pytest.param("firestore", marks=pytest.mark.emulators)])
def store(request):
    if request.param == "memory":
        return MemoryStore(measures=True)
    return request.getfixturevalue("firestore_store" if request.param == "firestore" else "protocol_store")


@pytest.fixture
def protocol_store(monkeypatch):
    server, port = serve(Service(MemoryStore(measures=True)))
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{port}")
    yield FirestoreStore(firestore.Client(project="demo-pulse"))
    server.stop(None)


@pytest.fixture
def things(store):
    """A collection of this test alone."""
    return f"things-{uuid.uuid4().hex}"


def test_a_document_reads_as_it_was_created(store, things):
    fields = {"n": 1, "text": "a", "at": NOON, "none": None, "list": [1, {"x": 2}], "map": {"a": {"b": True}}}

    store.commit([Create(f"{things}/a", fields)])

    document = store.get(f"{things}/a")
    assert document is not None
    assert (document.id, document.path, dict(document.fields)) == ("a", f"{things}/a", fields)


def test_what_does_not_exist_is_none(store, things):
    assert store.get(f"{things}/nobody") is None
    assert store.get_all([f"{things}/nobody"]) == {}


def test_creating_twice_is_a_conflict_and_changes_nothing(store, things):
    store.commit([Create(f"{things}/a", {"n": 1})])

    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/a", {"n": 2})])

    assert store.get(f"{things}/a").fields == {"n": 1}


def test_a_commit_is_all_or_nothing(store, things):
    store.commit([Create(f"{things}/a", {"n": 1})])

    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/b", {"n": 2}), Create(f"{things}/a", {"n": 2})])

    assert store.get(f"{things}/b") is None


def test_an_update_with_the_version_read_goes_through_once(store, things):
    store.commit([Create(f"{things}/a", {"n": 1, "kept": True})])
    document = store.get(f"{things}/a")

    store.commit([Update(f"{things}/a", {"n": 2}, document.version)])

    assert store.get(f"{things}/a").fields == {"n": 2, "kept": True}
    with pytest.raises(Conflict):
        store.commit([Update(f"{things}/a", {"n": 3}, document.version)])
    assert store.get(f"{things}/a").fields["n"] == 2


def test_a_commit_answers_the_version_that_the_next_update_needs(store, things):
    (created,) = store.commit([Create(f"{things}/a", {"n": 1})])

    (updated,) = store.commit([Update(f"{things}/a", {"n": 2}, created)])
    store.commit([Update(f"{things}/a", {"n": 3}, updated)])

    assert store.get(f"{things}/a").fields == {"n": 3}


def test_an_update_of_nothing_is_a_conflict(store, things):
    with pytest.raises(Conflict):
        store.commit([Update(f"{things}/a", {"n": 1})])


def test_dots_in_an_update_reach_into_maps_and_a_field_can_be_removed(store, things):
    store.commit([Create(f"{things}/a", {"map": {"x": 1, "y": 2}, "gone": 1})])

    store.commit([Update(f"{things}/a", {"map.x": 5, "map.z.w": 6, "gone": DELETE_FIELD})])

    assert store.get(f"{things}/a").fields == {"map": {"x": 5, "y": 2, "z": {"w": 6}}}


def test_a_merge_creates_and_then_merges_deeply(store, things):
    store.commit([Merge(f"{things}/a", {"map": {"x": 1, "y": 2}, "n": 1})])

    store.commit([Merge(f"{things}/a", {"map": {"y": 3, "x": DELETE_FIELD}})])

    assert store.get(f"{things}/a").fields == {"map": {"y": 3}, "n": 1}


def test_a_merge_replaces_null_by_a_map(store, things):
    store.commit([Create(f"{things}/a", {"winner": None})])

    store.commit([Merge(f"{things}/a", {"winner": {"x": 1}})])

    assert store.get(f"{things}/a").fields == {"winner": {"x": 1}}


def test_a_delete_with_a_stale_version_is_a_conflict(store, things):
    store.commit([Create(f"{things}/a", {"n": 1})])
    stale = store.get(f"{things}/a")
    store.commit([Update(f"{things}/a", {"n": 2})])

    with pytest.raises(Conflict):
        store.commit([Delete(f"{things}/a", stale.version)])
    store.commit([Delete(f"{things}/a")])

    assert store.get(f"{things}/a") is None


def test_a_commit_that_requires_a_document_leaves_it_as_it_is(store, things):
    store.commit([Create(f"{things}/lock", {"n": 1})])
    lock = store.get(f"{things}/lock")

    versions = store.commit([Create(f"{things}/a", {}), Unchanged(lock.path, lock.version)])

    assert store.get(lock.path) == lock
    assert versions[1] == lock.version


def test_what_requires_a_document_is_all_refused_once_it_has_changed(store, things):
    store.commit([Create(f"{things}/lock", {"n": 1}), Create(f"{things}/b", {"n": 1})])
    lock = store.get(f"{things}/lock")
    store.commit([Update(lock.path, {"n": 2})])

    with pytest.raises(Conflict):
        store.commit(
            [
                Create(f"{things}/a", {}),
                Update(f"{things}/b", {"n": 2}),
                Unchanged(lock.path, lock.version),
            ]
        )

    assert store.get(f"{things}/a") is None
    assert store.get(f"{things}/b").fields == {"n": 1}


def test_a_document_that_is_gone_or_was_made_again_is_not_unchanged(store, things):
    store.commit([Create(f"{things}/lock", {"n": 1})])
    lock = store.get(f"{things}/lock")
    store.commit([Delete(lock.path)])

    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/a", {}), Unchanged(lock.path, lock.version)])
    store.commit([Create(f"{things}/lock", {"n": 1})])
    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/a", {}), Unchanged(lock.path, lock.version)])

    assert store.get(f"{things}/a") is None


@pytest.mark.parametrize("length", [0, 90, 128, 700, 1_498])
def test_a_document_with_a_name_of_any_length_may_be_required(store, things, length):
    where = f"{things}/x{E_ACUTE * (length // 2)}"
    store.commit([Create(where, {"n": 1})])
    lock = store.get(where)

    store.commit([Create(f"{things}/a", {}), Unchanged(lock.path, lock.version)])
    store.commit([Update(where, {"n": 2})])

    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/b", {}), Unchanged(lock.path, lock.version)])
    assert store.get(f"{things}/b") is None


def test_many_may_require_a_document_at_once_and_none_after_it_is_written(store, things):
    """Each of eight adds what it may until the lock is written: nothing is added after that."""
    store.commit([Create(f"{things}/lock", {"open": True})])
    lock = store.get(f"{things}/lock")
    added: list[str] = []

    def add(number: int) -> None:
        for turn in range(20):
            try:
                store.commit(
                    [Create(f"{things}/{number}-{turn}", {}), Unchanged(lock.path, lock.version)],
                )
            except Conflict:
                return
            added.append(f"{number}-{turn}")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    store.commit([Update(lock.path, {"open": False})])
    closed_at = store.get(lock.path).version
    for thread in threads:
        thread.join()

    made = [document for document in store.query(Query(things)) if document.id != "lock"]
    assert {document.id for document in made} == set(added)
    assert all(document.version < closed_at for document in made)


def test_what_was_read_does_not_change_with_what_is_written(store, things):
    store.commit([Create(f"{things}/a", {"list": [1]})])
    read = store.get(f"{things}/a")

    store.commit([Update(f"{things}/a", {"list": [2]})])

    assert read.fields == {"list": [1]}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ([], ["a", "b", "c"]),
        ([("kind", "==", "x")], ["a", "b"]),
        ([("kind", "in", ["y", "z"])], ["c"]),
        ([("n", ">=", 2)], ["b", "c"]),
        ([("n", "<", 2)], ["a"]),
        ([("tags", "array_contains", "t")], ["b"]),
        ([("map.x", "==", 1)], ["a"]),
        ([("kind", "==", "x"), ("n", "==", 2)], ["b"]),
    ],
)
def test_a_query_finds_what_fits_in_order_of_id(store, things, where, expected):
    _three(store, things)

    found = store.query(Query(things, where=where, order_by=[("n", "asc")] if where == [] else ()))

    assert sorted(document.id for document in found) == expected


def test_a_query_orders_limits_and_continues_after_a_document(store, things):
    _three(store, things)
    newest_first = Query(things, order_by=[("at", "desc")], limit=2)

    first = store.query(newest_first)
    second = store.query(Query(things, order_by=[("at", "desc")], limit=2, after=first[-1]))

    assert [document.id for document in first] == ["c", "b"]
    assert [document.id for document in second] == ["a"]


def test_pages_of_equals_neither_repeat_nor_skip(store, things):
    store.commit([Create(f"{things}/{name}", {"n": 1}) for name in "edcba"])
    seen, after = [], None

    while page := store.query(Query(things, order_by=[("n", "desc")], limit=2, after=after)):
        seen += [document.id for document in page]
        after = page[-1]

    assert seen == list("edcba")


def test_documents_without_the_ordered_field_are_left_out(store, things):
    _three(store, things)
    store.commit([Create(f"{things}/d", {"kind": "x"})])

    assert [d.id for d in store.query(Query(things, order_by=[("n", "asc")]))] == ["a", "b", "c"]


def test_totals_count_and_sum_what_fits(store, things):
    _three(store, things)

    totals = store.totals(Query(things, where=[("kind", "==", "x")]), sums=["n"])

    assert (totals.count, dict(totals.sums)) == (2, {"n": 3})


def test_totals_leave_out_documents_without_a_summed_field(store, things):
    _three(store, things)
    store.commit([Create(f"{things}/d", {"n": 10, "extra": 1})])

    totals = store.totals(Query(things), sums=["n", "extra"])

    assert (totals.count, dict(totals.sums)) == (1, {"n": 10, "extra": 1})


def test_subcollections_are_collections_of_their_own(store, things):
    store.commit([Create(f"{things}/a", {"n": 1}), Create(f"{things}/a/inner/b", {"n": 2})])

    assert [d.path for d in store.query(Query(f"{things}/a/inner"))] == [f"{things}/a/inner/b"]
    assert [d.path for d in store.query(Query(things))] == [f"{things}/a"]


def test_exactly_one_of_many_racers_claims_a_document(store, things):
    outcomes: list[str] = []
    barrier = threading.Barrier(8)

    def claim(racer: int) -> None:
        barrier.wait()
        try:
            store.commit([Create(f"{things}/claim", {"by": racer})])
            outcomes.append("won")
        except Conflict:
            outcomes.append("lost")

    racers = [threading.Thread(target=claim, args=(racer,)) for racer in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(outcomes) == ["lost"] * 7 + ["won"]


def _three(store, things):
    store.commit(
        [
            Create(f"{things}/a", {"n": 1, "kind": "x", "at": NOON, "map": {"x": 1}, "tags": []}),
            Create(f"{things}/b", {"n": 2, "kind": "x", "at": NOON + timedelta(hours=1), "tags": ["t"]}),
            Create(f"{things}/c", {"n": 3, "kind": "y", "at": NOON + timedelta(hours=2), "tags": ["u"]}),
        ]
    )


WHOLE = {"a": 1, "big": "x" * 900_000, "map": {"x": 1, "y": {"z": 2}}, "none": None, "list": [1]}


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        (["a"], {"a": 1}),
        (["a", "nothing", "none"], {"a": 1, "none": None}),
        (["map"], {"map": {"x": 1, "y": {"z": 2}}}),
        (["map.x", "map.y.z"], {"map": {"x": 1, "y": {"z": 2}}}),
        (["map.y.z", "list"], {"map": {"y": {"z": 2}}, "list": [1]}),
        (["a.b"], {}),
        (NO_FIELDS, {}),
        (None, WHOLE),
    ],
)
def test_only_the_fields_that_are_asked_for_are_read(store, things, fields, read):
    store.commit([Create(f"{things}/a", WHOLE)])
    version = store.get(f"{things}/a").version

    one = store.get(f"{things}/a", fields)
    (queried,) = store.query(Query(things, where=[("a", "==", 1)], fields=fields))
    among = store.get_all([f"{things}/a"], {things: fields} if fields else None)

    assert [dict(found.fields) for found in (one, queried, among[f"{things}/a"])] == [read] * 3
    assert {found.version for found in (one, queried, among[f"{things}/a"])} == {version}


def test_documents_of_several_collections_are_each_read_by_their_own_mask(store, things):
    others = f"{things}-others"
    store.commit([Create(f"{kind}/{name}", {"a": 1, "b": 2}) for kind in (things, others) for name in "xy"])

    found = store.get_all(
        [f"{things}/x", f"{others}/x", f"{things}/y", f"{others}/nobody"], {things: ["a"], "nowhere": ["b"]}
    )

    assert {path: document.fields for path, document in found.items()} == {
        f"{things}/x": {"a": 1},
        f"{things}/y": {"a": 1},
        f"{others}/x": {"a": 1, "b": 2},
    }


def test_a_document_that_was_read_in_part_is_updated_by_its_version(store, things):
    store.commit([Create(f"{things}/a", {"a": 1, "b": 2})])
    part = store.get(f"{things}/a", ["a"])

    store.commit([Update(f"{things}/a", {"a": 3}, part.version)])

    assert store.get(f"{things}/a").fields == {"a": 3, "b": 2}
    with pytest.raises(Conflict):
        store.commit([Update(f"{things}/a", {"a": 4}, part.version)])


def test_a_query_in_parts_continues_after_a_document_that_was_read_in_part(store, things):
    store.commit([Create(f"{things}/{n}", {"n": n // 2, "b": 2}) for n in range(6)])
    page = Query(things, order_by=[("n", "asc")], limit=4, fields=["n"])

    first = store.query(page)
    rest = store.query(replace(page, after=first[-1]))

    assert [document.id for document in [*first, *rest]] == list("012345")
    assert all(set(document.fields) == {"n"} for document in [*first, *rest])


@pytest.mark.parametrize(
    ("field", "least", "found"),
    [
        ("n", NOON, ["time"]),
        ("n", 5, ["double", "int"]),
        ("n", "2026", ["text"]),
        ("n", False, ["flag"]),
        ("n.seconds", 5, ["map"]),
        ("n._seconds", 5, ["underscored"]),
    ],
)
def test_a_range_finds_values_of_its_own_type_only(store, things, field, least, found):
    values = {
        "time": NOON,
        "int": 5,
        "double": 5.5,
        "text": "2026-11-23",
        "flag": True,
        "map": {"seconds": 5},
        "underscored": {"_seconds": 5},
        "list": [5],
        "null": None,
        "bytes": b"2026",
    }
    store.commit([Create(f"{things}/{name}", {"n": value}) for name, value in values.items()])

    query = Query(things, where=[(field, ">=", least)], order_by=[(field, "asc")], fields=["n"])

    assert sorted(document.id for document in store.query(query)) == found


def test_a_group_is_every_collection_of_a_name_below_whichever_document(store, things):
    name = f"notes-{things}"
    at = {f"{things}/a/{name}/1": 3, f"{things}/b/{name}/1": 1, f"{things}/b/{name}/2": 2}
    store.commit([Create(path, {"n": n}) for path, n in at.items()])
    store.commit([Create(f"{things}/b/other/1", {"n": 2}), Create(f"{things}/a", {"n": 2})])

    found = store.query(Query(name, where=[("n", "<=", 2)], order_by=[("n", "asc")], group=True))
    assert [document.path for document in found] == [f"{things}/b/{name}/1", f"{things}/b/{name}/2"]
    assert store.totals(Query(name, where=[("n", "<=", 2)], group=True)).count == 2
    assert store.query(Query(name)) == []


MIB = 2**20


def filled(store, path):
    """Nothing fits in any more: a text has at most 1,048,487 bytes, a document 1,048,576."""
    store.commit([Create(path, {"n": 1, "own": "x" * 1_048_400, "more": ""})])
    for length in (64, 16, 4, 1):
        for _ in range(4):
            more = store.get(path).fields["more"]
            with suppress(NoRoom):
                store.commit([Update(path, {"more": more + "x" * length})])
    return store.get(path)


def test_a_document_of_more_than_a_mebibyte_is_refused_with_the_whole_commit(store, things):
    large = {f"part{number}": "x" * (MIB // 2) for number in range(2)}

    with pytest.raises(NoRoom):
        store.commit([Create(f"{things}/money", {"n": 1}), Create(f"{things}/large", large)])

    assert store.query(Query(things)) == []


def test_where_a_document_has_no_room_what_is_spare_is_left_out(store, things):
    full = filled(store, f"{things}/full")
    shown = {"winner": {"state": "rejected", "since": NOON, "text": "x" * 300}}

    with pytest.raises(NoRoom):
        store.commit([Create(f"{things}/a", {"n": 1}), Update(full.path, shown, full.version)])
    for name, version in (("b", full.version), ("c", None)):
        store.commit([Create(f"{things}/{name}", {"n": 1}), Update(full.path, shown, version, spare=True)])

    assert [document.id for document in store.query(Query(things, where=[("n", "==", 1)]))] == [
        "b",
        "c",
        "full",
    ]
    assert store.get(full.path) == full


def test_what_a_spare_write_requires_is_required_of_a_full_document_too(store, things):
    full = filled(store, f"{things}/full")
    store.commit([Update(full.path, {"n": 2})])
    shown = {"text": "x" * 300}

    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/a", {}), Update(full.path, shown, full.version, spare=True)])
    store.commit([Delete(full.path)])
    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/a", {}), Update(full.path, shown, spare=True)])

    assert store.query(Query(things)) == []


def test_a_spare_write_is_made_where_there_is_room(store, things):
    store.commit([Create(f"{things}/a", {"n": 1})])

    store.commit([Update(f"{things}/a", {"n": 2}, spare=True)])

    assert store.get(f"{things}/a").fields == {"n": 2}


def test_a_document_can_be_required_to_exist_in_whichever_version(store, things):
    store.commit([Create(f"{things}/a", {"n": 1})])

    store.commit([Create(f"{things}/b", {}), Unchanged(f"{things}/a", None)])
    with pytest.raises(Conflict):
        store.commit([Create(f"{things}/c", {}), Unchanged(f"{things}/nobody", None)])

    assert [document.id for document in store.query(Query(things))] == ["a", "b"]
