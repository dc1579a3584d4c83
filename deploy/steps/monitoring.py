"""What tells operators: the metrics and policies of `monitoring/`, whom they tell, and the kept audit
digests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Change, Kind, Plan
from deploy.steps.sending import Sent, send, send_all, some_of
from deploy.wanted import Wanted

LOGGING, MONITORING = "logging.googleapis.com/v2", "monitoring.googleapis.com/v3"
BUCKET = "audit-heads"
RETENTION_DAYS = 3650
_FOREVER = " and locked, which cannot be undone"
"""Only where the money is real: a project with a locked bucket cannot be deleted before its time."""
FILTER = 'jsonPayload.event="audit.heads"'
_SYSTEM = {"system": "pulse"}


def _files(folder: str, wanted: Wanted) -> dict[str, Json]:
    """File name without its end -> its content."""
    place: Path = wanted.root / "monitoring" / folder
    return {file.stem: json.loads(file.read_text()) for file in sorted(place.glob("*.json"))}


def _has(there: Any, wished: Any) -> bool:
    """Whether everything that is wished is there; Google adds fields of its own."""
    if isinstance(wished, Mapping):
        return isinstance(there, Mapping) and all(
            _has(there.get(name), value) for name, value in wished.items()
        )
    if isinstance(wished, list):
        return isinstance(there, list) and len(there) == len(wished) and all(map(_has, there, wished))
    return bool(there == wished)


# ---- Metrics


def look_at_metrics(clients: Clients, wanted: Wanted) -> dict[str, Json]:
    listed = clients.google.all(f"{LOGGING}/projects/{wanted.project}/metrics", "metrics")
    return {one["name"]: one for one in listed}


def plan_metrics(found: dict[str, Json], wanted: Wanted) -> Plan:
    files = _files("metrics", wanted)
    place = f"{LOGGING}/projects/{wanted.project}/metrics"
    new = [Sent("POST", place, one) for one in files.values() if one["name"] not in found]
    stale = [
        Sent("PUT", f"{place}/{quote(one['name'], safe='')}", one)
        for one in files.values()
        if one["name"] in found and not _has(found[one["name"]], one)
    ]
    right = some_of("metrics count the log's lines", len(files) - len(new) - len(stale), len(files))
    return Plan(right, _made_and_mended("metrics of the log", new, stale))


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
        "userLabels": _SYSTEM,
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
    ours = {_label(one): one for one in listed if one.get("userLabels", {}).get("system") == "pulse"}
    return Policies(ours, look_at_channels(clients, wanted))


def plan_policies(found: Policies, wanted: Wanted) -> Plan:
    channels = sorted(found.channels[email] for email in wanted.alert_emails if email in found.channels)
    wished = [{**one, "notificationChannels": channels} for one in _files("policies", wanted).values()]
    place = f"{MONITORING}/projects/{wanted.project}/alertPolicies"
    new = [Sent("POST", place, one) for one in wished if _label(one) not in found.there]
    stale = [
        Sent("PATCH", f"{MONITORING}/{found.there[_label(one)]['name']}", one)
        for one in wished
        if _label(one) in found.there and not _has(found.there[_label(one)], one)
    ]
    right = some_of("alerts watch the metrics", len(wished) - len(new) - len(stale), len(wished))
    return Plan(right, _made_and_mended("alerts", new, stale))


def _label(policy: Json) -> str:
    return str(policy["userLabels"].get("runbook", ""))


# ---- The audit digests, where nobody can change them


@dataclass(frozen=True, slots=True)
class Kept:
    bucket: Json | None
    sink: Json | None


def look_at_digests(clients: Clients, wanted: Wanted) -> Kept:
    project = f"{LOGGING}/projects/{wanted.project}"
    return Kept(
        clients.google.get(f"{project}/locations/global/buckets/{BUCKET}"),
        clients.google.get(f"{project}/sinks/{BUCKET}"),
    )


def plan_digests(found: Kept, wanted: Wanted) -> Plan:
    project = f"projects/{wanted.project}"
    bucket = f"{project}/locations/global/buckets/{BUCKET}"
    changes, years = [], RETENTION_DAYS // 365
    locked = wanted.live
    if found.bucket is None:
        said = f"Make the log bucket {BUCKET}, kept for {years} years{_FOREVER if locked else ''}."
        body = {"retentionDays": RETENTION_DAYS, "locked": locked}
        url = f"{LOGGING}/{project}/locations/global/buckets"
        changes.append(send(Kind.CREATE, said, "POST", url, body, bucketId=BUCKET))
    elif (locked and not found.bucket.get("locked")) or found.bucket.get("retentionDays", 0) < RETENTION_DAYS:
        said = f"Have the log bucket {BUCKET} kept for {years} years{_FOREVER if locked else ''}."
        body = {"retentionDays": RETENTION_DAYS, "locked": locked}
        changes.append(
            send(Kind.CHANGE, said, "PATCH", f"{LOGGING}/{bucket}", body, updateMask="retentionDays,locked")
        )
    sink = {"name": BUCKET, "destination": f"logging.googleapis.com/{bucket}", "filter": FILTER}
    if found.sink is None:
        said = "Have the audit trail's daily digests kept there."
        changes.append(send(Kind.CREATE, said, "POST", f"{LOGGING}/{project}/sinks", sink))
    elif not _has(found.sink, sink):
        said = "Have the audit trail's daily digests kept in that bucket again."
        changes.append(send(Kind.CHANGE, said, "PUT", f"{LOGGING}/{project}/sinks/{BUCKET}", sink))
    kept = (
        "where nobody can change them"
        if locked
        else "in a bucket, unlocked as this project moves no real money"
    )
    right = () if changes else (f"The audit trail's digests are kept {kept}.",)
    return Plan(right, tuple(changes))
