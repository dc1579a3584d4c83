"""What a prize pool and a contest refuse, at both doors: one sentence, nothing written, nothing charged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from pulse.ports.store import Merge
from pulse.settings import Settings
from tests.doors.cast import CONTESTED, FAN, OTHER, PAID_IN, POOL, REVIEWED, TRAINER
from tests.doors.story import Story
from tests.world import TEST_SETTINGS

LIMITED = TEST_SETTINGS.model_copy(
    update={"pool_first_funding_cents_max": (("usd", 50_000),), "pool_cents_max": (("usd", 500_000),)}
)
LENGTH_MAX = 220
"""The sentence on shares names all that is allowed."""
GROUNDS = "the steps of the first place are of two people"


def nothing_first(_story: Story) -> None:
    """The story is as it is."""


def with_status(status: str) -> Callable[[Story], None]:
    def write(story: Story) -> None:
        story.world.store.commit([Merge(f"challenges/{POOL}", {"status": status})])

    return write


def past_its_end(story: Story) -> None:
    story.world.clock.advance(days=31)


def at_the_end_of_the_review(story: Story) -> None:
    until = story.world.store.get(f"prizePools/{REVIEWED}").fields["reviewUntil"]
    story.world.clock.advance(seconds=(until - story.world.clock.now()).total_seconds())
    assert story.world.clock.now() == until


def two_months_too_early(story: Story) -> None:
    later = story.world.clock.now() + timedelta(days=150)
    story.world.store.commit([Merge(f"challenges/{POOL}", {"endDate": later})])


def recorded_as_paid(story: Story) -> None:
    fields = {"challengeId": PAID_IN, "paymentId": story.funding(PAID_IN)}
    answer = story.post("complete-pool-funding", fields, token=story.token(TRAINER))
    assert answer.json["pool"]["funded"] == 10_000


def already_withdrawn(story: Story) -> None:
    fields = {"contestId": f"{CONTESTED}_{FAN}_1"}
    assert story.post("withdraw-contest", fields, token=story.token(FAN)).status_code == 200


@dataclass(frozen=True)
class Bad:
    """*who* asks for *operation* with *fields*, after *first*."""

    operation: str
    who: str
    fields: dict[str, Any]
    status: int
    code: str
    named: str = ""
    """A word of the sentence: the field, the limit or the reason."""
    first: Callable[[Story], None] = nothing_first
    settings: Settings = field(default=TEST_SETTINGS, repr=False)


def fund(status: int, code: str, named: str, **others: Any) -> Bad:
    options = {name: others.pop(name) for name in ("who", "first", "settings") if name in others}
    fields = {"challengeId": POOL, "amount": 10_000, **others}
    return Bad("fund-prize-pool", options.pop("who", TRAINER), fields, status, code, named, **options)


def contest(status: int, code: str, named: str, **others: Any) -> Bad:
    options = {name: others.pop(name) for name in ("who", "first") if name in others}
    fields = {"challengeId": REVIEWED, "placement": 1, "reason": GROUNDS, **others}
    return Bad("contest-award", options.pop("who", FAN), fields, status, code, named, **options)


def split(*shares: Any, **others: Any) -> dict[str, Any]:
    return {"distributionType": "custom", "customDistribution": list(shares), **others}


BAD = {
    "an amount below the minimum": fund(400, "invalid_request", "amount", amount=49),
    "an amount above the limit of one payment": fund(
        409, "limit_reached", "at most", amount=50_001, settings=LIMITED
    ),
    "a prize below the least": fund(
        409, "limit_reached", "the least", amount=494, distributionType="top_three_weighted"
    ),
    "an end that is too far away": fund(409, "limit_reached", "90 days", first=two_months_too_early),
    "an amount off the currency's step": fund(
        400, "invalid_request", "whole units", amount=100_050, currency="isk"
    ),
    "a currency that is not settled": fund(409, "currency_not_settled", "USD or EUR", currency="chf"),
    "another currency than the pool's": fund(
        409, "pool_currency", "USD", challengeId=PAID_IN, currency="eur"
    ),
    "a challenge that is completed": fund(409, "pool_closed", "over", first=with_status("completed")),
    "a challenge past its end": fund(409, "pool_closed", "ended", first=past_its_end),
    "a challenge that is cancelled": fund(409, "pool_closed", "cancelled", first=with_status("cancelled")),
    "a challenge that is awarded": fund(409, "pool_closed", "awarded", challengeId=REVIEWED),
    "a challenge that does not exist": fund(404, "challenge_not_found", "challenge", challengeId="nothing"),
    "a stranger who pays in": fund(403, "not_allowed", "owner", who=OTHER),
    "a second split": fund(
        409, "split_frozen", "split", challengeId=PAID_IN, first=recorded_as_paid, **split(50, 50)
    ),
    "places with a gap": fund(
        400,
        "invalid_request",
        "customDistribution",
        distributionType="custom",
        customDistribution={"1": 60, "3": 40},
    ),
    "shares above 100 %": fund(400, "invalid_request", "customDistribution", **split(60, 60)),
    "another number of places": fund(400, "invalid_request", "winnerCount", **split(50, 50, winnerCount=3)),
    "a contest by a person who is not ranked": contest(403, "not_ranked", "ranked", who=OTHER),
    "a second contest": contest(409, "contested_before", "once", challengeId=CONTESTED),
    "a second contest of another place": contest(
        409, "contested_before", "once", challengeId=CONTESTED, first=already_withdrawn
    ),
    "a contest at the end of the review": contest(409, "review_over", "over", first=at_the_end_of_the_review),
    "a contest of a place without a prize": contest(404, "placement_not_found", "place", placement=2),
    "a contest of no result": contest(404, "award_not_found", "result", challengeId=POOL),
    "a contest that is another's": Bad(
        "withdraw-contest", OTHER, {"contestId": f"{CONTESTED}_{FAN}_1"}, 403, "not_allowed", "only who"
    ),
    "a contest that is withdrawn": Bad(
        "withdraw-contest",
        FAN,
        {"contestId": f"{CONTESTED}_{FAN}_1"},
        409,
        "contest_decided",
        "",
        already_withdrawn,
    ),
    "a payment of another pool": Bad(
        "complete-pool-funding", TRAINER, {"challengeId": POOL, "paymentId": "pi_none"}, 404, "not_found", ""
    ),
}


def at_stripe(story: Story) -> list[list[dict[str, Any]]]:
    """Everything that could have cost or moved money."""
    v1 = story.world.sdk.v1
    lists = (v1.payment_intents, v1.charges, v1.refunds, v1.transfers, v1.balance_transactions)
    return [[one.to_dict() for one in listed.list({"limit": 100}).data] for listed in lists]


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("door", ["HTTP", "callable"])
def test_it_is_refused_in_one_sentence_and_nothing_is_written_or_charged(bad, door):
    story = Story(settings=bad.settings)
    bad.first(story)
    token = story.token(bad.who)
    documents, money = story.documents(), at_stripe(story)

    if door == "HTTP":
        answer = story.post(bad.operation, bad.fields, token=token)
        sentence, code = answer.json.get("error"), answer.json.get("code")
    else:
        answer = story.callable(bad.operation, bad.fields, token=token)
        error = answer.json["error"]
        sentence, code = error["message"], error["details"]["code"]

    assert code == bad.code, answer.json
    assert answer.status_code == bad.status or door == "callable"
    assert 400 <= answer.status_code < 500
    assert bad.named in sentence
    assert "\n" not in sentence
    assert ". " not in sentence
    assert len(sentence) < LENGTH_MAX
    assert story.documents() == documents
    assert at_stripe(story) == money
