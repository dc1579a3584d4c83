"""The ways in which Stripe fails, on demand: by method, path, count and probability, repeatable by seed."""

import re

from stripe_emulator.messages import Obj, Request
from stripe_emulator.world.state import State

CONNECTION_KINDS = (
    "reset_before",
    "reset_after",
    "timeout_before",
    "timeout_after",
    "late",
    "conflict",
    "rate_limit",
)
"""Faults that strike before Stripe reads the request, or on the way back."""

EXECUTION_KINDS = ("lock_timeout", "error", "error_after_effect", "refusal_not_kept")
"""Faults that strike a request that passed validation and is not a replay.

`refusal_not_kept` strikes only a request that is refused: its key stays free, as if it had never executed.
"""


class Faults:
    """Rules in the order they were added; the first that matches strikes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(  # noqa: PLR0913 -- one keyword for each property of a rule
        self,
        kind: str,
        *,
        method: str | None = None,
        path: str = "",
        count: int | None = None,
        probability: float = 1.0,
        skip: int = 0,
        delay: float = 0.0,
        status: int = 500,
        keeps_key: bool = True,
    ) -> str:
        """Add a rule and return its id.

        `path` is a regular expression that is searched in the path. `count` is how often the rule may
        strike (no limit when None), and `skip` how many matching requests pass first. `delay` is for
        `late`: the seconds until the request executes. `status` is for the errors. With
        `keeps_key=False`, an `error` is not stored under the idempotency key, and a `late` request does
        not keep its key in use while it is under way.
        """
        if kind not in CONNECTION_KINDS + EXECUTION_KINDS:
            raise ValueError(f"unknown fault {kind!r}, one of {CONNECTION_KINDS + EXECUTION_KINDS}")
        re.compile(path)
        rule: Obj = {
            "id": self._state.new_id("fault", 12),
            "kind": kind,
            "method": method,
            "path": path,
            "count": count,
            "probability": probability,
            "skip": skip,
            "delay": delay,
            "status": status,
            "keeps_key": keeps_key,
        }
        self._state.faults.append(rule)
        return str(rule["id"])

    def clear(self) -> None:
        """Remove every rule; the counts of `struck` stay."""
        self._state.faults.clear()

    def rules(self) -> list[Obj]:
        """The rules that may still strike."""
        return list(self._state.faults)

    def struck(self) -> dict[str, int]:
        """How often each kind has struck."""
        return dict(self._state.faults_hit)

    def draw(self, kinds: tuple[str, ...], request: Request) -> Obj | None:
        """Let the first matching rule strike this request and return it, or None."""
        for rule in self._state.faults:
            if rule["kind"] in kinds and self._try(rule, request):
                return self._count(rule)
        return None

    def _try(self, rule: Obj, request: Request) -> bool:
        """Whether a rule strikes; counts down its `skip` and draws its chance."""
        if rule["method"] not in (None, request.method) or not re.search(rule["path"], request.path):
            return False
        if rule["skip"] > 0:
            rule["skip"] -= 1
            return False
        return bool(rule["probability"] >= 1 or self._state.random() < rule["probability"])

    def _count(self, rule: Obj) -> Obj:
        hit = self._state.faults_hit
        hit[rule["kind"]] = hit.get(rule["kind"], 0) + 1
        if rule["count"] is not None:
            rule["count"] -= 1
            if rule["count"] <= 0:
                self._state.faults.remove(rule)
        return rule
