"""The model's rule for the next step is `next_step`: both are asked about every attempt of the model."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from proof.actions import read_definitions
from proof.runs import EVERY_TIMER
from pulse.attempts import PRIZE, Attempt, AttemptStep, next_step, nothing_in_flight
from tests.simulation.world import SETTINGS

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TICK = timedelta(minutes=10)
TIMERS = {name: EVERY_TIMER[name] for name in ("Quiet", "Reuse")}
OURS = SETTINGS.model_copy(
    update={
        "quiet_seconds": TIMERS["Quiet"] * TICK.total_seconds(),
        "key_reuse_seconds": TIMERS["Reuse"] * TICK.total_seconds(),
    }
)
CLOSED = {"no": None, "refused": "balance_insufficient", "released": "released", "reversed": "reversed"}
STEPS = {
    "again": AttemptStep.SEND_AGAIN,
    "wait": AttemptStep.WAIT,
    "new": AttemptStep.NEW_GENERATION,
}


def in_python(definition: str) -> str:
    """A definition without quantifiers, of which only the right variant of each CASE is taken."""
    right = re.sub(r"CASE.*\[\] OTHER -> ", "", definition, flags=re.DOTALL)
    for theirs, ours in ((r"/\\", "and"), (r"\\/", "or"), (r"~", " not "), (r"(?<![<>=])=(?!=)", "==")):
        right = re.sub(theirs, ours, right)
    return f"({_with_conditions(' '.join(right.split()))})"


def _with_conditions(text: str) -> str:
    found = re.fullmatch(r"IF (.+?) THEN (.+?) ELSE (.+)", text)
    return f"({found[2]}) if ({found[1]}) else ({_with_conditions(found[3])})" if found else text


def model(rec: SimpleNamespace) -> SimpleNamespace:
    """The model's own text, evaluated for *rec*."""
    texts = read_definitions("Payment")
    names = {"rec": rec, "Generations": 99, **TIMERS}
    for name in ("RefusedAtOnce", "WaitsAfter", "IsQuiet", "IsYoung", "NextStep"):
        takes = "lambda ahead: " if name in {"IsQuiet", "IsYoung", "NextStep"} else ""
        names[name] = eval(takes + in_python(texts[name]), names)
    return SimpleNamespace(**names)


AGES = range(max(TIMERS.values()) + 2)
RECORDS = [
    SimpleNamespace(gen=1, closed=closed, many=many, first=first, last=last)
    for closed, many, first, last in itertools.product(CLOSED, (False, True), AGES, AGES)
    if last <= first
]


def attempt_of(rec: SimpleNamespace) -> Attempt:
    return Attempt(
        generation=rec.gen,
        key="prize:one:g1",
        first_sent_at=NOW - rec.first * TICK,
        last_sent_at=NOW - rec.last * TICK,
        destination="acct_1",
        closed=rec.closed != "no",
        closed_reason=CLOSED[rec.closed],
        sends=2 if rec.many else 1,
    )


@pytest.mark.parametrize("closed", CLOSED)
def test_after_a_look_up_the_model_does_what_the_code_does(closed):
    records = [rec for rec in RECORDS if rec.closed == closed]
    steps = {
        (
            model(rec).NextStep(0),
            next_step(attempt_of(rec), PRIZE, now=NOW, settings=OURS, found_nothing_at=NOW).step,
        )
        for rec in records
    }

    assert steps <= set(STEPS.items())
    assert len(steps) > 1


def test_nothing_is_in_flight_in_the_model_when_the_code_says_so():
    for rec in RECORDS:
        own = model(rec)

        assert nothing_in_flight(attempt_of(rec), PRIZE, NOW, OURS) is (own.RefusedAtOnce or own.IsQuiet(0))
