"""The functions themselves, by the Firebase CLI, and who may call each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deploy import manifest
from deploy.clients import Clients
from deploy.google import Json
from deploy.manifest import Function, Trigger
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps.sending import Sent, send, send_all, some_of
from deploy.wanted import CODEBASE, Wanted

HOST = "cloudfunctions.googleapis.com/v2"
TASKS, SCHEDULER = "cloudtasks.googleapis.com/v2", "cloudscheduler.googleapis.com/v1"
RUN = "run.googleapis.com/v1"
INVOKER = "roles/run.invoker"
_CODEBASE, _TOOL = "firebase-functions-codebase", "deployment-tool"
_OPTED_OUT = "firebase-functions-cleanup-opted-out"
_JOB = "firebase-schedule-"
EVERYBODY = "allUsers"


@dataclass(frozen=True, slots=True)
class Deployed:
    functions: Mapping[str, Json]
    """Name -> function, of everything in the project, the app's too."""
    carriers: Mapping[str, str]
    """The queue or the schedule of a function -> the function's name. They are made with it."""


def look_at_functions(clients: Clients, wanted: Wanted) -> Deployed:
    place = f"projects/{wanted.project}/locations/{wanted.region}"
    found: dict[str, str] = {}
    for one in clients.google.all(f"{TASKS}/{place}/queues", "queues"):
        name = one["name"].rsplit("/", 1)[-1]
        if one.get("state") != "DISABLED":  # so the CLI leaves the queue of a function that it removes
            found[f"the queue {name}"] = name
    for one in clients.google.all(f"{SCHEDULER}/{place}/jobs", "jobs"):
        job = one["name"].rsplit("/", 1)[-1]
        if job.startswith(_JOB):
            found[f"the schedule {job}"] = job.removeprefix(_JOB).removesuffix(f"-{wanted.region}")
    return Deployed(_list_functions(clients, wanted), found)


def _list_functions(clients: Clients, wanted: Wanted) -> Mapping[str, Json]:
    listed = clients.google.all(f"{HOST}/projects/{wanted.project}/locations/-/functions", "functions")
    return {one["name"].rsplit("/", 1)[-1]: one for one in listed}


def plan_functions(deployed: Deployed, wanted: Wanted) -> Plan:
    found = deployed.functions
    ours = {wanted.function(one.name) for one in manifest.functions(wanted.root)}
    mine = {name for name, one in found.items() if _codebase(one) == CODEBASE}
    taken = sorted(name for name in ours if name in found and name not in mine)
    taken += sorted(one for one, name in deployed.carriers.items() if name in ours - found.keys())
    if taken:
        wrong = f"The app has {_some(taken)} of the same name: deploying would overwrite it."
        instead = f"Set FUNCTION_PREFIX in {wanted.own_file}, such as FUNCTION_PREFIX=pay."
        return Plan(decisions=(Decision(wrong, instead),))
    new, gone = ours - mine, sorted(mine - ours)
    broken = sorted(name for name in ours & mine if found[name].get("state") != "ACTIVE")
    right = [*some_of("functions are running", len(ours & mine) - len(broken), len(ours))]
    if others := len(found) - len(mine):
        right.append(f"{others} functions of the app are left alone.")
    changes = []
    if new or broken:
        changes.append(
            _deploy(Kind.CREATE, f"Deploy {len(new) + len(broken)} functions that are missing or broken.")
        )
    elif not gone:
        changes.append(
            _deploy(Kind.REFRESH, f"Deploy those of {len(ours)} functions whose source has changed.")
        )
    if gone:
        changes.append(
            _deploy(Kind.DELETE, f"Deploy, and remove what this version no longer has: {', '.join(gone)}.")
        )
    return Plan(tuple(right), tuple(changes))


def _deploy(kind: Kind, sentence: str) -> Change:
    return Change(kind, sentence, lambda clients: clients.cli.deploy(f"functions:{CODEBASE}", force=True))


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _codebase(function: Json) -> str:
    """Functions without the label are of the codebase `default`; those of other tools are of none."""
    labels = function.get("labels", {})
    return str(labels.get(_CODEBASE, "default" if _TOOL in labels else ""))


def look_at_images(clients: Clients, wanted: Wanted) -> Json | None:
    """Where the images of all functions of this region are, the app's too."""
    host = "artifactregistry.googleapis.com/v1"
    return clients.google.get(
        f"{host}/projects/{wanted.project}/locations/{wanted.region}/repositories/gcf-artifacts"
    )


def plan_images(found: Json | None, wanted: Wanted) -> Plan:
    """With --force the CLI would have all images deleted after a day, where nobody has decided about them."""
    if found is None:
        return Plan()
    if found.get("cleanupPolicies") or _OPTED_OUT in found.get("labels", {}):
        return Plan(("How long images are kept stays as it is.",))
    url = (
        f"artifactregistry.googleapis.com/v1/projects/{wanted.project}/locations/{wanted.region}"
        "/repositories/gcf-artifacts"
    )
    labels = {"labels": {**found.get("labels", {}), _OPTED_OUT: "true"}}
    said = "Note that the app's images are kept, before the CLI sets one day for all."
    return Plan(changes=(send(Kind.CHANGE, said, "PATCH", url, labels, updateMask="labels"),))


@dataclass(frozen=True, slots=True)
class Called:
    function: Function
    policy: Json


def look_at_invokers(clients: Clients, wanted: Wanted) -> list[Called]:
    """Only of functions that are there."""
    there = _list_functions(clients, wanted)
    mine = [one for one in manifest.functions(wanted.root) if wanted.function(one.name) in there]
    return [Called(one, clients.google.policy(_service(one, wanted), by="GET")) for one in mine]


def plan_invokers(found: list[Called], wanted: Wanted) -> Plan:
    """A deployment that was interrupted leaves functions that nobody may call, and the CLI does not mend
    it.
    """
    wrong = [(one, _caller(one.function, wanted)) for one in found]
    missing = [(one, member) for one, member in wrong if not _may_call(one.policy, member)]
    right = some_of("functions may be called by those who should", len(found) - len(missing), len(found))
    members = sorted({member for _, member in missing})
    changes = [_allow(member, [one for one, each in missing if each == member], wanted) for member in members]
    return Plan(right, tuple(changes))


def _service(function: Function, wanted: Wanted) -> str:
    """Cloud Run has a service for each function, in small letters."""
    name = wanted.function(function.name).lower()
    return f"{RUN}/projects/{wanted.project}/locations/{wanted.region}/services/{name}"


def _caller(function: Function, wanted: Wanted) -> str:
    if function.trigger is Trigger.HTTP:
        return EVERYBODY
    return f"serviceAccount:{wanted.account(function.account)}"


def _may_call(policy: Json, member: str) -> bool:
    return any(one["role"] == INVOKER and member in one["members"] for one in policy.get("bindings", ()))


def _allow(member: str, called: list[Called], wanted: Wanted) -> Change:
    who = "everybody" if member == EVERYBODY else f"the {called[0].function.account}"
    said = f"Let {who} call {', '.join(wanted.function(one.function.name) for one in called)}."
    return send_all(Kind.CHANGE, said, [_allowing(member, one, wanted) for one in called])


def _allowing(member: str, called: Called, wanted: Wanted) -> Sent:
    others = [one for one in called.policy.get("bindings", ()) if one["role"] != INVOKER]
    policy = {**called.policy, "bindings": [*others, {"role": INVOKER, "members": [member]}]}
    return Sent("POST", f"{_service(called.function, wanted)}:setIamPolicy", {"policy": policy})
