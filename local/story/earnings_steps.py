"""The steps in which people read what they earned, and why a prize of theirs waits."""

from __future__ import annotations

from local.people import TRAINER, WINNER, Person
from local.story.amounts import RECIPIENT_CENTS
from local.story.caller import succeeded
from local.story.expect import expect, expect_fields
from local.story.stage import Stage


def trainer_reads_earnings(stage: Stage) -> str:
    app = stage.apps[TRAINER.uid]
    earnings = succeeded(app.get("get-earnings", userId=TRAINER.uid))["earnings"]
    expect_fields(
        "earnings", earnings, totalEarned=97.0, totalEarnedCents=RECIPIENT_CENTS, roundsSold=1, stale=False
    )
    link = succeeded(app.post("get-dashboard-link", userId=TRAINER.uid))["url"]
    return f"{TRAINER.uid} has earned $97.00 from 1 round; dashboard link {_without_secret(link)}"


def winner_reads_earnings(stage: Stage) -> str:
    app = stage.apps[WINNER.uid]
    summary = succeeded(app.get("get-winner-earnings", userId=WINNER.uid))["summary"]
    expect_fields("summary", summary, totalEarnings=RECIPIENT_CENTS, totalWins=1, onboardingStatus="complete")
    link = succeeded(app.post("get-winner-dashboard-link", userId=WINNER.uid))["url"]
    return f"{WINNER.uid} has won $97.00 with 1 prize; dashboard link {_without_secret(link)}"


def reads(stage: Stage, winner: Person) -> str:
    """The sentence that a winner reads in their app about their only prize, which waits."""
    shown = succeeded(stage.apps[winner.uid].get("get-winner-earnings", userId=winner.uid))["prizeRecords"]
    expect(len(shown) == 1, f"{winner.uid} sees {len(shown)} prizes, not one")
    return str(shown[0]["nextAction"])


def _without_secret(link: str) -> str:
    """The address without its last part, which lets its bearer in."""
    return link.rsplit("/", 1)[0] + "/…"
