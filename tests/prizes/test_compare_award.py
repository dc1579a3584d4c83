"""Edits after the award: nothing changes, and an operator is asked once to look."""

from __future__ import annotations

import pytest

from pulse.prizes import fetch_standings
from tests.prizes import scene


def test_scores_edited_after_the_award_change_nothing_and_ask_for_review_once(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    scene.takes_part(world, "bob", 5)
    first = scene.award(world)
    before = scene.records(world)
    scene.takes_part(world, "bob", 50)

    scene.award(world)
    again = scene.award(world)

    assert again.needs_review
    assert scene.records(world) == before
    assert again == first.but(needs_review=True, updated_at=again.updated_at)
    assert [winner.user_id for winner in fetch_standings(again, ports=world.ports)] == ["ann", "bob"]
    assert [record["userId"] for record in scene.records(world)] == ["ann"]
    assert world.alerts.causes() == ["award.edited"]


def test_who_joins_after_the_award_without_a_score_hides_no_later_edit(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    scene.takes_part(world, "bob", 5)
    scene.award(world)
    scene.takes_part(world, "late", 0)

    assert not scene.award(world).needs_review
    assert world.alerts.causes() == []

    scene.takes_part(world, "bob", 6)

    assert scene.award(world).needs_review
    assert world.alerts.causes() == ["award.edited"]


@pytest.mark.parametrize("edit", [{"totalAmount": 10_001}, {"currency": "eur"}])
def test_prize_money_edited_after_the_award_asks_for_review(world, edit):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    scene.award(world)
    scene.challenge(world, **edit)

    assert scene.award(world).needs_review
