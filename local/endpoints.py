"""The addresses of a running world, as an object and as `.local/endpoints.json` for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.places import PROJECT, REGION, Home
from local.ports import HOST, WorldPorts


@dataclass(frozen=True)
class Endpoints:
    """Base URLs without a slash at the end, the secrets that sign webhooks, and the started processes."""

    hosting: str
    functions: str
    auth: str
    firestore: str
    tasks: str
    stripe: str
    webhook_secrets: Mapping[str, str]
    pids: Mapping[str, int] = field(default_factory=dict)
    project: str = PROJECT
    region: str = REGION
    prefix: str = ""
    """FUNCTION_PREFIX, with which each function's name begins."""

    @property
    def own_functions(self) -> str:
        """Before the name of each function."""
        return f"{self.functions}/{self.project}/{self.region}"

    def function(self, name: str) -> str:
        """The URL of a function itself, without Hosting. Stripe sends there, so bodies arrive unchanged."""
        return f"{self.own_functions}/{prefixed(name, self.prefix)}"

    def operation(self, name: str) -> str:
        """The documented URL of an operation, through Hosting."""
        return f"{self.hosting}/.netlify/functions/{name}"

    def as_json(self) -> dict[str, Any]:
        return {
            "project": self.project,
            "region": self.region,
            "hosting": self.hosting,
            "functions": self.functions,
            "auth": self.auth,
            "firestore": self.firestore,
            "tasks": self.tasks,
            "stripe": self.stripe,
            "webhookSecrets": dict(self.webhook_secrets),
            "pids": dict(self.pids),
        }

    def write(self, home: Home) -> None:
        """Only the owner can read the file: it contains the webhook secrets."""
        home.endpoints.touch(mode=0o600)
        home.endpoints.write_text(json.dumps(self.as_json(), indent=2) + "\n")


def url(port: int) -> str:
    return f"http://{HOST}:{port}"


def prefixed(name: str, prefix: str) -> str:
    return f"{prefix}-{name}" if prefix else name


def of(ports: WorldPorts, *, stripe: str, webhook_secrets: Mapping[str, str], prefix: str = "") -> Endpoints:
    return Endpoints(
        prefix=prefix,
        hosting=url(ports.hosting),
        functions=url(ports.functions),
        auth=url(ports.auth),
        firestore=url(ports.firestore),
        tasks=url(ports.tasks),
        stripe=stripe,
        webhook_secrets=webhook_secrets,
    )
