"""The winner's part of the user document follows from the prize records."""

from __future__ import annotations

import pytest

from pulse.ports.store import Create, Delete, Merge, Query, Update
from pulse.prizes import PrizeAct, apply_transfer, project_winner, reissue_prize
from tests.earnings.test_first_system import PRIZE, seed_prize
from tests.full_documents import fill
from tests.prizes import scene


def test_the_winners_document_shows_what_was_won_and_earned(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert winner["totalEarnings"] == 9_700
    assert winner["earningsByCurrency"] == {"usd": 9_700}
    assert [(win["challengeId"], win["prizeAmount"], win["status"]) for win in winner["challengeWins"]] == [
        ("ch", 10_000, "paid")
    ]


def test_dollars_and_euros_are_never_added_up(world):
    scene.ready_winner(world)
    scene.funds(world, 50_000, currency="eur")
    (dollars,) = scene.awarded(world, "user_456")
    (euros,) = scene.awarded(world, "user_456", challenge_id="ch2", pool=5_000, currency="eur")
    for record in (dollars, euros):
        scene.pay(world, record)

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert winner["totalEarnings"] == 9_700  # dollars, as the first clients format it
    assert winner["earningsByCurrency"] == {"usd": 9_700, "eur": 4_850}
    assert {win["challengeId"]: win["currency"] for win in winner["challengeWins"]} == {
        "ch": "usd",
        "ch2": "eur",
    }


GUIDES_WIN = {
    "challengeId": "challenge_789",
    "challengeTitle": "Morning Mobility",
    "placement": 1,
    "prizeAmount": 10_000,
    "status": "paid",
    "awardedAt": "2024-01-15T10:00:00Z",
    "paidAt": "2024-01-15T14:30:00Z",
}


def first_systems_winner(world, **record):
    """The guide's winner, whose record has no place and no title."""
    scene.user(world, "user_456")
    shown = {"challengeWins": [GUIDES_WIN], "totalEarnings": 9_700, "stripeAccountId": "acct_1"}
    world.store.commit([Merge("users/user_456", {"winner": shown})])
    seed_prize(world, {**PRIZE, "userId": "user_456", **record})


def test_nothing_that_the_first_system_showed_is_overwritten_with_less(world):
    first_systems_winner(world, paidAt=None)

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert winner["challengeWins"] == [{**GUIDES_WIN, "currency": "usd"}]
    assert (winner["totalEarnings"], winner["stripeAccountId"]) == (9_700, "acct_1")


def test_a_win_without_a_record_stays_beside_those_with_one(world):
    other = {**GUIDES_WIN, "challengeId": "older", "notes": "kept"}
    first_systems_winner(world)
    world.store.commit([Update("users/user_456", {"winner.challengeWins": [GUIDES_WIN, other]})])

    project_winner("user_456", ports=world.ports)

    wins = world.store.get("users/user_456").fields["winner"]["challengeWins"]
    assert [win["challengeId"] for win in wins] == ["challenge_789", "older"]
    assert wins[1] == other


@pytest.mark.parametrize("shown", [None, "paid", 7, [None, "x", {}], {"placement": 1}])
def test_wins_that_cannot_be_read_are_replaced(world, shown):
    first_systems_winner(world)
    world.store.commit([Update("users/user_456", {"winner.challengeWins": shown})])

    project_winner("user_456", ports=world.ports)

    wins = world.store.get("users/user_456").fields["winner"]["challengeWins"]
    assert wins[0]["challengeId"] == "challenge_789"
    assert wins[0]["placement"] == 0


def paid_notices(world):
    found = world.store.query(Query("users/user_456/notices", where=[("reason", "==", "prize_paid")]))
    return [document.fields for document in found]


def test_the_winner_is_told_once_that_the_prize_was_paid(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    assert paid_notices(world) == []
    for _ in range(2):
        project_winner("user_456", ports=world.ports)

    (told,) = paid_notices(world)
    assert told["prizeRecordId"] == record.id
    assert told["texts"]["en"]["title"] == "Your prize was paid"
    assert told["text"].startswith('Your prize of "Morning Mobility" was paid: 97.00 USD went to your Stripe')
    assert "97,00 USD" in told["texts"]["de"]["text"]


def test_a_prize_that_is_paid_again_is_told_again(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    project_winner("user_456", ports=world.ports)
    scene.take_back(world, record)
    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)
    world.clock.advance(hours=1)
    reissue_prize(PrizeAct(record.id, "second_admin", "bank was wrong"), ports=world.ports)
    scene.pay(world, record)
    project_winner("user_456", ports=world.ports)

    assert len(paid_notices(world)) == 2


def test_an_old_payment_is_shown_without_a_notice(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    world.clock.advance(days=4)

    project_winner("user_456", ports=world.ports)

    assert world.store.get("users/user_456").fields["winner"]["challengeWins"][0]["status"] == "paid"
    assert paid_notices(world) == []


@pytest.mark.parametrize("written", ["{:%Y-%m-%dT%H:%M:%S.%f}Z", "{:%Y-%m-%dT%H:%M:%S.%f}+00:00"])
def test_the_same_moment_in_another_form_is_told_no_second_time(world, written):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    project_winner("user_456", ports=world.ports)
    (win,) = world.store.get("users/user_456").fields["winner"]["challengeWins"]
    paid_at = scene.read(world, record.id).paid_at
    shown = [{**win, "paidAt": written.format(paid_at)}]
    for notice in world.store.query(Query("users/user_456/notices")):
        world.store.commit([Delete(notice.path)])
    world.store.commit([Update("users/user_456", {"winner.challengeWins": shown})])

    project_winner("user_456", ports=world.ports)

    assert paid_notices(world) == []


def damaged(world, **fields):
    """A record of the first system that nobody can read, of the same winner."""
    spoiled = {**PRIZE, "id": "broken_user_456_1", "userId": "user_456", "challengeId": "broken"}
    path = "prizeRecords/broken_user_456_1"
    world.store.commit([Create(path, {**spoiled, "prizeAmount": "much", **fields})])
    return path


def test_a_record_that_cannot_be_read_stops_no_other_and_takes_nothing_from_the_totals(world):
    first_systems_winner(world)
    world.store.commit([Update("users/user_456", {"winner.totalEarnings": 50_000})])
    path = damaged(world)

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert [win["currency"] for win in winner["challengeWins"]] == ["usd"]
    assert winner["totalEarnings"] == 50_000
    assert [(one.cause, one.subject) for one in world.alerts.raised] == [("record.damaged", path)]


def test_what_a_person_left_aside_counts_in_no_total_and_alerts_nobody(world):
    first_systems_winner(world)
    path = damaged(world)
    decision = {"subject": path, "choice": "leave"}
    world.store.commit([Create("migrationDecisions/1", decision)])

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert (len(winner["challengeWins"]), winner["totalEarnings"]) == (1, 9_700)
    assert world.alerts.raised == []


def test_a_full_document_of_the_winner_ends_no_delivery_in_an_error(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    fill(world, "users/user_456")
    before = world.store.get("users/user_456")

    project_winner("user_456", ports=world.ports)

    assert world.store.get("users/user_456") == before
    assert f"{record.id}_paid_0" in [one.id for one in world.store.query(Query("users/user_456/notices"))]
