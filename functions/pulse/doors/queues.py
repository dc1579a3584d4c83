"""Workers of Cloud Tasks. Returning means done or recorded as waiting; raising means deliver again.

Bodies are `{"data": {...}}`; queues are named as their functions, without `_` (Cloud Tasks takes none).
Only the tasks' service account may call them: Cloud Run checks its OIDC token before the call reaches us.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from firebase_functions import tasks_fn
from firebase_functions.https_fn import CallableRequest, FunctionsErrorCode, HttpsError
from firebase_functions.options import RateLimits, RetryConfig

from pulse import inbox, log, notices, prizes
from pulse.doors.clients import Connect, connect
from pulse.doors.deployment import SLACK, SMTP, STRIPE, WORKERS, options
from pulse.doors.wire.tracing import trace_of
from pulse.errors import InvalidRequest, NotFound, OutcomeUnknown, PulseError
from pulse.ports import Ports
from pulse.settings import Settings

_FIELDS = Settings.model_fields
_DISPATCHES = int(_FIELDS["payout_dispatches_per_second"].default)
_RETRIES = RetryConfig(
    max_attempts=_FIELDS["payout_attempts_max"].default,
    min_backoff_seconds=2,
    max_backoff_seconds=_FIELDS["retry_seconds_max"].default,
    max_doublings=11,
)
"""2^attempt seconds, up to the longest wait."""
_LIMITS = RateLimits(max_dispatches_per_second=_DISPATCHES, max_concurrent_dispatches=2 * _DISPATCHES)

_Task: TypeAlias = CallableRequest[Any]
_Fields: TypeAlias = Mapping[str, Any]


@tasks_fn.on_task_dispatched(
    retry_config=_RETRIES, rate_limits=_LIMITS, **options(STRIPE, SLACK, account=WORKERS, instances=10)
)
def payprize(task: _Task) -> None:
    serve("payprize", task, connect)


@tasks_fn.on_task_dispatched(
    retry_config=_RETRIES, rate_limits=_LIMITS, **options(STRIPE, SLACK, account=WORKERS, instances=10)
)
def handleevent(task: _Task) -> None:
    serve("handleevent", task, connect)


@tasks_fn.on_task_dispatched(
    retry_config=_RETRIES, rate_limits=_LIMITS, **options(account=WORKERS, instances=5)
)
def fanoutprizes(task: _Task) -> None:
    serve("fanoutprizes", task, connect)


@tasks_fn.on_task_dispatched(
    retry_config=_RETRIES, rate_limits=_LIMITS, **options(SLACK, SMTP, account=WORKERS, instances=5)
)
def sendnotice(task: _Task) -> None:
    serve("sendnotice", task, connect)


def _pay(fields: _Fields, ports: Ports) -> None:
    command = prizes.PayPrize(_text(fields, "prizeRecordId"), "system:payprize", if_due=True)
    outcome = prizes.pay_prize(command, ports=ports)
    if outcome.repeat:
        raise OutcomeUnknown("not settled yet: deliver again")


def _handle(fields: _Fields, ports: Ports) -> None:
    inbox.handle_event(_text(fields, "eventId"), ports=ports)


def _fan_out(fields: _Fields, ports: Ports) -> None:
    after = _text(fields, "after") if fields.get("after") is not None else None
    occasion = _text(fields, "occasion") if fields.get("occasion") else ""
    prizes.fan_out_prizes(_text(fields, "challengeId"), after, occasion, ports=ports)


def _send_notice(fields: _Fields, ports: Ports) -> None:
    """An erased person's task has their address, since nothing else has it any more."""
    user_id = _text(fields, "userId")
    if "address" not in fields:
        notices.send_notice(user_id, _text(fields, "noticeId"), ports=ports)
        return
    address, language = _text(fields, "address"), _text(fields, "language")
    notices.send_farewell(user_id, address, language, _number(fields, "tries"), ports=ports)


QUEUES: Mapping[str, Callable[[_Fields, Ports], None]] = {
    "payprize": _pay,
    "handleevent": _handle,
    "fanoutprizes": _fan_out,
    "sendnotice": _send_notice,
}


def serve(queue: str, task: _Task, connect: Connect) -> None:
    """Raises *HttpsError* to be delivered again."""
    attempt = task.raw_request.headers.get("X-CloudTasks-TaskRetryCount")
    fields = task.data if isinstance(task.data, dict) else {}
    with log.context(request_id=uuid.uuid4().hex, operation=queue, attempt=attempt), _delivery():
        ports = connect().ports
        log.note(**trace_of(task.raw_request, ports.settings))
        QUEUES[queue](fields, ports)
        log.write("task.done")


@contextmanager
def _delivery() -> Iterator[None]:
    """What can never succeed is logged and ends here; everything else is delivered again."""
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


def _text(fields: _Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise InvalidRequest(f"the task has no {name}")
    return value


def _number(fields: _Fields, name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidRequest(f"the task has no {name}")
    return value
