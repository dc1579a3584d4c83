"""The Firebase CLI, which builds and deploys functions, indexes and pages from the packaged folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy import package
from deploy.errors import CannotDeploy
from deploy.wanted import Wanted
from pulse.settings import SECRETS

_KEPT_LINES = 12


@dataclass(frozen=True)
class FirebaseCli:
    wanted: Wanted
    program: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def deploy(self, only: str, *, force: bool = False) -> None:
        """Raises *CannotDeploy* with the last lines of what it wrote.

        `force` answers the question about retried functions. With indexes it would delete those of the app,
        so it
        is refused.
        """
        if force and not only.startswith("functions:"):
            raise CannotDeploy(f"--force would delete what is not ours in {only}; it is for functions alone.")
        folder = package.write(self.wanted)
        command = [str(self.program), "deploy", "--only", only, "--project", self.wanted.project]
        command += ["--non-interactive", *(["--force"] if force else [])]
        log = folder / "firebase.log"
        with log.open("w") as output:
            done = subprocess.run(
                command,
                cwd=folder,
                env={**_without_keys(os.environ), **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            said = "\n".join(log.read_text().strip().splitlines()[-_KEPT_LINES:])
            raise CannotDeploy(f"firebase deploy --only {only} failed; {log} has all of it:\n{said}")


def _without_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """The CLI needs none of the keys that were given to this run."""
    return {name: value for name, value in environment.items() if name not in (*SECRETS, "STRIPE_SETUP_KEY")}
