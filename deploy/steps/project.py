"""The project itself: it exists, somebody pays for it, and the APIs that the steps and the functions use
are on.
"""

from __future__ import annotations

from dataclasses import dataclass

from deploy.clients import Clients
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps.sending import send, some_of
from deploy.wanted import Wanted

APIS = (
    "artifactregistry", "cloudbilling", "cloudbuild", "cloudfunctions", "cloudresourcemanager",
    "cloudscheduler",
    "cloudtasks", "compute", "eventarc", "fcm", "firebase", "firebaseappcheck", "firebasehosting",
    "firebaserules",
    "firestore", "iam", "identitytoolkit", "logging", "monitoring", "pubsub", "run", "runtimeconfig",
    "secretmanager", "serviceusage", "storage",
)  # fmt: skip
"""All that the Firebase CLI asks for, and what the steps speak to."""
_BATCH = 20
"""The most that Google switches on at once."""


@dataclass(frozen=True, slots=True)
class Project:
    exists: bool
    paid: bool | None
    """None: these credentials may not see it."""


def look_at_project(clients: Clients, wanted: Wanted) -> Project:
    there = clients.google.get(f"cloudresourcemanager.googleapis.com/v1/projects/{wanted.project}")
    if there is None or there.get("lifecycleState", "ACTIVE") != "ACTIVE":
        return Project(exists=False, paid=None)
    billing = clients.google.get(f"cloudbilling.googleapis.com/v1/projects/{wanted.project}/billingInfo")
    return Project(exists=True, paid=None if billing is None else bool(billing.get("billingEnabled")))


def plan_project(found: Project, wanted: Wanted) -> Plan:
    console = "https://console.firebase.google.com"
    if not found.exists:
        missing = f"There is no project {wanted.project}, or your credentials do not see it."
        return Plan(decisions=(Decision(missing, f"Make it at {console}, or check the name."),))
    if found.paid is False:
        unpaid = "The project has no billing account, and functions need one."
        upgrade = f"Choose the Blaze plan: {console}/project/{wanted.project}/usage/details"
        return Plan(("The project exists.",), decisions=(Decision(unpaid, upgrade),))
    return Plan(("The project exists and has a billing account." if found.paid else "The project exists.",))


def look_at_apis(clients: Clients, wanted: Wanted) -> frozenset[str]:
    """The names of all enabled APIs, such as run.googleapis.com."""
    url = f"serviceusage.googleapis.com/v1/projects/{wanted.project}/services"
    listed = clients.google.all(url, "services", filter="state:ENABLED", pageSize="200")
    return frozenset(service["config"]["name"] for service in listed)


def plan_apis(found: frozenset[str], wanted: Wanted) -> Plan:
    names = [f"{name}.googleapis.com" for name in APIS]
    missing = [name for name in names if name not in found]
    batches = [missing[start : start + _BATCH] for start in range(0, len(missing), _BATCH)]
    return Plan(
        some_of("APIs are on", len(names) - len(missing), len(names)),
        tuple(_enable(one, wanted) for one in batches),
    )


def _enable(names: list[str], wanted: Wanted) -> Change:
    short = ", ".join(name.partition(".")[0] for name in names)
    url = f"serviceusage.googleapis.com/v1/projects/{wanted.project}/services:batchEnable"
    return send(Kind.CREATE, f"Switch {len(names)} APIs on: {short}.", "POST", url, {"serviceIds": names})
