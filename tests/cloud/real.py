"""All steps with the real Firebase CLI: the stand-in is one cloud for the steps and for the CLI."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.clients import Clients
from deploy.firebase_cli import FirebaseCli
from deploy.google import Google
from deploy.run import Result
from deploy.stripe_side import StripeSide
from tests.cloud.environment import ROOT, of_the_cli
from tests.cloud.server import serving
from tests.cloud.standin import PROJECT, Cloud
from tests.deploy.scene import QuickCli, Scene

FIREBASE = ROOT / "node_modules" / ".bin" / "firebase"
_PROGRAM = """#!/bin/sh
echo $$ > "{pid}"
exec "{firebase}" "$@"
"""
"""The CLI, in the same process as this script: whoever reads the number can end it."""


@dataclass(frozen=True)
class Chosen:
    """The real CLI for what begins with *real*, and what it would send for everything else.

    *first*, *last*: how many changes the cloud had got before each call of the real one, and after it.
    """

    real_one: FirebaseCli
    quick: QuickCli
    real: tuple[str, ...]
    cloud: Cloud
    calls: list[tuple[str, int, int]]

    def deploy(self, only: str, *, force: bool = False) -> None:
        if not only.startswith(self.real):
            self.quick.deploy(only, force=force)
            return
        before = len(self.cloud.changes)
        try:
            self.real_one.deploy(only, force=force)
        finally:
            self.calls.append((only, before, len(self.cloud.changes)))


@dataclass
class RealScene(Scene):
    """*real*: what the real CLI deploys. The others are sent as quickly as the steps' own tests do."""

    proxy: str = ""
    real: tuple[str, ...] = ("functions:", "firestore:", "hosting")
    calls: list[tuple[str, int, int]] = field(default_factory=list)
    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="cli")))

    def clients(self) -> Clients:
        google = Google(self.wires.google(), PROJECT, settling_seconds=0)
        stripe = StripeSide(self.wires.stripe(), self.given.get("STRIPE_SECRET_KEY", ""), self.setup_key)
        program = self.home / "firebase"
        program.write_text(_PROGRAM.format(pid=self.pid_file, firebase=FIREBASE))
        program.chmod(0o700)
        cli = FirebaseCli(self.wanted, program, of_the_cli(self.proxy, self.home))
        chosen = Chosen(cli, QuickCli(self.wanted, google), self.real, self.cloud, self.calls)
        return Clients(google, stripe, chosen, self.given)  # type: ignore[arg-type]

    @property
    def pid_file(self) -> Path:
        return self.home / "pid"

    def end_the_cli(self) -> None:
        """As if the machine went down: nothing of it runs on."""
        os.kill(int(self.pid_file.read_text()), signal.SIGKILL)

    def deploy_until(self, change: int, *, answered: bool) -> list[Result]:
        """Deploy, and end the CLI at the how-manieth changing request that the cloud gets."""
        self.cloud.stop_at, self.cloud.answered_last = change, answered
        self.cloud.on_stop = self.end_the_cli
        results = self.deploy()
        self.cloud.stop_at = None
        return results


@contextmanager
def real_scene(root: Path, cloud: Cloud, **how: object) -> Iterator[RealScene]:
    with serving(cloud) as proxy:
        yield RealScene(root, cloud, proxy=proxy, **how)  # type: ignore[arg-type]
