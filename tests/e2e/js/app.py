"""Everybody's app: one Node process with the real Firebase JS SDK, in which people stay signed in."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.endpoints import Endpoints
from local.people import PASSWORD, Person

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Outcome:
    """What the app's code sees: *answer* when *ok*, else the error's *code* and its *details*."""

    ok: bool
    answer: Mapping[str, Any]
    code: str | None = None
    message: str | None = None
    details: Mapping[str, Any] | None = None

    @property
    def refusal(self) -> tuple[str | None, str | None]:
        """The callable error's code without its prefix, and ours."""
        return (self.code or "").removeprefix("functions/"), (self.details or {}).get("code")


class App:
    def __init__(self, node: subprocess.Popen[str]) -> None:
        self._node = node

    def call(self, who: Person | None, name: str, /, **fields: Any) -> Outcome:
        """*who* is signed in at their first call; None is signed out."""
        return self._ask({"who": _credentials(who), "name": name, "data": fields})

    def claims(self, who: Person) -> Mapping[str, Any]:
        """Those of the ID token that the app sends for *who*."""
        return self._ask({"who": _credentials(who)}).answer

    def _ask(self, call: Mapping[str, Any]) -> Outcome:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        print(json.dumps(call), file=self._node.stdin, flush=True)
        said = self._node.stdout.readline()
        assert said, "the app has ended; standard error says why"
        outcome = json.loads(said)
        return Outcome(answer=outcome.pop("data", {}), **outcome)


@contextmanager
def running(where: Endpoints) -> Iterator[App]:
    if not (HERE / "node_modules").exists():
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(install, cwd=HERE, check=True)
    command = ["node", str(HERE / "call.mjs")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as node:
        assert node.stdin is not None
        print(json.dumps(where.as_json()), file=node.stdin, flush=True)
        yield App(node)


def _credentials(who: Person | None) -> dict[str, str] | None:
    return who and {"uid": who.uid, "email": who.email, "password": PASSWORD}
