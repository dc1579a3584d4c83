"""A trail that was tampered with is named, row and kind; one that was not is whole."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice import FlawKind, verify_all, verify_audit, write_audit_heads
from pulse.backoffice.checks.audit_heads import Head
from pulse.backoffice.checks.audit_trail import first_flaw
from pulse.ledger import Change, audited_create, commit_update
from pulse.ledger.audit import row_hash
from pulse.ledger.records import Record
from pulse.outside.memory_store import MemoryStore
from pulse.ports import Document
from pulse.ports.store import Query
from tests.backoffice.checks.trails import NOON
from tests.backoffice.disturbed import remove, tamper
from tests.prizes import scene

SUBJECT = "prizeRecords/p1"


class Thing(Record):
    status: str
    amount: int = 0


@dataclass
class Trail:
    rows: list[Document]
    head: Head


def trail_of(length: int) -> Trail:
    store = MemoryStore()
    store.commit(audited_create(SUBJECT, Thing(status="s1"), Change("act1", "someone", NOON)))
    document = store.get(SUBJECT)
    for number in range(2, length + 1):
        change = Change(f"act{number}", "someone", NOON + timedelta(minutes=number))
        document = commit_update(store, document, Thing(status=f"s{number}", amount=number), change)
    rows = sorted(store.query(Query("auditLog")), key=lambda row: row.fields["number"])
    return Trail(rows, Head(**document.fields["audit"]))


def flaw_of(trail: Trail, known=()):
    return first_flaw(SUBJECT, trail.rows, trail.head, known)


def renumbered(trail: Trail, fields: dict, number: int) -> Document:
    return Document(f"auditLog/prizeRecords_p1_{number}", fields, number)


lengths = st.integers(1, 12)


@given(lengths)
def test_a_trail_that_nobody_touched_is_whole_in_any_order_of_reading(length):
    trail = trail_of(length)
    assert flaw_of(trail) is None
    trail.rows.reverse()
    assert flaw_of(trail) is None


@given(st.data())
def test_an_edited_row_is_named(data):
    trail = trail_of(data.draw(lengths))
    index = data.draw(st.integers(0, len(trail.rows) - 1))
    field = data.draw(st.sampled_from(["act", "actor", "reason", "at", "statusAfter", "hashAfter", "hash"]))
    fields = dict(trail.rows[index].fields)
    fields[field] = NOON - timedelta(days=1) if field == "at" else "forged"
    trail.rows[index] = renumbered(trail, fields, index + 1)
    flaw = flaw_of(trail)
    assert (flaw.row, flaw.kind) == (index + 1, FlawKind.EDITED)


@given(st.data())
def test_a_deleted_row_is_named(data):
    trail = trail_of(data.draw(st.integers(2, 12)))
    index = data.draw(st.integers(0, len(trail.rows) - 2))
    del trail.rows[index]
    flaw = flaw_of(trail)
    assert (flaw.row, flaw.kind) == (index + 1, FlawKind.MISSING)


@given(st.data())
def test_an_inserted_row_is_named_even_with_a_hash_that_fits(data):
    trail = trail_of(data.draw(lengths))
    place = data.draw(st.integers(1, len(trail.rows) + 1))
    forged = dict(copy.deepcopy(trail.rows[-1].fields))
    previous = trail.rows[place - 2].fields["hash"] if place > 1 else ""
    forged.update(number=place, act="forged", previousHash=previous)
    forged["hash"] = row_hash(previous, forged)
    later = [renumbered(trail, dict(row.fields), row.fields["number"] + 1) for row in trail.rows[place - 1 :]]
    trail.rows[place - 1 :] = [renumbered(trail, forged, place), *later]
    flaw = flaw_of(trail)
    inserted_at_the_end = place == len(trail.rows)
    assert flaw.row == (place if inserted_at_the_end else place + 1)
    assert flaw.kind == (FlawKind.INSERTED if inserted_at_the_end else FlawKind.OUT_OF_PLACE)


@given(st.data())
def test_two_rows_that_changed_places_are_named(data):
    trail = trail_of(data.draw(st.integers(2, 12)))
    first, second = sorted(data.draw(st.permutations(range(len(trail.rows))))[:2])
    one, other = trail.rows[first].fields, trail.rows[second].fields
    trail.rows[first] = renumbered(trail, dict(other), first + 1)
    trail.rows[second] = renumbered(trail, dict(one), second + 1)
    flaw = flaw_of(trail)
    assert (flaw.row, flaw.kind) == (first + 1, FlawKind.OUT_OF_PLACE)


@given(st.data())
def test_a_cut_off_end_is_named_by_the_records_own_head(data):
    trail = trail_of(data.draw(st.integers(2, 12)))
    left = data.draw(st.integers(1, len(trail.rows) - 1))
    del trail.rows[left:]
    flaw = flaw_of(trail)
    assert (flaw.row, flaw.kind) == (left + 1, FlawKind.TRUNCATED)


@given(st.data())
def test_an_end_cut_off_together_with_the_records_head_is_named_by_a_days_head(data):
    trail = trail_of(data.draw(st.integers(2, 12)))
    known = Head(trail.head.number, trail.head.hash)
    left = data.draw(st.integers(1, len(trail.rows) - 1))
    del trail.rows[left:]
    trail.head = Head(left, trail.rows[-1].fields["hash"])
    assert flaw_of(trail) is None
    flaw = flaw_of(trail, [known])
    assert (flaw.row, flaw.kind) == (left + 1, FlawKind.TRUNCATED)


@given(st.data())
def test_a_chain_that_was_forged_anew_does_not_fit_a_days_head(data):
    trail = trail_of(data.draw(lengths))
    known = Head(trail.head.number, trail.head.hash)
    previous = ""
    for index, row in enumerate(trail.rows):
        fields = {**row.fields, "actor": "nobody", "previousHash": previous}
        fields["hash"] = previous = row_hash(fields["previousHash"], fields)
        trail.rows[index] = renumbered(trail, fields, index + 1)
    trail.head = Head(len(trail.rows), previous)
    assert flaw_of(trail) is None
    assert flaw_of(trail, [known]).kind == FlawKind.EDITED


def test_a_trail_that_is_gone_altogether_is_named(world):
    scene.awarded(world, "ada")
    path = scene.record_of(world, "ada").path
    world.clock.advance(days=1)
    write_audit_heads(ports=world.ports)
    for row in world.store.query(Query("auditLog", where=[("subject", "==", path)])):
        remove(world, row.path)
    assert [(flaw.subject, flaw.kind) for flaw in verify_all(store=world.store)] == [
        (path, FlawKind.NO_TRAIL)
    ]


def test_the_trail_of_a_prize_is_verified_by_its_path(world):
    record = scene.awarded(world, "ada")[0]
    scene.pay(world, record)
    assert verify_audit(record.path, store=world.store) is None
    tamper(world, f"auditLog/{record.path.replace('/', '_')}_1", actor="somebody else")
    flaw = verify_audit(record.path, store=world.store)
    assert (flaw.row, flaw.sentence) == (1, "row 1 was edited: its content does not fit its hash")


def test_all_trails_are_verified_and_the_bad_ones_alone_are_named(world):
    scene.awarded(world, "ada", "bob")
    assert verify_all(store=world.store) == []
    path = scene.record_of(world, "bob").path
    tamper(world, f"auditLog/{path.replace('/', '_')}_1", reason="because")
    assert [flaw.subject for flaw in verify_all(store=world.store)] == [path]


def test_a_trail_that_grows_while_it_is_read_is_not_called_bad(world):
    record = scene.awarded(world, "ada")[0]
    old = world.store.get(record.path)
    scene.pay(world, record)
    assert verify_audit(record.path, store=_ReadsOldOnce(world.store, old)) is None


class _ReadsOldOnce:
    """The record is read just before it changes, its rows just after."""

    def __init__(self, store, old):
        self._store, self._old = store, [old]

    def __getattr__(self, name):
        return getattr(self._store, name)

    def get(self, path):
        return self._old.pop() if self._old else self._store.get(path)
