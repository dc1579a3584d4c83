"""The tools of the story: they wait for what must happen, name what does not, and read the form of a page."""

import pytest
import typer

from local.cli import reported_failures
from local.errors import CannotStart
from local.screen import Screen, silent
from local.story import expect
from local.story.amounts import dollars
from local.story.expect import Unexpected, eventually, expect_fields
from local.story.onboarding_form import Form
from local.story.player import StepFailed, play_steps
from local.story.steps import Step


def test_it_waits_until_something_holds(monkeypatch):
    monkeypatch.setattr(expect, "PATIENCE_SECONDS", 5)
    seen = iter([None, None, "paid"])
    assert eventually("paying", lambda: next(seen), lambda status: status == "paid") == "paid"


def test_what_never_happens_is_named_with_what_was_seen_last(monkeypatch):
    monkeypatch.setattr(expect, "PATIENCE_SECONDS", 0)
    with pytest.raises(Unexpected, match=r"paying did not happen .* last seen: 'pending'"):
        eventually("paying", lambda: "pending", lambda status: status == "paid")


def test_a_field_that_is_different_is_named_with_both_values():
    with pytest.raises(Unexpected, match=r"payment\.amount is 1, not 2"):
        expect_fields("payment", {"amount": 1}, amount=2)


def test_the_first_form_of_a_page_is_read():
    form = Form()
    form.feed(
        '<input name="before"><form action="/go" method="POST"><input name="ssn">'
        '<input name="empty"><button>Go</button></form><form action="/other"><input name="after"></form>'
    )
    assert (form.action, form.method) == ("/go", "POST")
    assert form.fields == ["ssn", "empty"]


@pytest.mark.parametrize(
    ("cents", "shown"), [(0, "$0.00"), (5, "$0.05"), (9_700, "$97.00"), (1_234_567, "$12,345.67")]
)
def test_money_is_shown_in_dollars_and_cents(cents, shown):
    assert dollars(cents) == shown


def test_a_step_that_does_not_hold_ends_the_story_with_its_title_and_reason(capsys):
    def pay(_stage):
        raise Unexpected("payment.amount is 1, not 2")

    steps = [Step("1 People", lambda _stage: "they are here"), Step("2 Paying", pay), Step("3 Later", pay)]
    with pytest.raises(StepFailed, match=r"Step 2 Paying: payment\.amount is 1, not 2"):
        play_steps(steps, stage=None, screen=Screen())
    shown = capsys.readouterr().out
    assert "✓ 1 People  they are here" in shown
    assert "✗ 2 Paying" in shown
    assert "3 Later" not in shown


def test_a_field_that_is_missing_is_a_reason_too():
    with pytest.raises(StepFailed, match="Step 1 Reading: no field 'amount'"):
        play_steps([Step("1 Reading", lambda _stage: {}["amount"])], stage=None, screen=silent())


@pytest.mark.parametrize(
    ("failure", "code", "sentence"),
    [
        (StepFailed("Step 2: [no]"), 1, "The story does not hold. Step 2: [no]"),
        (CannotStart("port 1 is taken"), 1, "Cannot continue: port 1 is taken"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_code(failure, code, sentence, capsys):
    with pytest.raises(typer.Exit) as left, reported_failures(Screen(), interrupted=130):
        raise failure
    assert left.value.exit_code == code
    assert sentence in capsys.readouterr().err
