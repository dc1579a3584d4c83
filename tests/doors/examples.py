"""The examples of the OpenAPI document: calls that the story plays, with what they were answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pulse.doors.operation import Operation
from pulse.doors.operations import every_operation
from tests.doors.cast import ENDED, FAN, PAID_OUT, QUITTER, REVIEWED, ROUND, TRAINER, WINNER
from tests.doors.expected import Sample
from tests.doors.story import ADMIN, BUYER, Story

REQUEST_ID = "5f0c2b7e9d814a6fb3c1d2e4f5a69788"
"""Each request has another one."""
SECRETS = {"clientSecret": "{}_secret_EXAMPLE", "ephemeralKey": "ek_test_EXAMPLE"}
CALLS: dict[str, Callable[[Story], Sample]] = {
    "complete-payment": lambda story: Sample({"challengeId": ROUND, "paymentId": story.paid}, FAN),
    "create-payment-intent": lambda _: Sample(
        {"challengeId": ROUND, "amount": 10_000, "currency": "usd", "paymentSheet": True}, BUYER
    ),
    "create-winner-connected-account": lambda _: Sample({"challengeId": ENDED, "placement": 1}, WINNER),
    "export-my-data": lambda _: Sample({}, QUITTER),
}
"""Where the tests' own sample shows what old clients send, or answers with pages of data."""


@dataclass(frozen=True)
class Refused:
    """Another call of *operation*, which is answered with *code*."""

    operation: str
    fields: Callable[[Story], dict[str, Any]]
    caller: str | None
    code: str
    status: int


REFUSED = (
    Refused("create-payment-intent", lambda _: {"challengeId": ROUND}, None, "not_signed_in", 401),
    Refused("create-payment-intent", lambda _: {"challengeID": ROUND}, BUYER, "invalid_request", 400),
    Refused("create-payment-intent", lambda _: {"challengeId": "nowhere"}, BUYER, "challenge_not_found", 404),
    Refused("create-payment-intent", lambda _: {"challengeId": ROUND}, FAN, "already_bought", 409),
    Refused("create-payment-intent", lambda _: {"challengeId": ROUND}, TRAINER, "own_round", 409),
    Refused(
        "create-payment-intent", lambda _: {"challengeId": ROUND, "amount": 1}, BUYER, "amount_mismatch", 409
    ),
    Refused("get-dashboard-link", lambda _: {}, BUYER, "no_account", 404),
    Refused("calculate-winners", lambda _: {"challengeId": ENDED}, FAN, "not_allowed", 403),
    Refused(
        "fund-prize-pool", lambda _: {"challengeId": ENDED, "amount": 10_000}, TRAINER, "pool_closed", 409
    ),
    Refused(
        "contest-award",
        lambda _: {"challengeId": PAID_OUT, "placement": 1, "reason": "not their own steps"},
        FAN,
        "review_over",
        409,
    ),
    Refused("refund-payment", lambda _: {"paymentId": "pi_1"}, ADMIN, "payment_not_found", 404),
    Refused("get-pool-statement", lambda _: {"challengeId": REVIEWED}, BUYER, "funding_not_found", 404),
)


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Operation -> its fields as `input`, and by status the answers by name. The same at each call."""
    found = {operation.name: _done(operation) for operation in every_operation()}
    story = Story()
    later = _call(story, "payout-prize-money", {"prizeRecordId": story.stopped_record_id}, ADMIN)
    found["payout-prize-money"]["202"] = {"not paid yet": later}
    for call in REFUSED:
        story = Story()
        answer = _call(story, call.operation, call.fields(story), call.caller)
        if answer.get("code") != call.code:
            raise AssertionError(f"{call.operation} answers {answer} and not {call.code}")
        found[call.operation].setdefault(str(call.status), {})[call.code] = answer
    return found


def _done(operation: Operation) -> dict[str, Any]:
    story = Story()
    sample = (CALLS.get(operation.name) or (lambda one: one.samples()[operation.name]))(story)
    answer = _call(story, operation.name, sample.fields, sample.owner)
    if not answer["success"]:
        raise AssertionError(f"{operation.name} is refused: {answer}")
    return {"input": sample.fields, "200": {"done": answer}}


def _call(story: Story, name: str, fields: dict[str, Any], caller: str | None) -> dict[str, Any]:
    tokens = {None: lambda: None, ADMIN: story.admin_token}
    token = tokens[caller](*([ADMIN] if caller else [])) if caller in tokens else story.token(caller)
    operation = next(one for one in every_operation() if one.name == name)
    if "POST" in operation.methods:
        answer = story.post(name, fields, token=token)
    else:
        answer = story.get(name, query_string=fields, token=token)
    return _shown(answer.json)


def _shown(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what gives a right, and without what each request has anew."""
    shown = {
        name: SECRETS[name].format(answer.get("paymentIntentId", "accs")) if name in SECRETS else value
        for name, value in answer.items()
    }
    return {**shown, "requestId": REQUEST_ID} if "requestId" in shown else shown
