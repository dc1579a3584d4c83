"""Rulesets, and which is released."""

from __future__ import annotations

import re

from tests.cloud.standin import Answer, Cloud, Request, exists, missing

Match = re.Match[str]
_RULES = "firebaserules.googleapis.com"
_P = r"projects/(?P<project>[^/:]+)"


def _test_rules(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"issues": []}


def _releases(cloud: Cloud, request: Request, match: Match) -> Answer:
    start = f"{_RULES}/projects/{match['project']}/releases/"
    return 200, {
        "releases": [thing for name, thing in sorted(cloud.things.items()) if name.startswith(start)]
    }


def _create_release(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = request.body["name"]
    if f"{_RULES}/{name}" in cloud.things:
        return exists(name)
    cloud.things[f"{_RULES}/{name}"] = dict(request.body)
    return 200, request.body


def _change_release(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = match["name"]
    if f"{_RULES}/{name}" not in cloud.things:
        return missing(name)
    cloud.things[f"{_RULES}/{name}"] = dict(request.body.get("release", request.body))
    return 200, cloud.things[f"{_RULES}/{name}"]


def _release(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_RULES}/{match['name']}")
    return (200, found) if found else missing(match["name"])


ROUTES = [
    ("POST", _RULES, f"/v1/{_P}:test", _test_rules),
    ("GET", _RULES, f"/v1/{_P}/releases", _releases),
    ("POST", _RULES, f"/v1/{_P}/releases", _create_release),
    ("GET", _RULES, r"/v1/(?P<name>projects/[^/]+/releases/.+)", _release),
    ("PATCH", _RULES, r"/v1/(?P<name>projects/[^/]+/releases/.+)", _change_release),
]  # fmt: skip
