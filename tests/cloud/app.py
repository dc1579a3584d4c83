"""The cloud of an app that is already there, made without this backend: what it has must be there
afterwards."""

from __future__ import annotations

import copy
import json
from typing import Any

from tests.cloud.google.functions import deployed
from tests.cloud.standin import PROJECT, Body, Cloud

REGION = "us-central1"
DATABASE = f"projects/{PROJECT}/databases/(default)"
_PLACE = f"projects/{PROJECT}/locations/{REGION}"
SITES = (PROJECT, f"{PROJECT}-pulse")
"""The app's."""
_FUNCTIONS = f"projects/{PROJECT}/locations/{REGION}/functions"
_TOOL = {"deployment-tool": "cli-firebase"}
APIS = (
    "artifactregistry", "cloudbilling", "cloudbuild", "cloudfunctions", "cloudresourcemanager", "compute",
    "eventarc",
    "firebase", "firebasehosting", "firebaserules", "firestore", "identitytoolkit", "pubsub", "run",
    "runtimeconfig", "serviceusage", "storage",
)  # fmt: skip
PROTECTION = ("deleteProtectionState", "pointInTimeRecoveryEnablement")
RULES = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /workouts/{id} { allow read: if true; }
  }
}
"""


def empty_project() -> Cloud:
    """A project with a billing account, in which nothing was ever made."""
    return Cloud(apis={"serviceusage.googleapis.com", "cloudresourcemanager.googleapis.com"})


def with_an_app() -> Cloud:
    """An app with functions of two codebases and of gcloud, indexes, an override, rules, pages, an image
    policy."""
    cloud = Cloud(apis={f"{name}.googleapis.com" for name in APIS})
    for name, thing in _things().items():
        cloud.things[name] = thing
    for function in ("appFunc", "api", "oldpay", "gcloudfn"):
        service = f"projects/{PROJECT}/locations/{REGION}/services/{function.lower()}"
        cloud.things[f"run.googleapis.com/{service}"] = {"name": service}
        cloud.policies[f"run.googleapis.com/{service}"] = {
            "etag": "ACAB", "bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}],
        }  # fmt: skip
    return cloud


def with_our_names() -> Cloud:
    """The same app, which has given some of its things names that this backend uses."""
    cloud = with_an_app()
    for name, thing in _of_our_names().items():
        cloud.things[name] = thing
    cloud.apis |= {f"{name}.googleapis.com" for name in ("cloudtasks", "cloudscheduler", "secretmanager")}
    cloud.apis |= {"iam.googleapis.com", "monitoring.googleapis.com", "logging.googleapis.com"}
    return cloud


def of_the_app(cloud: Cloud, mine: Cloud | None = None) -> dict[str, str]:
    """What of the app is there, as texts that can be compared."""
    mine = mine or with_an_app()
    found = {name: json.dumps(cloud.things.get(name), sort_keys=True) for name in mine.things}
    protected = f"firestore.googleapis.com/{DATABASE}"
    if thing := cloud.things.get(protected):  # protection is added to it, and nothing else is changed
        found[protected] = json.dumps(
            {field: value for field, value in thing.items() if field not in PROTECTION}
        )
    release = f"firebaserules.googleapis.com/projects/{PROJECT}/releases/cloud.firestore"
    if thing := cloud.things.get(release):
        files = cloud.things[f"firebaserules.googleapis.com/{thing['rulesetName']}"]["source"]["files"]
        found[release] = json.dumps(_without_ours("\n".join(file["content"] for file in files)))
    sign_in = f"identitytoolkit.googleapis.com/projects/{PROJECT}/config"
    if thing := cloud.things.get(sign_in):  # a factor may be added, and what the app has stays
        mfa = {name: value for name, value in thing["mfa"].items() if name != "providerConfigs"}
        found[sign_in] = json.dumps({"signIn": thing["signIn"], "mfa": mfa}, sort_keys=True)
    sites = [f"firebasehosting.googleapis.com/projects/{PROJECT}/sites/{one}/" for one in SITES]
    found["pages"] = json.dumps([name for name in sorted(cloud.things) if name.startswith(tuple(sites))])
    found |= {f"policy of {name}": json.dumps(cloud.policies.get(name)) for name in mine.policies}
    return found


def _without_ours(rules: str) -> list[str]:
    """The lines of released rules that are the app's."""
    lines, ours = [], False
    for line in rules.splitlines():
        ours = ours or "Pulse payments: begin" in line
        if line.strip() and not ours:
            lines.append(line)
        ours = ours and "Pulse payments: end" not in line
    return lines


def _named(host: str, name: str, **fields: Any) -> dict[str, Body]:
    return {f"{host}/{name}": {"name": name, **fields}}


def _pages() -> dict[str, Body]:
    """The project's first site, and one that has the name which ours has where nothing else is said."""
    found: dict[str, Body] = {}
    for site, kind in zip(SITES, ("DEFAULT_SITE", "USER_SITE"), strict=True):
        name = f"projects/{PROJECT}/sites/{site}"
        found |= _named("firebasehosting.googleapis.com", name, type=kind)
        found |= _named("firebasehosting.googleapis.com", f"{name}/releases/r0")
    return found


def _of_our_names() -> dict[str, Body]:
    secret = f"projects/{PROJECT}/secrets/STRIPE_SECRET_KEY"
    workers = f"pulse-workers@{PROJECT}.iam.gserviceaccount.com"
    return {
        **_named("secretmanager.googleapis.com", secret, labels={"of": "app"}),
        **_named(
            "secretmanager.googleapis.com",
            f"{secret}/versions/1",
            state="ENABLED",
            payload={"data": "c2tfdGVzdF9hcHA="},
        ),
        **_named(
            *("iam.googleapis.com", f"projects/{PROJECT}/serviceAccounts/{workers}"),
            displayName="Our workers",
        ),
        **_named("cloudtasks.googleapis.com", f"{_PLACE}/queues/payprize", state="RUNNING"),
        **_named(
            "cloudscheduler.googleapis.com",
            f"{_PLACE}/jobs/firebase-schedule-sweep-{REGION}",
            state="ENABLED",
        ),
        "logging.googleapis.com/metric:pulse/alerts": {"name": "pulse/alerts", "filter": "severity>=ERROR"},
        **_named(
            *("logging.googleapis.com", f"projects/{PROJECT}/locations/global/buckets/audit-heads"),
            retentionDays=30,
        ),
        f"logging.googleapis.com/projects/{PROJECT}/sinks/audit-heads": {
            "name": "audit-heads", "destination": "storage.googleapis.com/app", "filter": "severity>=ERROR",
        },
        **_named(
            *("firestore.googleapis.com", f"{DATABASE}/collectionGroups/notices/fields/sendAt"),
            indexConfig={"indexes": [{"queryScope": "COLLECTION",
                                      "fields": [{"fieldPath": "sendAt", "order": "DESCENDING"}]}]},
        ),
    }  # fmt: skip


def _things() -> dict[str, Body]:
    indexes = f"{DATABASE}/collectionGroups/workouts/indexes/i1"
    override = f"{DATABASE}/collectionGroups/sessions/fields/expires"
    ruleset, release = f"projects/{PROJECT}/rulesets/app", f"projects/{PROJECT}/releases/cloud.firestore"
    images = f"projects/{PROJECT}/locations/{REGION}/repositories/gcf-artifacts"
    things: dict[str, Body] = {
        f"firestore.googleapis.com/{DATABASE}": {
            "name": DATABASE, "locationId": "nam5", "type": "FIRESTORE_NATIVE",
            "deleteProtectionState": "DELETE_PROTECTION_DISABLED",
            "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_DISABLED",
        },
        f"firestore.googleapis.com/{indexes}": {
            "name": indexes, "queryScope": "COLLECTION", "state": "READY",
            "fields": [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "b", "order": "ASCENDING"},
                       {"fieldPath": "__name__", "order": "ASCENDING"}],
        },
        f"firestore.googleapis.com/{override}": {
            "name": override, "ttlConfig": {"state": "ACTIVE"},
            "indexConfig": {"indexes": [{"queryScope": "COLLECTION",
                                         "fields": [{"fieldPath": "expires", "order": "ASCENDING"}]}]},
        },
        f"firebaserules.googleapis.com/{ruleset}": {
            "name": ruleset, "source": {"files": [{"name": "firestore.rules", "content": RULES}]},
        },
        f"firebaserules.googleapis.com/{release}": {"name": release, "rulesetName": ruleset},
        **_pages(),
        **_named("secretmanager.googleapis.com", f"projects/{PROJECT}/secrets/APP_KEY"),
        **_named(
            "secretmanager.googleapis.com",
            f"projects/{PROJECT}/secrets/APP_KEY/versions/1",
            state="ENABLED",
            payload={"data": "YXBw"},
        ),
        **_named("iam.googleapis.com",
                 f"projects/{PROJECT}/serviceAccounts/app@{PROJECT}.iam.gserviceaccount.com"),
        **_named("cloudtasks.googleapis.com", f"{_PLACE}/queues/appFunc", state="RUNNING"),
        **_named("cloudscheduler.googleapis.com", f"{_PLACE}/jobs/nightly", state="ENABLED"),
        **_named("logging.googleapis.com", f"projects/{PROJECT}/sinks/app", filter="severity>=ERROR"),
        "logging.googleapis.com/metric:app/errors": {"name": "app/errors", "filter": "severity>=ERROR"},
        f"identitytoolkit.googleapis.com/projects/{PROJECT}/config": {
            "name": f"projects/{PROJECT}/config",
            "signIn": {"email": {"enabled": True}, "anonymous": {"enabled": True}},
            "mfa": {"state": "ENABLED", "enabledProviders": ["PHONE_SMS"]},
        },
        f"artifactregistry.googleapis.com/{images}": {
            "name": images, "labels": {"firebase-functions-cleanup-opted-out": "true"},
        },
    }  # fmt: skip
    labels = {
        "appFunc": _TOOL, "api": _TOOL, "gcloudfn": {},
        "oldpay": {**_TOOL, "firebase-functions-codebase": "oldpay"},
    }  # fmt: skip
    for function, label in labels.items():
        name = f"{_FUNCTIONS}/{function}"
        body = {"labels": label, "buildConfig": {"runtime": "nodejs22", "entryPoint": function}}
        things[f"cloudfunctions.googleapis.com/{name}"] = deployed(name, copy.deepcopy(body))
    return things
