"""The three commands: preflight looks, deploy does what can be done in order, verify says whether all is
right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from deploy.clients import Clients
from deploy.errors import CannotDeploy
from deploy.step import Plan, Step
from deploy.wanted import Wanted

Say = Callable[[str], None]
PASSES_MAX = 3
"""Some changes show only after others, such as a second endpoint that is to be removed."""


@dataclass(frozen=True, slots=True)
class Result:
    step: Step
    plan: Plan
    failed: str = ""
    """Why the step could not be looked at or finished."""


def look(steps: Sequence[Step], clients: Clients, wanted: Wanted) -> list[Result]:
    """What each step finds and would do. It sends reading requests alone."""
    return [_looked(step, clients, wanted) for step in steps]


def _looked(step: Step, clients: Clients, wanted: Wanted) -> Result:
    try:
        return Result(step, step.plan(step.look(clients, wanted), wanted))
    except CannotDeploy as error:
        return Result(step, Plan(), str(error))


def do(steps: Sequence[Step], clients: Clients, wanted: Wanted, say: Say) -> list[Result]:
    """Each step in order, until one has to wait for a person or fails. What was done stays done."""
    results = []
    for step in steps:
        result = _done(step, clients, wanted, say)
        results.append(result)
        if result.failed or result.plan.blocks:
            break
    return results


def _done(step: Step, clients: Clients, wanted: Wanted, say: Say) -> Result:
    """Look, do, look again: a step is done when a look finds nothing more to do."""
    found = _looked(step, clients, wanted)
    for _ in range(PASSES_MAX):
        if found.failed or not found.plan.changes:
            return found
        try:
            _do_each(step, found.plan, clients, say)
        except CannotDeploy as error:
            return Result(step, found.plan, str(error))
        found = _without_refreshes(_looked(step, clients, wanted))
    if found.failed or not found.plan.changes:
        return found
    return Result(step, found.plan, "It was done and is not seen yet. Run the command again.")


def _do_each(step: Step, plan: Plan, clients: Clients, say: Say) -> None:
    for change in plan.changes:
        say(f"{step.name}: {change.sentence}")
        change.do(clients)


def _without_refreshes(result: Result) -> Result:
    return replace(result, plan=replace(result.plan, changes=result.plan.wrong))


def is_right(results: Sequence[Result]) -> bool:
    """Whether nothing is left to do, and nothing keeps the backend from working."""
    return not any(result.failed or result.plan.wrong or result.plan.blocks for result in results)
