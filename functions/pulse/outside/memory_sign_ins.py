"""People's sign-ins in memory, for tests, the simulation and benchmarks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pulse.errors import OutcomeUnknown
from pulse.ports.sign_ins import SignIn


class MemorySignIns:
    def __init__(self) -> None:
        self.known: dict[str, SignIn] = {}
        self.silent = False

    def find(self, user_ids: Collection[str]) -> Mapping[str, SignIn]:
        if self.silent:
            raise OutcomeUnknown("Firebase Auth gave no clear answer; please try again")
        return {one: self.known[one] for one in user_ids if one in self.known}
