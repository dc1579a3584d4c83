"""Cursors lead through all documents, page by page, run by run, and never twice within the interval."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.batches import chunks, is_due, is_under_way, read_all, save_cursor, take_page, take_pages
from pulse.ports.store import Create, Query

HOUR = timedelta(hours=1)
QUERY = Query("challenges", limit=2)


@pytest.fixture
def five(world):
    world.store.commit([Create(f"challenges/c{number}", {"n": number}) for number in range(5)])


def page(world, interval=HOUR):
    return [document.id for document in take_page("pass", QUERY, interval, ports=world.ports)]


def test_a_pass_takes_every_document_once_and_ends(world, five):
    assert [page(world) for _ in range(4)] == [["c0", "c1"], ["c2", "c3"], ["c4"], []]
    world.clock.advance(hours=1)
    assert page(world) == ["c0", "c1"]


def test_a_pass_is_under_way_until_its_last_page(world, five):
    seen = [(page(world), is_under_way("pass", ports=world.ports))[1] for _ in range(3)]
    assert seen == [True, True, False]


def test_a_whole_run_takes_what_is_left_of_a_pass_and_then_everything(world, five):
    assert page(world) == ["c0", "c1"]
    pages = take_pages("pass", QUERY, HOUR, whole=True, seconds_max=10, ports=world.ports)
    assert [document.id for taken in pages for document in taken] == [
        "c2",
        "c3",
        "c4",
        *(f"c{n}" for n in range(5)),
    ]


def test_a_run_that_has_no_time_left_takes_nothing(world, five):
    assert list(take_pages("pass", QUERY, HOUR, whole=True, seconds_max=0, ports=world.ports)) == []


@pytest.mark.parametrize(("minutes", "due"), [(59, False), (60, True), (61, True)])
def test_what_was_saved_an_interval_ago_is_due(world, minutes, due):
    assert is_due("at", HOUR, ports=world.ports)
    save_cursor("at", world.clock.now(), ports=world.ports)
    world.clock.advance(minutes=minutes)
    assert is_due("at", HOUR, ports=world.ports) is due


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_all_documents_are_read_whatever_the_page(world, five, size):
    found = read_all(world.store, Query("challenges"), page=size)
    assert [document.id for document in found] == [f"c{number}" for number in range(5)]


def test_chunks_hold_every_item_once():
    assert [list(chunk) for chunk in chunks(range(5), 2)] == [[0, 1], [2, 3], [4]]
