"""The winner's part of the user document follows from the prize records."""

from __future__ import annotations

from pulse.prizes import project_winner
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
