"""Plays the story: a line for each step, a table at the end, and a failure with its step and reason."""

from __future__ import annotations

from collections.abc import Iterable

import httpx
import stripe
from google.api_core.exceptions import GoogleAPICallError
from rich.markup import escape

from local.endpoints import Endpoints
from local.screen import Screen
from local.story.expect import Unexpected
from local.story.money_table import table
from local.story.pool_table import pool_table
from local.story.stage import Stage
from local.story.steps import STEPS, Step
from local.stripe_side import StripeSide

EXPECTED_FAILURES = (Unexpected, KeyError, httpx.HTTPError, stripe.StripeError, GoogleAPICallError)
"""KeyError: an answer or a document lacks a field that the story reads."""


class StepFailed(Exception):
    """The message names the step and the reason why it does not hold."""


def play(where: Endpoints, side: StripeSide, screen: Screen) -> None:
    screen.heading("The story")
    closing = Step("9 It all adds up", lambda stage: _show(stage, screen))
    play_steps((*STEPS, closing), Stage.of(where, side), screen)


def play_steps(steps: Iterable[Step], stage: Stage, screen: Screen) -> None:
    """Raises *StepFailed* at the first step that does not hold."""
    for step in steps:
        try:
            with screen.waiting(step.title) as waiting:
                waiting.result = escape(step.play(stage))
        except EXPECTED_FAILURES as error:
            reason = f"no field {error}" if isinstance(error, KeyError) else str(error)
            raise StepFailed(f"Step {step.title}: {reason}") from error


def _show(stage: Stage, screen: Screen) -> str:
    tables = (table(stage), pool_table(stage))
    for shown in tables:
        screen.console.print()
        screen.console.print(shown)
    return "every line is amount = fee + net, the pool adds up, and Stripe moved the same"
