"""What `functions/main.py` declares, as firebase-tools reads it: each function with its kind and its
secrets.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml  # type: ignore[import-untyped]

from deploy.errors import CannotDeploy

_READ = "from firebase_functions.private import serving as s; print(s.functions_as_yaml(s.get_functions()))"


class Trigger(StrEnum):
    HTTP = "http"
    """Called by anybody; the code checks who."""
    QUEUE = "queue"
    SCHEDULE = "schedule"
    EVENT = "event"


_TRIGGERS = {
    "httpsTrigger": Trigger.HTTP,
    "callableTrigger": Trigger.HTTP,
    "taskQueueTrigger": Trigger.QUEUE,
    "scheduleTrigger": Trigger.SCHEDULE,
    "eventTrigger": Trigger.EVENT,
}


@dataclass(frozen=True)
class Function:
    name: str
    trigger: Trigger
    account: str
    """`doors`, `workers` or `schedules`: whose rights it has."""
    secrets: tuple[str, ...]

    @classmethod
    def of(cls, name: str, endpoint: dict[str, Any]) -> Self:
        (trigger,) = (kind for field, kind in _TRIGGERS.items() if field in endpoint)
        account = str(endpoint["serviceAccountEmail"]).partition("@")[0].removeprefix("pulse-")
        secrets = tuple(one["key"] for one in endpoint.get("secretEnvironmentVariables", ()))
        return cls(name, trigger, account, secrets)


def read_text(root: Path) -> str:
    """Raises *CannotDeploy* with Python's last line."""
    return _read_in((root / "functions" / "main.py").resolve().parent)


@cache
def _read_in(folder: Path) -> str:
    """In a process of its own with an empty environment, as the CLI reads it."""
    bare = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _READ], cwd=folder, env=bare, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotDeploy(f"functions/main.py cannot be loaded: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout


@cache
def functions(root: Path) -> tuple[Function, ...]:
    endpoints = yaml.safe_load(read_text(root))["endpoints"]
    return tuple(Function.of(name, endpoint) for name, endpoint in sorted(endpoints.items()))


@cache
def secrets_of(account: str, root: Path) -> tuple[str, ...]:
    """Every secret that is bound to a function with the rights of *account*."""
    bound = {secret for one in functions(root) if one.account == account for secret in one.secrets}
    return tuple(sorted(bound))
