"""A world whose people can be reached: Ada by a confirmed address and two devices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pulse.notices import Amount, Lasting, Said, notice, send_notice
from pulse.outside.memory_messages import MemoryChannel
from pulse.ports import Medium, Ports, SignIn
from pulse.ports.store import Create, Merge
from tests.world import START, World

ADA, ADDRESS = "ada", "ada@example.com"


@dataclass
class Post:
    """A world with both channels, and what Ada is told."""

    world: World
    mail: MemoryChannel
    push: MemoryChannel
    ports: Ports

    def told(self, notice_id: str = "one", said: Said = Said.PRIZE_PAID, *, to: str = ADA) -> str:
        """Record a notice; its path."""
        made = notice(
            to,
            notice_id,
            said,
            reason="told",
            settings=self.ports.settings,
            at=self.world.clock.now(),
            page="/winner",
            amount=Amount(9_700, "usd"),
            placement=1,
            lasts=Lasting(3_600),
            due=self.world.clock.now(),
        )
        self.world.store.commit([made])
        return made.path

    def sent(self, notice_id: str = "one", *, to: str = ADA) -> None:
        send_notice(to, notice_id, ports=self.ports)

    def chooses(self, **fields: object) -> None:
        self.world.store.commit([Merge(f"users/{ADA}", fields)])

    def stored(self, notice_id: str = "one") -> dict:
        return self.world.store.get(f"users/{ADA}/notices/{notice_id}").fields

    def states(self, notice_id: str = "one") -> dict[str, str]:
        return {key: one["state"] for key, one in self.stored(notice_id).get("deliveries", {}).items()}

    def devices(self) -> list[str]:
        return sorted(document.id for document in self.world.store.peek(f"users/{ADA}/devices"))

    def tasks(self) -> list[dict]:
        return [task.payload for task in self.world.queue.tasks if task.queue == "sendnotice"]


@pytest.fixture
def post() -> Post:
    world, mail, push = World(), MemoryChannel(), MemoryChannel()
    world.sign_ins.known[ADA] = SignIn(START, email=ADDRESS, email_verified=True)
    devices = [
        Create(f"users/{ADA}/devices/{name}", {"token": f"token-{name}", "updatedAt": START + timedelta(day)})
        for day, name in enumerate(("phone", "tablet"))
    ]
    world.store.commit([Create(f"users/{ADA}", {"username": "ada"}), *devices])
    ports = replace(world.ports, channels={Medium.EMAIL: mail, Medium.PUSH: push})
    return Post(world, mail, push, ports)
