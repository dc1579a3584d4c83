"""Service accounts, metrics of the log, sign-in and App Check."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tests.cloud.standin import Answer, Cloud, Request, error, exists, missing

Match = re.Match[str]
_IAM = "iam.googleapis.com"
_LOGGING = "logging.googleapis.com"
_IDENTITY = "identitytoolkit.googleapis.com"
_APP_CHECK = "firebaseappcheck.googleapis.com"
_SIGN_IN = {"mfa": {"state": "DISABLED"}, "signIn": {"email": {"enabled": False}}}
_P = r"projects/(?P<project>[^/:]+)"


def _service_account(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_IAM}/{match['name']}")
    return (200, found) if found else missing(match["name"])


def _create_account(cloud: Cloud, request: Request, match: Match) -> Answer:
    project = match["name"].split("/")[1]
    email = f"{request.body['accountId']}@{project}.iam.gserviceaccount.com"
    name = f"{match['name']}/{email}"
    if f"{_IAM}/{name}" in cloud.things:
        return exists(name)
    cloud.things[f"{_IAM}/{name}"] = {**request.body.get("serviceAccount", {}), "name": name, "email": email}
    return 200, cloud.things[f"{_IAM}/{name}"]


def _metric_key(name: str) -> str:
    return f"{_LOGGING}/metric:{unquote(name)}"


def _metric(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(_metric_key(match["metric"]))
    return (200, found) if found else missing(match["metric"])


def _metrics(cloud: Cloud, request: Request, match: Match) -> Answer:
    start = f"{_LOGGING}/metric:"
    return 200, {"metrics": [thing for name, thing in sorted(cloud.things.items()) if name.startswith(start)]}


def _create_metric(cloud: Cloud, request: Request, match: Match) -> Answer:
    key = _metric_key(request.body["name"])
    if key in cloud.things:
        return exists(request.body["name"])
    cloud.things[key] = dict(request.body)
    return 200, request.body


def _put_metric(cloud: Cloud, request: Request, match: Match) -> Answer:
    cloud.things[_metric_key(match["metric"])] = dict(request.body)
    return 200, request.body


def _set_up_sign_in(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = f"projects/{match['project']}/config"
    cloud.things.setdefault(f"{_IDENTITY}/{name}", {"name": name, **_SIGN_IN})
    return 200, {}


def _sign_in(cloud: Cloud, request: Request, match: Match) -> Answer:
    """Nothing is there before sign-in was set up."""
    found = cloud.things.get(f"{_IDENTITY}/{match['name']}")
    if found is None:
        return 404, error(404, "CONFIGURATION_NOT_FOUND", "NOT_FOUND")
    if request.mutates:
        found.update(request.body)
    return 200, found


def _web_apps(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"firebase.googleapis.com/projects/{match['project']}/{match['kind']}")
    return 200, {"apps": [cloud.things[name] for name in names]}


def _app_check(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_APP_CHECK}/{match['name']}")
    return (200, found) if found else missing(match["name"])


def _people(cloud: Cloud, request: Request, match: Match) -> Answer:
    people = [thing for name, thing in sorted(cloud.things.items()) if name.startswith(f"{_IDENTITY}/users/")]
    return 200, {"users": people}


ROUTES = [
    ("GET", "firebase.googleapis.com", f"/v1beta1/{_P}/(?P<kind>webApps|iosApps|androidApps)", _web_apps),
    ("GET", _IAM, r"/v1/(?P<name>projects/[^/]+/serviceAccounts/[^/:]+)", _service_account),
    ("POST", _IAM, r"/v1/(?P<name>projects/[^/]+/serviceAccounts)", _create_account),
    ("GET", _LOGGING, f"/v2/{_P}/metrics", _metrics),
    ("POST", _LOGGING, f"/v2/{_P}/metrics", _create_metric),
    ("GET", _LOGGING, f"/v2/{_P}/metrics/(?P<metric>[^/]+)", _metric),
    ("PUT", _LOGGING, f"/v2/{_P}/metrics/(?P<metric>[^/]+)", _put_metric),
    ("GET", _IDENTITY, r"/admin/v2/(?P<name>projects/[^/]+/config)", _sign_in),
    ("PATCH", _IDENTITY, r"/admin/v2/(?P<name>projects/[^/]+/config)", _sign_in),
    ("POST", _IDENTITY, f"/v2/{_P}/identityPlatform:initializeAuth", _set_up_sign_in),
    ("GET", _IDENTITY, f"/v1/{_P}/accounts:batchGet", _people),
    ("GET", _APP_CHECK, r"/v1/(?P<name>projects/[^/]+/apps/[^/]+/\w+Config)", _app_check),
]  # fmt: skip
