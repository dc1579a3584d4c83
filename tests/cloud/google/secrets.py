"""Versions of secrets."""

from __future__ import annotations

import re

from tests.cloud.standin import NUMBER, Answer, Body, Cloud, Request, missing

Match = re.Match[str]
_SECRETS = "secretmanager.googleapis.com"
_SECRET = r"(?P<name>projects/[^/]+/secrets/[^/]+)"


def _add_version(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_SECRETS}/{match['name']}" not in cloud.things:
        return missing(match["name"])
    number = len(cloud.named(f"{_SECRETS}/{match['name']}/versions")) + 1
    name = f"{match['name']}/versions/{number}"
    cloud.things[f"{_SECRETS}/{name}"] = {
        "name": name,
        "state": "ENABLED",
        "payload": request.body["payload"],
    }
    return 200, _shown(cloud.things[f"{_SECRETS}/{name}"])


def _shown(version: Body) -> Body:
    return {"name": version["name"].replace("demo-pulse", NUMBER), "state": version["state"]}


def _latest(cloud: Cloud, match: Match) -> Body | None:
    names = cloud.named(f"{_SECRETS}/{match['name']}/versions")
    if match["version"] == "latest":
        newest = max(names, key=lambda name: int(name.rsplit("/", 1)[-1]), default=None)
        return cloud.things[newest] if newest else None
    return cloud.things.get(f"{_SECRETS}/{match['name']}/versions/{match['version']}")


def _version(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = _latest(cloud, match)
    return (200, _shown(found)) if found else missing(f"{match['name']}/versions/{match['version']}")


def _access(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = _latest(cloud, match)
    if found is None:
        return missing(f"{match['name']}/versions/{match['version']}")
    return 200, {"name": found["name"], "payload": found["payload"]}


ROUTES = [
    ("POST", _SECRETS, f"/v1/{_SECRET}:addVersion", _add_version),
    ("GET", _SECRETS, f"/v1/{_SECRET}/versions/(?P<version>[^/:]+)", _version),
    ("GET", _SECRETS, f"/v1/{_SECRET}/versions/(?P<version>[^/:]+):access", _access),
]  # fmt: skip
