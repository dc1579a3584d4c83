"""The ways in which Stripe fails, on demand: by method, path, count and probability, repeatable by seed."""

import re

from stripe_emulator.messages import Obj, Request
from stripe_emulator.world.state import State
from stripe_emulator.world.values import is_count, is_number

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


def _check(rule: Obj) -> None:
    """Refuse a rule that would break later, with a sentence."""
    fits = {
        "method": (rule["method"] is None or isinstance(rule["method"], str), "the name of a method"),
        "path": (_is_pattern(rule["path"]), "a regular expression"),
        "count": (rule["count"] is None or (is_count(rule["count"]) and rule["count"]), "1 or more"),
        "probability": (is_number(rule["probability"], most=1), "a number from 0 to 1"),
        "skip": (is_count(rule["skip"]), "a whole number from 0 up"),
        "delay": (is_number(rule["delay"]), "a number of seconds from 0 up"),
        "status": (is_number(rule["status"], most=599) and rule["status"] >= 400, "an HTTP status from 400"),
        "keeps_key": (isinstance(rule["keeps_key"], bool), "true or false"),
    }
    for name, (fit, what) in fits.items():
        if not fit:
            raise ValueError(f"{name!r} must be {what}, not {rule[name]!r}.")


def _is_pattern(path: object) -> bool:
    try:
        re.compile(path if isinstance(path, str) else "(")
    except re.error:
        return False
    return True


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
        rule: Obj = {
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
        _check(rule)
        rule = {"id": self._state.new_id("fault", 12), **rule}
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
