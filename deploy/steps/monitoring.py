"""What tells operators: the metrics and policies of `monitoring/`, and whom they tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Change, Kind, Plan
from deploy.steps.agreeing import OURS, ask, is_ours
from deploy.steps.sending import Sent, has, send, send_all, some_of
from deploy.wanted import Wanted

LOGGING, MONITORING = "logging.googleapis.com/v2", "monitoring.googleapis.com/v3"


def _files(folder: str, wanted: Wanted) -> dict[str, Json]:
    """File name without its end -> its content."""
    place: Path = wanted.root / "monitoring" / folder
    return {file.stem: json.loads(file.read_text()) for file in sorted(place.glob("*.json"))}


# ---- Metrics


def look_at_metrics(clients: Clients, wanted: Wanted) -> dict[str, Json]:
    listed = clients.google.all(f"{LOGGING}/projects/{wanted.project}/metrics", "metrics")
    return {one["name"]: one for one in listed}


def plan_metrics(found: dict[str, Json], wanted: Wanted) -> Plan:
    files = _files("metrics", wanted)
    theirs = [one["name"] for one in files.values() if _is_anothers(found.get(one["name"]), one)]
    would = "It would count something else, also for the app's own alerts."
    if asked := ask("metric", theirs, would, "Give the app's another name.", wanted):
        return Plan(decisions=asked)
    place = f"{LOGGING}/projects/{wanted.project}/metrics"
    new = [Sent("POST", place, one) for one in files.values() if one["name"] not in found]
    stale = [
        Sent("PUT", f"{place}/{quote(one['name'], safe='')}", one)
        for one in files.values()
        if one["name"] in found and not has(found[one["name"]], one)
    ]
    right = some_of("metrics count the log's lines", len(files) - len(new) - len(stale), len(files))
    return Plan(right, _made_and_mended("metrics of the log", new, stale))


def _is_anothers(there: Json | None, ours: Json) -> bool:
    """Metrics have no labels. One of ours was given our description or filter, in this version or another."""
    return there is not None and not any(there.get(name) == ours[name] for name in ("description", "filter"))


def _made_and_mended(what: str, new: list[Sent], stale: list[Sent]) -> tuple[Change, ...]:
    changes = []
    if new:
        changes.append(send_all(Kind.CREATE, f"Make {len(new)} {what}.", new))
    if stale:
        changes.append(send_all(Kind.CHANGE, f"Bring {len(stale)} {what} up to date.", stale))
    return tuple(changes)


# ---- Whom they tell


def look_at_channels(clients: Clients, wanted: Wanted) -> dict[str, str]:
    """E-mail address -> its channel."""
    url = f"{MONITORING}/projects/{wanted.project}/notificationChannels"
    listed = clients.google.all(url, "notificationChannels")
    return {one["labels"]["email_address"]: one["name"] for one in listed if one["type"] == "email"}


def plan_channels(found: dict[str, str], wanted: Wanted) -> Plan:
    missing = [email for email in wanted.alert_emails if email not in found]
    right = some_of(
        "addresses can be told", len(wanted.alert_emails) - len(missing), len(wanted.alert_emails)
    )
    return Plan(right, tuple(_channel(email, wanted) for email in missing))


def _channel(email: str, wanted: Wanted) -> Change:
    body = {
        "type": "email",
        "displayName": f"Pulse: {email}",
        "labels": {"email_address": email},
        "userLabels": OURS,
    }
    url = f"{MONITORING}/projects/{wanted.project}/notificationChannels"
    return send(Kind.CREATE, f"Have alerts sent to {email}.", "POST", url, body)


# ---- Policies


@dataclass(frozen=True, slots=True)
class Policies:
    there: dict[str, Json]
    """Runbook label -> policy, of ours."""
    channels: dict[str, str]


def look_at_policies(clients: Clients, wanted: Wanted) -> Policies:
    listed = clients.google.all(f"{MONITORING}/projects/{wanted.project}/alertPolicies", "alertPolicies")
    ours = {_label(one): one for one in listed if is_ours(one.get("userLabels"))}
    return Policies(ours, look_at_channels(clients, wanted))


def plan_policies(found: Policies, wanted: Wanted) -> Plan:
    channels = sorted(found.channels[email] for email in wanted.alert_emails if email in found.channels)
    wished = [{**one, "notificationChannels": channels} for one in _files("policies", wanted).values()]
    place = f"{MONITORING}/projects/{wanted.project}/alertPolicies"
    new = [Sent("POST", place, one) for one in wished if _label(one) not in found.there]
    stale = [
        Sent("PATCH", f"{MONITORING}/{found.there[_label(one)]['name']}", one)
        for one in wished
        if _label(one) in found.there and not has(found.there[_label(one)], one)
    ]
    right = some_of("alerts watch the metrics", len(wished) - len(new) - len(stale), len(wished))
    return Plan(right, _made_and_mended("alerts", new, stale))


def _label(policy: Json) -> str:
    return str(policy["userLabels"].get("runbook", ""))
