"""A sweep over 200 due records of each kind, one poisoned of each: what it does, reads and holds at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import sweep
from tests.backoffice.sweep.heavy import MEGABYTE, POISON, heavy
from tests.backoffice.sweep.scene import queued
from tests.counting import counted
from tests.world import World

COUNT = 200
pytestmark = pytest.mark.thorough


class WeighingStore:
    """Notes how much text an answer has."""

    def __init__(self, store):
        self._store = store
        self.heaviest = self.total = 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    def get(self, path, fields=None):
        found = self._store.get(path, fields)
        self._weigh([found] if found else [])
        return found

    def get_all(self, paths, masks=None):
        found = self._store.get_all(paths, masks)
        self._weigh(found.values())
        return found

    def query(self, query):
        found = self._store.query(query)
        self._weigh(found)
        return found

    def _weigh(self, documents):
        weight = sum(weight_of(document.fields) for document in documents)
        self.heaviest, self.total = max(self.heaviest, weight), self.total + weight


def weight_of(value):
    match value:
        case str() | bytes():
            return len(value)
        case dict():
            return sum(len(name) + weight_of(inner) for name, inner in value.items())
        case list() | tuple():
            return sum(map(weight_of, value))
    return 8


@pytest.fixture(scope="module")
def swept():
    world = World()
    heavy(world, COUNT)
    store = WeighingStore(world.store)
    trips, ports = counted(replace(world.ports, store=store))
    return world, sweep(ports=ports), store, trips


def test_every_step_does_all_but_the_poisoned_one(swept):
    world, report, _, _ = swept
    assert [step.name for step in report.steps if step.error] == []
    assert len({task["prizeRecordId"] for task in queued(world)}) >= COUNT - 1
    assert len(queued(world, "handleevent")) >= COUNT - 1
    assert report.done("completions") == COUNT // 2
    assert report.done("awards") == COUNT - 2
    assert report.done("sales") >= COUNT - 1
    assert report.done("winner_accounts") >= COUNT - 1
    assert report.done("approvals") == COUNT


def test_each_poisoned_document_is_named(swept):
    world, report, _, _ = swept
    text = f"{report} {world.alerts.raised}"
    assert [path for path in POISON if path.rpartition("/")[2] not in text] == []


def test_no_answer_holds_more_than_a_page_of_what_is_read(swept):
    """Of documents of a megabyte each, only the poisoned ones and those that are worked on bring theirs."""
    _, _, store, _ = swept
    assert store.heaviest < 4 * MEGABYTE
    assert store.total < 4 * COUNT * MEGABYTE


def test_stripe_is_asked_once_or_twice_for_each_record(swept):
    _, _, _, trips = swept
    assert len(trips.stripe_calls()) < 6 * COUNT
