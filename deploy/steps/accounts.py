"""A service account each for doors, workers and schedules, with the rights that they use and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Change, Kind, Plan
from deploy.steps.agreeing import ask
from deploy.steps.sending import Sent, send, send_all, some_of
from deploy.wanted import Wanted

IAM = "iam.googleapis.com/v1"
MANAGER = "cloudresourcemanager.googleapis.com/v1"
ACCOUNTS = {
    "doors": "Pulse: what people and Stripe call",
    "workers": "Pulse: what tasks and triggers call",
    "schedules": "Pulse: what runs by the clock",
}
_DISPLAYED = "Pulse: "
_ALL = ("roles/datastore.user", "roles/cloudtasks.enqueuer", "roles/firebaseauth.viewer")
"""Read and write documents, queue tasks, and ask whether a person's sign-in is still valid."""
ROLES: Mapping[str, tuple[str, ...]] = {
    "doors": _ALL,
    "workers": (*_ALL, "roles/eventarc.eventReceiver"),
    "schedules": _ALL,
}
PUSH = "roles/firebasecloudmessaging.admin"
"""For workers with PUSH=fcm: they send the notices."""
BUILDER = "roles/cloudbuild.builds.builder"
"""What builds the functions: the account that Google gives new projects no longer has it."""
ACT_AS = "roles/iam.serviceAccountUser"


def look_at_accounts(clients: Clients, wanted: Wanted) -> Mapping[str, str]:
    """Of those that are there, what each is displayed as: accounts have no labels."""
    place = f"{IAM}/projects/{wanted.project}/serviceAccounts"
    found = {name: clients.google.get(f"{place}/{wanted.account(name)}") for name in ACCOUNTS}
    return {name: str(one.get("displayName", "")) for name, one in found.items() if one is not None}


def plan_accounts(found: Mapping[str, str], wanted: Wanted) -> Plan:
    theirs = [f"pulse-{name}" for name, shown in found.items() if not shown.startswith(_DISPLAYED)]
    would = "It would get the rights of our functions, and they would run as it."
    if asked := ask("account", theirs, would, "Remove it, or make another one for the app.", wanted):
        return Plan(decisions=asked)
    right = some_of("service accounts are there", len(found), len(ACCOUNTS))
    missing = [name for name in ACCOUNTS if name not in found]
    return Plan(right, (_create(missing, wanted),) if missing else ())


def _create(names: list[str], wanted: Wanted) -> Change:
    url = f"{IAM}/projects/{wanted.project}/serviceAccounts"
    bodies = [
        {"accountId": f"pulse-{name}", "serviceAccount": {"displayName": ACCOUNTS[name]}} for name in names
    ]
    said = f"Make the service accounts {', '.join(f'pulse-{name}' for name in names)}."
    return send_all(Kind.CREATE, said, [Sent("POST", url, body) for body in bodies])


@dataclass(frozen=True, slots=True)
class Rights:
    project: Json
    """The project's policy."""
    workers: Json
    """Who may act as the workers: a task carries their token."""
    number: str


def look_at_rights(clients: Clients, wanted: Wanted) -> Rights:
    place = f"{IAM}/projects/{wanted.project}/serviceAccounts/{wanted.account('workers')}"
    project = clients.google.get(f"{MANAGER}/projects/{wanted.project}") or {}
    return Rights(
        clients.google.policy(f"{MANAGER}/projects/{wanted.project}"),
        clients.google.policy(place),
        str(project.get("projectNumber", "")),
    )


def plan_rights(found: Rights, wanted: Wanted) -> Plan:
    missing = _missing(found.project, _project_grants(found.number, wanted))
    acting = _missing(
        found.workers, {(ACT_AS, f"serviceAccount:{wanted.account(name)}") for name in ACCOUNTS}
    )
    right = () if missing or acting else ("Each service account has the rights that it uses.",)
    changes = []
    if missing:
        said = f"Grant {len(missing)} roles in the project to our service accounts and to the builder."
        url = f"{MANAGER}/projects/{wanted.project}:setIamPolicy"
        changes.append(send(Kind.CHANGE, said, "POST", url, {"policy": granted(found.project, missing)}))
    if acting:
        url = f"{IAM}/projects/{wanted.project}/serviceAccounts/{wanted.account('workers')}:setIamPolicy"
        said = "Let what queues a task give it the workers' token."
        changes.append(send(Kind.CHANGE, said, "POST", url, {"policy": granted(found.workers, acting)}))
    return Plan(right, tuple(changes))


def _project_grants(number: str, wanted: Wanted) -> set[tuple[str, str]]:
    grants = {
        (role, f"serviceAccount:{wanted.account(name)}") for name, roles in ROLES.items() for role in roles
    }
    if wanted.settings.push == "fcm":
        grants.add((PUSH, f"serviceAccount:{wanted.account('workers')}"))
    grants.add((BUILDER, f"serviceAccount:{number}-compute@developer.gserviceaccount.com"))
    return grants


def _missing(policy: Json, grants: set[tuple[str, str]]) -> list[tuple[str, str]]:
    there = {
        (one["role"], member)
        for one in policy.get("bindings", ())
        if "condition" not in one
        for member in one["members"]
    }
    return sorted(grants - there)


def granted(policy: Json, grants: list[tuple[str, str]]) -> Json:
    """The policy with more, and nothing less; its etag makes Google refuse it if somebody was faster."""
    bindings = [{**one, "members": list(one["members"])} for one in policy.get("bindings", ())]
    for role, member in grants:
        same = [one for one in bindings if one["role"] == role and "condition" not in one]
        if same:
            same[0]["members"].append(member)
        else:
            bindings.append({"role": role, "members": [member]})
    return {**policy, "bindings": bindings}


missing_grants = _missing
