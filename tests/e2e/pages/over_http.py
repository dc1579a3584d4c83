"""Everybody's app as plain HTTP, for what the tests of the pages prepare."""

from __future__ import annotations

import re
from typing import Any

from local.endpoints import Endpoints
from local.people import Person
from local.story.caller import Caller
from tests.e2e.js.app import Outcome


class OverHttp:
    """Calls operations by the names that apps use, `createPaymentIntent`, as the person who is named."""

    def __init__(self, where: Endpoints) -> None:
        self._where = where
        self._callers: dict[str, Caller] = {}

    def call(self, who: Person | None, name: str, /, **fields: Any) -> Outcome:
        operation = re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
        answer = self._caller(who).post(operation, **fields)
        return Outcome(answer.status < 300, answer.body, answer.body.get("code"), answer.body.get("error"))

    def _caller(self, who: Person | None) -> Caller:
        if who is None:
            return Caller(self._where, None)
        if who.uid not in self._callers:
            self._callers[who.uid] = Caller.of(self._where, who)
        return self._callers[who.uid]
