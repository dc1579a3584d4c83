"""Idempotency keys (docs.stripe.com/api/idempotent_requests, docs.stripe.com/error-low-level).

Each account has its own keys. A key keeps its first result for 24 hours once the endpoint began to
execute, including refusals and 500s. A validation failure, a conflict, a 401 or a 429 is not kept.
"""

import json
from hashlib import blake2b
from typing import NamedTuple

from stripe_emulator.errors import StripeError, invalid, key_in_use
from stripe_emulator.messages import Obj
from stripe_emulator.world import World

KEPT_SECONDS = 86_400
KEY_LENGTH_MAX = 255
EXECUTING = 0
"""The status of a record whose request has not ended."""


_in_order = json.JSONEncoder(sort_keys=True).encode


class Record(NamedTuple):
    """The request that used a key first, and its result."""

    created: float
    fingerprint: str
    path: str
    status: int
    body: str
    request_id: str


def find(world: World, owner: str, key: str, path: str, params: Obj) -> Record | None:
    """The kept result, or None when the request has to execute; raises on misuse and conflict."""
    if len(key) > KEY_LENGTH_MAX:
        raise invalid(f"Idempotency keys can only be up to {KEY_LENGTH_MAX} characters long.")
    raw = world.state.idempotency.get(f"{owner} {key}")
    if raw is None or world.clock.now() - raw[0] >= KEPT_SECONDS:
        return None
    record = Record(*raw)
    if record.path != path:
        raise _misused(key, f"for the same endpoint they were first used for ('{record.path}' vs '{path}')")
    if record.fingerprint != fingerprint(params):
        raise _misused(key, "with the same parameters they were first used with")
    if record.status == EXECUTING:
        raise key_in_use(key)
    return record


def keep(world: World, owner: str, key: str, record: Record) -> None:
    """Remember the result of a request, and forget the keys that are older than a day."""
    records, full_key = world.state.idempotency, f"{owner} {key}"
    records.pop(full_key, None)
    while records:
        oldest = next(iter(records))
        if record.created - records[oldest][0] < KEPT_SECONDS:
            break
        del records[oldest]
    records[full_key] = record


def forget(world: World, owner: str, key: str) -> None:
    """Free a key."""
    world.state.idempotency.pop(f"{owner} {key}", None)


def fingerprint(params: Obj) -> str:
    """A digest of the parameters that does not depend on their order."""
    return blake2b(_in_order(params).encode(), digest_size=12).hexdigest()


def _misused(key: str, how: str) -> StripeError:
    message = (
        f"Keys for idempotent requests can only be used {how}. Try using a key other than '{key}' if "
        "you meant to execute a different request."
    )
    return StripeError(400, "idempotency_error", message, kept=False)
