"""Ports that kill their process by SIGKILL just before or just after a chosen step.

The use cases under test are the real ones. A step is recognised by the call that it makes to the outside.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import stripe

from pulse.ports import Ports
from pulse.ports.store import Create, Update, Write

BEFORE, AFTER = "before", "after"
POOL_ACTS = {
    "funding.reserved": "funding reserved",
    "funding.linked": "funding linked",
    "pool.allotted": "pass begun",
    "prize.allotted": "prizes allotted",
    "return.reserved": "return reserved",
    "return.resent": "refund counted",
}
"""The steps of a pool by what their commit says in the audit trail."""


@dataclass(frozen=True)
class Death:
    """Die before or after (*side*) the step called *step*."""

    step: str
    side: str

    def due(self, step: str, side: str) -> None:
        if (self.step, self.side) == (step, side):
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, step: str | None, call: Callable[[], Any]) -> Any:
        if step is None:
            return call()
        self.due(step, BEFORE)
        answer = call()
        self.due(step, AFTER)
        return answer


def mortal(ports: Ports, death: Death) -> Ports:
    """*ports* that kill the process at the step of *death*."""
    return replace(
        ports,
        store=_MortalStore(ports.store, death),
        queue=_MortalQueue(ports.queue, death),
        stripe=_MortalStripe(ports.stripe, death),
    )


class _Passing:
    def __init__(self, inner: Any, death: Death) -> None:
        self._inner, self._death = inner, death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _MortalStore(_Passing):
    _claims = 0

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        return self._death.around(self._step(writes), lambda: self._inner.commit(writes))

    def _step(self, writes: Sequence[Write]) -> str | None:
        """The step that a commit belongs to, by what it writes."""
        first = writes[0]
        collection = first.path.partition("/")[0]
        acts = {write.fields.get("act") for write in writes if write.path.startswith("auditLog/")}
        if pools := [step for act, step in POOL_ACTS.items() if act in acts]:
            return pools[0]
        if any(write.path.startswith("journal/") for write in writes):
            return "record committed"
        if collection == "awards" and isinstance(first, Create):
            return "award committed"
        if collection == "stripeEvents":
            return self._event_step(first)
        if collection == "prizeRecords" and isinstance(first, Update) and "lease" in first.fields:
            self._claims += 1
            return "claim committed" if self._claims == 1 else "generation committed"
        return None

    @staticmethod
    def _event_step(write: Write) -> str | None:
        if isinstance(write, Create):
            return "event stored"
        return "event handled" if write.fields.get("status") == "done" else None


class _MortalQueue(_Passing):
    def enqueue(self, queue: str, payload: Mapping[str, Any], **options: Any) -> None:
        step = "task enqueued" if queue in {"payprize", "fanoutprizes"} else None
        self._death.around(step, lambda: self._inner.enqueue(queue, payload, **options))


class _MortalStripe(_Passing):
    def list_transfers(self, *args: Any, **options: Any) -> Any:
        answer = self._inner.list_transfers(*args, **options)
        self._death.due("look-up answered", AFTER)
        return answer

    def create_transfer(self, *args: Any, **options: Any) -> Any:
        answer = self._inner.create_transfer(*args, **options)
        self._death.due("create answered", AFTER)
        return answer

    def create_payment_intent(self, *args: Any, **options: Any) -> Any:
        call = lambda: self._inner.create_payment_intent(*args, **options)
        return self._death.around("intent made", call)

    def create_refund(self, *args: Any, **options: Any) -> Any:
        return self._death.around("refund made", lambda: self._inner.create_refund(*args, **options))

    def construct_event(self, *args: Any, **options: Any) -> Any:
        call = lambda: self._inner.construct_event(*args, **options)
        return self._death.around("webhook verified", call)


class MortalHTTPClient(stripe.RequestsClient):
    """Dies before the first byte of a transfer is sent, after the last, or before the answer is read."""

    def __init__(self, death: Death, **options: Any) -> None:
        super().__init__(**options)
        self._death = death

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        creates = method.lower() == "post"
        if urlsplit(url).path != "/v1/transfers":
            return super().request(method, url, headers, post_data)
        if creates:
            self._death.due("create sent", BEFORE)
            if (self._death.step, self._death.side) == ("create sent", AFTER):
                send_and_die(url, headers, post_data, self._death)
        answer = super().request(method, url, headers, post_data)
        self._death.due("create answered" if creates else "look-up answered", BEFORE)
        return answer


def send_and_die(url: str, headers: Mapping[str, str], post_data: Any, death: Death) -> None:
    """Send the whole request on a socket and die before the answer comes."""
    where = urlsplit(url)
    connection = HTTPConnection(where.hostname or "", where.port)
    connection.request("POST", where.path, body=post_data, headers=dict(headers))
    death.due("create sent", AFTER)
