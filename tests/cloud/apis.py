"""Which request is answered how: the resources of `resources.py`, and what is particular to an API."""

from __future__ import annotations

import re
from functools import cache

from tests.cloud.google import accounts, firestore, functions, pages, projects, rules, secrets
from tests.cloud.resources import Collection, policies
from tests.cloud.standin import Body, Cloud, Handler, Request

_P = r"projects/[^/:]+"
_L = rf"{_P}/locations/[^/:]+"
_DB = rf"{_P}/databases/[^/:]+"
FIRESTORE, RUN = "firestore.googleapis.com", "run.googleapis.com"
HOSTING = "firebasehosting.googleapis.com"


def _database(cloud: Cloud, name: str, body: Body) -> Body:
    off = {
        "deleteProtectionState": "DELETE_PROTECTION_DISABLED",
        "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_DISABLED",
    }
    return {**off, **body, "uid": "b0"}


COLLECTIONS = (
    Collection(FIRESTORE, "v1", _P, "databases", "databaseId", operation=True, defaults=_database),
    Collection(FIRESTORE, "v1", _DB, "backupSchedules", id_prefix="backup-"),
    Collection("secretmanager.googleapis.com", "v1", _P, "secrets", "secretId"),
    Collection("cloudtasks.googleapis.com", "v2", _L, "queues", id_field="name", defaults=functions.queue),
    Collection("cloudscheduler.googleapis.com", "v1", _L, "jobs", id_field="name", defaults=functions.job),
    Collection("artifactregistry.googleapis.com", "v1", _L, "repositories", "repositoryId"),
    Collection("firebaserules.googleapis.com", "v1", _P, "rulesets", id_prefix="ruleset-"),
    Collection(HOSTING, "v1beta1", _P, "sites", "siteId"),
    Collection(
        "logging.googleapis.com",
        "v2",
        _P,
        "sinks",
        id_field="name",
        defaults=functions.sink,
        short_names=True,
    ),
    Collection("logging.googleapis.com", "v2", _L, "buckets", "bucketId"),
    Collection("monitoring.googleapis.com", "v3", _P, "notificationChannels", id_prefix="channel-"),
    Collection("monitoring.googleapis.com", "v3", _P, "alertPolicies", id_prefix="policy-"),
)

POLICIES = (
    *policies("cloudresourcemanager.googleapis.com", _P),
    *policies("secretmanager.googleapis.com", rf"{_P}/secrets/[^/:]+"),
    *policies("iam.googleapis.com", rf"{_P}/serviceAccounts/[^/:]+"),
    *policies("cloudtasks.googleapis.com", rf"{_L}/queues/[^/:]+"),
    *policies("artifactregistry.googleapis.com", rf"{_L}/repositories/[^/:]+"),
)


@cache
def _routes() -> list[tuple[str, str, re.Pattern[str], Handler]]:
    own = (accounts, firestore, functions, pages, projects, rules, secrets)
    rows = [
        *(row for one in own for row in one.ROUTES),
        *POLICIES,
        *(row for one in COLLECTIONS for row in one.routes()),
    ]
    return [(method, host, re.compile(path), handler) for method, host, path, handler in rows]


def find_handler(request: Request) -> tuple[Handler, re.Match[str]] | None:
    for method, host, path, handler in _routes():
        if method == request.method and host == request.host and (match := path.fullmatch(request.path)):
            return handler, match
    return None
