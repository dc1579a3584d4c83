"""At go-live nothing is paid a second time: neither what the first system awarded nor what people settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pulse.backoffice import check, reconcile, sweep
from pulse.errors import Misconfigured, Refusal
from pulse.ports.store import Query
from pulse.prizes import AwardPrizes, PayPrize, award_prizes, pay_prize
from pulse.settings import Settings
from tests.backoffice.disturbed import events_handled, tamper
from tests.backoffice.migration.first_system import adopt_all
from tests.doors.story import ADMIN, ENDED, TRAINER, Story
from tests.earnings.test_first_system import PRIZE, seed_prize
from tests.prizes import scene
from tests.world import TEST_SETTINGS

OLD = {**PRIZE, "id": "ch_ada_1705320000", "challengeId": "ch", "userId": "ada"}


def swept(ports):
    sweep(ports=ports)


def compared(ports):
    reconcile(ports=ports, full=True)


def asked_for(ports):
    with pytest.raises(Refusal) as refused:
        award_prizes(AwardPrizes("ch", "trainer"), ports=ports)
    assert refused.value.code == "awarded_before"


def completed(world, end=scene.ENDED):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    tamper(world, "challenges/ch", endDate=end)
    scene.funds(world, 100_000)


def paid_by_the_first_system(world):
    """Its transfer carries no group; its record no award, rate or currency."""
    completed(world)
    sent = {"amount": 9_700, "currency": "usd", "destination": scene.winner_account(world, "ada")}
    transfer = world.stripe.create_transfer(sent, idempotency_key="first system")
    seed_prize(world, OLD, stripeTransferId=transfer.id)


def everything_queued_is_done(world, ports):
    for document in world.store.query(Query("prizeRecords")):
        pay_prize(PayPrize(document.id, "system:test"), ports=ports)


def prizes(world):
    return [document.id for document in world.store.query(Query("prizeRecords"))]


@pytest.mark.parametrize("adopted", [False, True])
@pytest.mark.parametrize("found", [swept, compared, asked_for])
def test_a_prize_that_the_first_system_paid_is_neither_recorded_nor_paid_again(world, found, adopted):
    paid_by_the_first_system(world)
    if adopted:
        adopt_all(world)
    found(world.ports)
    everything_queued_is_done(world, world.ports)
    assert [transfer.amount for transfer in world.stripe.list_transfers({})] == [9_700]
    assert prizes(world) == [OLD["id"]]
    assert world.store.get("awards/ch") is None


def test_nobody_is_alerted_of_what_the_first_system_awarded_and_the_invariants_hold(world):
    paid_by_the_first_system(world)
    adopt_all(world)
    for _ in range(3):
        assert next(step for step in sweep(ports=world.ports).steps if step.name == "awards").clean
        world.clock.advance(minutes=31)
    assert "awards" not in " ".join(reconcile(ports=world.ports, full=True).problems)
    events_handled(world)
    assert world.alerts.causes() == []
    assert check(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False) == []


def test_another_s_award_that_came_between_is_no_first_system_s(world):
    completed(world)

    class Slow:
        """Reads that there is no award, and then sleeps until another worker has made it."""

        def __getattr__(self, name):
            return getattr(world.store, name)

        def get_all(self, paths, masks=None):
            found = world.store.get_all(paths, masks)
            if "challenges/ch" in paths:
                award_prizes(AwardPrizes("ch", "faster"), ports=world.ports)
            return found

    award = award_prizes(AwardPrizes("ch", "slower"), ports=replace(world.ports, store=Slow()))
    assert (award.status, prizes(world)) == ("recorded", [scene.record_of(world, "ada").id])


def test_who_asks_for_the_winners_is_told_why_there_are_none():
    story = Story()
    seed_prize(story.world, {**OLD, "challengeId": "old"})
    challenge = story.world.store.get(f"challenges/{ENDED}").fields
    scene.challenge(story.world, "old")
    tamper(story.world, "challenges/old", ownerId=challenge["ownerId"])
    answer = story.post("calculate-winners", {"challengeId": "old"}, token=story.token(TRAINER))
    assert (answer.status_code, answer.json["code"]) == (409, "awarded_before")


LIMIT = scene.ENDED
TEXT = (LIMIT - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("end", "awarded"),
    [
        (LIMIT - timedelta(seconds=1), False),
        (LIMIT, True),
        (LIMIT + timedelta(minutes=1), True),
        (TEXT, False),
        (None, False),
    ],
)
@pytest.mark.parametrize("found", [swept, compared])
def test_what_ended_before_the_setting_is_left_to_people(world, found, end, awarded):
    completed(world, end)
    scene.winner_account(world, "ada")
    ports = replace(world.ports, settings=TEST_SETTINGS.model_copy(update={"awards_from": LIMIT}))
    found(ports)
    everything_queued_is_done(world, ports)
    assert len(world.stripe.list_transfers({})) == len(prizes(world)) == int(awarded)


def test_without_the_setting_everything_that_was_completed_is_awarded(world):
    completed(world, TEXT)
    compared(world.ports)
    assert len(prizes(world)) == 1


def test_a_completed_challenge_without_an_end_is_told_and_awarded_once_it_has_one(world):
    completed(world, None)
    compared(world.ports)
    assert (prizes(world), world.store.get("awards/ch")) == ([], None)
    assert "award.stopped" in world.alerts.causes()
    with pytest.raises(Refusal, match="challenges/ch: endDate must be a time"):
        award_prizes(AwardPrizes("ch", "admin", by_admin=True), ports=world.ports)
    tamper(world, "challenges/ch", endDate=LIMIT)
    compared(world.ports)
    assert prizes(world) == [scene.record_of(world, "ada").id]


@pytest.mark.parametrize("end", [LIMIT - timedelta(seconds=1), TEXT, int(LIMIT.timestamp()) - 60])
def test_only_an_administrator_awards_what_ended_before_the_setting(world, end):
    """The owner's app may ask for the winners merely to show them; its trigger comes of a late edit."""
    completed(world, end)
    ports = replace(world.ports, settings=TEST_SETTINGS.model_copy(update={"awards_from": LIMIT}))
    compared(ports)
    with pytest.raises(Refusal) as refused:
        award_prizes(AwardPrizes("ch", "trainer"), ports=ports)
    assert (refused.value.code, prizes(world)) == ("settled_before", [])
    assert award_prizes(AwardPrizes("ch", "admin", by_admin=True), ports=ports).status == "recorded"
    assert len(prizes(world)) == 1


def test_the_door_knows_who_is_an_administrator():
    story = Story()
    late = story.world.ports.settings.model_copy(update={"awards_from": datetime(2100, 1, 1, tzinfo=UTC)})
    story.world.ports = replace(story.world.ports, settings=late)
    story.restarted()
    for token, status in ((story.token(TRAINER), 409), (story.admin_token(ADMIN), 200)):
        assert story.post("calculate-winners", {"challengeId": ENDED}, token=token).status_code == status


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("", None),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T10:00:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01T10:00:00+02:00", datetime(2026, 11, 1, 8, tzinfo=UTC)),
    ],
)
def test_the_setting_is_a_date_or_a_time_and_utc_where_it_does_not_say(value, at):
    assert Settings.from_environment({"AWARDS_FROM": value}).awards_from == at


def test_a_setting_that_is_no_date_stops_with_its_name():
    with pytest.raises(Misconfigured, match="AWARDS_FROM"):
        Settings.from_environment({"AWARDS_FROM": "soon"})
