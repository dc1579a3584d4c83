"""Each day's heads are written outside the chains, and show what the chains cannot."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pulse.backoffice import FlawKind, verify_all, verify_audit, write_audit_heads
from pulse.errors import StoreUnavailable
from pulse.ledger.audit import canonical
from pulse.ports.store import Create, Merge, Query
from tests.backoffice.checks.trails import NOON
from tests.backoffice.disturbed import put, remove, tamper
from tests.prizes import scene


def test_a_days_heads_are_written_once_it_is_over_and_days_without_a_run_are_made_up_for(world):
    scene.awarded(world, "ada")
    world.clock.advance(days=1)
    assert write_audit_heads(ports=world.ports) == 1
    assert write_audit_heads(ports=world.ports) == 0
    world.clock.advance(days=3)
    assert write_audit_heads(ports=world.ports) == 3
    days = [document.id for document in world.store.query(Query("auditHeads"))]
    assert days == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]


def test_each_days_digest_covers_the_day_before(world):
    scene.awarded(world, "ada")
    world.clock.advance(days=2)
    write_audit_heads(ports=world.ports)
    world.clock.advance(days=1)
    write_audit_heads(ports=world.ports)
    first, second = world.store.query(Query("auditHeads"))
    assert second.fields["previousDigest"] == first.fields["digest"]
    nothing_grew = hashlib.sha256((first.fields["digest"] + canonical([])).encode()).hexdigest()
    assert second.fields["digest"] == nothing_grew


def test_a_night_that_died_between_its_pages_and_its_day_is_finished_by_the_next(world):
    scene.awarded(world, "ada")
    world.clock.advance(days=1)
    with pytest.raises(StoreUnavailable):
        write_audit_heads(ports=dying_after(world, commits=1))
    assert world.store.get("auditHeads/2026-11-23/pages/0") is not None
    assert write_audit_heads(ports=world.ports) == 1
    assert verify_all(store=world.store) == []


def dying_after(world, *, commits: int):
    """The store goes away after so many commits."""
    left = iter(range(commits))

    class Store:
        def __getattr__(self, name):
            return getattr(world.store, name)

        def commit(self, writes):
            if next(left, None) is None:
                raise StoreUnavailable("no answer")
            return world.store.commit(writes)

    return replace(world.ports, store=Store())


def altered_page(world, day: str) -> str:
    tamper(world, f"auditHeads/{day}/pages/0", heads=[{"subject": "a/b", "number": 1, "hash": "h"}])
    return day


def altered_digest(world, day: str) -> str:
    tamper(world, f"auditHeads/{day}", digest="d")
    return day


def page_gone(world, day: str) -> str:
    remove(world, f"auditHeads/{day}/pages/0")
    return day


def day_gone(world, day: str) -> str:
    remove(world, f"auditHeads/{day}")
    return str(date.fromisoformat(day) + timedelta(days=1))


@pytest.mark.parametrize("alter", [altered_page, altered_digest, page_gone, day_gone])
def test_a_days_heads_that_were_altered_are_named(alter, world):
    scene.awarded(world, "ada")
    for _ in range(2):
        world.clock.advance(days=1)
        write_audit_heads(ports=world.ports)
    assert verify_all(store=world.store) == []
    named = alter(world, "2026-11-23")
    assert f"auditHeads/{named}" in {flaw.subject for flaw in verify_all(store=world.store)}


def test_a_record_and_its_rows_turned_back_by_a_day_are_found_by_the_days_heads(world):
    record = scene.awarded(world, "ada")[0]
    before = dict(world.store.get(record.path).fields)
    scene.pay(world, record)
    world.clock.advance(days=1)
    write_audit_heads(ports=world.ports)
    remove(world, f"auditLog/{record.path.replace('/', '_')}_2")
    remove(world, record.path)
    put(world, record.path, before)
    flaw = verify_audit(record.path, store=world.store)
    assert (flaw.row, flaw.kind) == (2, FlawKind.TRUNCATED)


def test_more_heads_than_fit_one_document_are_paged(world):
    rows = [
        Create(f"auditLog/x_{number}_1", {"subject": f"x/{number}", "number": 1, "hash": "h", "at": NOON})
        for number in range(1_001)
    ]
    world.store.commit(rows)
    world.clock.advance(days=1)
    write_audit_heads(ports=world.ports)
    written = world.store.get(f"auditHeads/{date(2026, 11, 23)}").fields
    assert (written["count"], written["pageCount"]) == (1_001, 2)


@pytest.mark.parametrize("minutes", [0, 29])
def test_a_day_is_not_closed_before_late_commits_are_in(world, minutes):
    world.store.commit([Merge("auditHeads/2026-11-22", {"digest": "d", "pageCount": 0, "count": 0})])
    world.clock.advance(hours=12, minutes=minutes)
    assert write_audit_heads(ports=world.ports) == 0
    world.clock.advance(minutes=30 - minutes)
    assert write_audit_heads(ports=world.ports) == 1
