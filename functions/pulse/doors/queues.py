"""Workers of Cloud Tasks. Return: done, or recorded as waiting. Raise: deliver again. There is no third way.

Bodies are `{"data": {...}}`; queues are named as their functions, without `_` (Cloud Tasks takes none).
Only the tasks' service account may call them: Cloud Run checks its OIDC token before we are asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from firebase_functions import tasks_fn
from firebase_functions.https_fn import CallableRequest, FunctionsErrorCode, HttpsError
from firebase_functions.options import RateLimits, RetryConfig

from pulse import log
from pulse.doors.deployment import SLACK, STRIPE, options
from pulse.doors.gate import gate
from pulse.errors import InvalidRequest, NotFound, OutcomeUnknown, PulseError
from pulse.inbox import handle_event
from pulse.ports import Ports
from pulse.prizes import PayPrize, fan_out_prizes, pay_prize
from pulse.settings import Settings

_FIELDS = Settings.model_fields
_DISPATCHES = int(_FIELDS["payout_dispatches_per_second"].default)
_RETRIES = RetryConfig(
    max_attempts=_FIELDS["payout_attempts_max"].default,
    min_backoff_seconds=2,
    max_backoff_seconds=_FIELDS["retry_seconds_max"].default,
    max_doublings=11,
)
"""2^attempt seconds, as the guide has it, up to the longest wait."""
_LIMITS = RateLimits(max_dispatches_per_second=_DISPATCHES, max_concurrent_dispatches=2 * _DISPATCHES)

_Task: TypeAlias = CallableRequest[Any]


@tasks_fn.on_task_dispatched(
    retry_config=_RETRIES, rate_limits=_LIMITS, **options(STRIPE, SLACK, instances=10)
)
def payprize(task: _Task) -> None:
    def work(ports: Ports) -> None:
        outcome = pay_prize(PayPrize(_text(task, "prizeRecordId"), "system:payprize", if_due=True), ports=ports)
        if outcome.repeat:
            raise OutcomeUnknown("not settled yet: deliver again")

    _worked("payprize", task, work)


@tasks_fn.on_task_dispatched(
    retry_config=_RETRIES, rate_limits=_LIMITS, **options(STRIPE, SLACK, instances=10)
)
def handleevent(task: _Task) -> None:
    _worked("handleevent", task, lambda ports: handle_event(_text(task, "eventId"), ports=ports))


@tasks_fn.on_task_dispatched(retry_config=_RETRIES, rate_limits=_LIMITS, **options(instances=5))
def fanoutprizes(task: _Task) -> None:
    def work(ports: Ports) -> None:
        after = task.data.get("after")
        fan_out_prizes(_text(task, "challengeId"), after if isinstance(after, str) else None, ports=ports)

    _worked("fanoutprizes", task, work)


def _worked(queue: str, task: _Task, work: Callable[[Ports], object]) -> None:
    headers = task.raw_request.headers
    attempt = headers.get("X-CloudTasks-TaskRetryCount")
    with log.context(request_id=uuid.uuid4().hex, operation=queue, attempt=attempt), _delivery():
        work(gate().ports)
        log.write("task.done")


@contextmanager
def _delivery() -> Iterator[None]:
    """What can never succeed is logged and done with; everything else is delivered again."""
    try:
        yield
    except (InvalidRequest, NotFound) as error:
        log.write_exception("task.impossible", error)
    except PulseError as error:
        log.write("task.again", severity="WARNING", code=error.code)
        raise HttpsError(FunctionsErrorCode.UNAVAILABLE, error.code) from error
    except Exception as error:
        log.write_exception("task.failed", error)
        raise HttpsError(FunctionsErrorCode.INTERNAL, "internal") from error


def _text(task: _Task, name: str) -> str:
    value = task.data.get(name) if isinstance(task.data, dict) else None
    if not isinstance(value, str):
        raise InvalidRequest(f"the task has no {name}")
    return value
