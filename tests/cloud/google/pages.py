"""Hosting: versions of a site and its releases."""

from __future__ import annotations

import re

from tests.cloud.standin import Answer, Cloud, Request, missing

Match = re.Match[str]
_HOSTING = "firebasehosting.googleapis.com"
_SITE = r"(?P<name>projects/[^/]+/sites/[^/]+)"
_VERSION = r"(?P<name>projects/[^/]+/sites/[^/]+/versions/[^/:]+)"


def _create_version(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = f"{match['name']}/versions/v{cloud.next_number()}"
    cloud.things[f"{_HOSTING}/{name}"] = {**request.body, "name": name, "status": "CREATED"}
    return 200, cloud.things[f"{_HOSTING}/{name}"]


def _populate(cloud: Cloud, request: Request, match: Match) -> Answer:
    wanted = sorted(set(request.body.get("files", {}).values()))
    url = f"http://upload-firebasehosting.googleapis.com/upload/{match['name']}/files"
    return 200, {"uploadRequiredHashes": wanted, "uploadUrl": url}


def _change_version(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_HOSTING}/{match['name']}")
    if found is None:
        return missing(match["name"])
    found.update(request.body)
    return 200, found


def _release_site(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = f"{match['name']}/releases/r{cloud.next_number()}"
    version = {"name": request.query.get("versionName", "")}
    cloud.things[f"{_HOSTING}/{name}"] = {"name": name, "version": version, "type": "DEPLOY"}
    return 200, cloud.things[f"{_HOSTING}/{name}"]


def _site_releases(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"{_HOSTING}/{match['name']}/releases")
    return 200, {"releases": [cloud.things[name] for name in names]}


def _domains(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"domains": []}


ROUTES = [
    ("POST", _HOSTING, f"/v1beta1/{_SITE}/versions", _create_version),
    ("POST", _HOSTING, f"/v1beta1/{_VERSION}:populateFiles", _populate),
    ("PATCH", _HOSTING, f"/v1beta1/{_VERSION}", _change_version),
    ("POST", _HOSTING, f"/v1beta1/{_SITE}/channels/live/releases", _release_site),
    ("GET", _HOSTING, f"/v1beta1/{_SITE}/releases", _site_releases),
    ("GET", _HOSTING, f"/v1beta1/{_SITE}/domains", _domains),
]  # fmt: skip
