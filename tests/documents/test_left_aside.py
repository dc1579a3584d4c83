"""Nothing is concluded from what a person left of the first system; no decision hides a record of ours."""

from __future__ import annotations

import pytest

from pulse.backoffice.migration import Choice, DecideDoubt, decide_doubt
from pulse.backoffice.migration.records import Decision
from pulse.documents import read_left_aside, without_left_aside
from pulse.ports import Document
from pulse.ports.store import Create


def decided(world, subject, choice):
    world.store.commit([Create(subject, {})])
    command = DecideDoubt(subject=subject, choice=choice, reason="seen", actor="operator:ada")
    decide_doubt(command, ports=world.ports)


def test_what_was_left_is_read_and_what_is_to_be_adopted_is_not(world):
    decided(world, "payments/left", Choice.LEAVE)
    adopt = Decision(
        subject="payments/adopted",
        choice=Choice.ADOPT,
        decided_by="operator:ada",
        reason="seen",
        decided_at=world.clock.now(),
    )
    world.store.commit([Create(adopt.path, adopt.fields())])
    assert read_left_aside(world.store) == {"payments/left"}


@pytest.mark.parametrize(
    ("fields", "kept"),
    [({}, False), ({"amount": 1}, False), ({"feeBps": 300}, True), ({"state": None}, True)],
)
def test_a_record_of_this_system_is_never_left_out(fields, kept):
    one = Document("payments/left", fields, 1)
    other = Document("payments/other", {}, 1)
    found = list(without_left_aside([one, other], frozenset({"payments/left"})))
    assert found == ([one, other] if kept else [other])
