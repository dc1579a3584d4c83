"""Idempotency keys (docs.stripe.com/api/idempotent_requests, docs.stripe.com/error-low-level).

The first result of a key is kept for 24 hours once the endpoint began executing, whatever it was,
500s included. A validation failure, a conflict, a 401 or a 429 is not kept.
"""

import json
from hashlib import blake2b
from typing import NamedTuple

from stripe_emulator.errors import StripeError, invalid, key_in_use
from stripe_emulator.forms import Nested
from stripe_emulator.state import State

KEPT_SECONDS = 86_400
KEY_LENGTH_MAX = 255
EXECUTING = 0


class Record(NamedTuple):
    """What a key stands for; status `EXECUTING` while its first request has not ended."""

    created: float
    fingerprint: str
    path: str
    status: int
    body: str
    request_id: str


class Keys:
    """The keys of every account; each account has its own."""

    def __init__(self, state: State) -> None:
        self._records = state.idempotency

    def replay(self, owner: str, key: str, path: str, params: Nested, now: float) -> Record | None:
        """The stored result, or None when the request has to execute; raises on misuse and conflict."""
        if len(key) > KEY_LENGTH_MAX:
            raise invalid(f"Idempotency keys can only be up to {KEY_LENGTH_MAX} characters long.")
        raw = self._records.get(f"{owner} {key}")
        if raw is None or now - raw[0] >= KEPT_SECONDS:
            return None
        record = Record(*raw)
        if record.path != path:
            raise _misused(
                key, f"for the same endpoint they were first used for ('{record.path}' vs '{path}')"
            )
        if record.fingerprint != fingerprint(params):
            raise _misused(key, "with the same parameters they were first used with")
        if record.status == EXECUTING:
            raise key_in_use(key)
        return record

    def keep(self, owner: str, key: str, record: Record) -> None:
        """Remember the result of a request that executed, and forget what is past its day."""
        full_key = f"{owner} {key}"
        self._records.pop(full_key, None)
        while self._records:
            oldest = next(iter(self._records))
            if record.created - self._records[oldest][0] < KEPT_SECONDS:
                break
            del self._records[oldest]
        self._records[full_key] = record

    def forget(self, owner: str, key: str) -> None:
        """Free a key whose request is about to execute or left nothing to keep."""
        self._records.pop(f"{owner} {key}", None)


def fingerprint(params: Nested) -> str:
    """A digest of the parameters that does not depend on their order."""
    return blake2b(json.dumps(params, sort_keys=True).encode(), digest_size=12).hexdigest()


def _misused(key: str, how: str) -> StripeError:
    message = (
        f"Keys for idempotent requests can only be used {how}. Try using a key other than '{key}' if "
        "you meant to execute a different request."
    )
    return StripeError(400, "idempotency_error", message, kept=False)
