"""Idempotency keys of `/v2` (docs.stripe.com/api-v2-overview): 30 days, for one endpoint and one account.

A call that succeeded is not repeated: the object is answered as it is now. A call that failed is run again.
Other parameters under the same key are refused, whatever became of the first call.
"""

from typing import NamedTuple

from stripe_emulator.errors import key_in_use
from stripe_emulator.errors_v2 import invalid_fields, keys_differ
from stripe_emulator.messages import Obj, Request
from stripe_emulator.requests.idempotency import KEY_LENGTH_MAX, fingerprint
from stripe_emulator.world import World
from stripe_emulator.world.clock import DAY_SECONDS

KEPT_SECONDS = 30 * DAY_SECONDS
EXECUTING, FAILED, SUCCEEDED = "executing", "failed", "succeeded"


class Record(NamedTuple):
    """The request that used a key first, and what became of it; `body` is its answer if it succeeded."""

    created: float
    fingerprint: str
    outcome: str
    body: str


def find(world: World, owner: str, request: Request, given: Obj) -> Record | None:
    """What is known of a request's key; raises when its parameters differ, or while it executes."""
    key = request.headers["idempotency-key"]
    if len(key) > KEY_LENGTH_MAX:
        raise invalid_fields(f"Idempotency keys can only be up to {KEY_LENGTH_MAX} characters long.")
    raw = world.state.idempotency_v2.get(_full(owner, request))
    if raw is None or world.clock.now() - raw[0] >= KEPT_SECONDS:
        return None
    record = Record(*raw)
    if record.fingerprint != fingerprint(given):
        raise keys_differ()
    if record.outcome == EXECUTING:
        raise key_in_use(key)
    return record


def keep(world: World, owner: str, request: Request, given: Obj, outcome: str, body: str = "") -> None:
    """Remember a request and its outcome, and forget the keys that are older than 30 days."""
    records, key, now = world.state.idempotency_v2, _full(owner, request), world.clock.now()
    before = records.pop(key, None)
    first = before[0] if before and now - before[0] < KEPT_SECONDS else now
    while records:
        oldest = next(iter(records))
        if now - records[oldest][0] < KEPT_SECONDS:
            break
        del records[oldest]
    records[key] = Record(first, fingerprint(given), outcome, body)


def _full(owner: str, request: Request) -> str:
    return f"{owner} {request.method} {request.path} {request.headers['idempotency-key']}"
