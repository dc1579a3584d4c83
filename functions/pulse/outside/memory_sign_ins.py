"""People's sign-ins in memory, for tests, the simulation and benchmarks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from pulse.errors import OutcomeUnknown
from pulse.ports.sign_ins import SignIn, StaffRole


class MemorySignIns:
    def __init__(self) -> None:
        self.known: dict[str, SignIn] = {}
        self.silent = False

        self.ended: set[str] = set()
        """People whose sign-ins were ended."""

    def find(self, user_ids: Collection[str]) -> Mapping[str, SignIn]:
        self._answer()
        return {one: self.known[one] for one in user_ids if one in self.known}

    def find_by_address(self, address: str) -> tuple[str, SignIn] | None:
        self._answer()
        sought = address.lower()
        return next((one for one in self.known.items() if (one[1].email or "").lower() == sought), None)

    def find_staff(self) -> Mapping[str, SignIn]:
        self._answer()
        return {uid: one for uid, one in self.known.items() if one.is_staff}

    def set_role(self, user_id: str, role: StaffRole, *, granted: bool) -> None:
        self._answer()
        found = self.known[user_id]
        roles = found.roles | {role} if granted else found.roles - {role}
        self.known[user_id] = replace(found, roles=frozenset(roles))
        if not granted:
            self.ended.add(user_id)

    def _answer(self) -> None:
        if self.silent:
            raise OutcomeUnknown("Firebase Auth gave no clear answer; please try again")
