"""The daily digests of the audit trail, kept where nobody can change them."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Decision, Kind, Plan
from deploy.steps.agreeing import ask
from deploy.steps.sending import has, send
from deploy.wanted import Wanted

LOGGING = "logging.googleapis.com/v2"
BUCKET = "audit-heads"
RETENTION_DAYS = 3650
_FOREVER = " and locked, which cannot be undone"
"""Only where the money is real: a project with a locked bucket cannot be deleted before its time."""
FILTER = 'jsonPayload.event="audit.heads"'
_DESCRIPTION = "Pulse: the audit trail's daily digests"


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
    if asked := _asked_of_digests(found, wanted):
        return Plan(decisions=asked)
    changes, years = [], RETENTION_DAYS // 365
    locked = wanted.live
    if found.bucket is None:
        said = f"Make the log bucket {BUCKET}, kept for {years} years{_FOREVER if locked else ''}."
        body = {"retentionDays": RETENTION_DAYS, "locked": locked, "description": _DESCRIPTION}
        url = f"{LOGGING}/{project}/locations/global/buckets"
        changes.append(send(Kind.CREATE, said, "POST", url, body, bucketId=BUCKET))
    elif (locked and not found.bucket.get("locked")) or found.bucket.get("retentionDays", 0) < RETENTION_DAYS:
        said = f"Have the log bucket {BUCKET} kept for {years} years{_FOREVER if locked else ''}."
        body = {"retentionDays": RETENTION_DAYS, "locked": locked}
        changes.append(
            send(Kind.CHANGE, said, "PATCH", f"{LOGGING}/{bucket}", body, updateMask="retentionDays,locked")
        )
    sink = {
        "name": BUCKET,
        "destination": f"logging.googleapis.com/{bucket}",
        "filter": FILTER,
        "description": _DESCRIPTION,
    }
    if found.sink is None:
        said = "Have the audit trail's daily digests kept there."
        changes.append(send(Kind.CREATE, said, "POST", f"{LOGGING}/{project}/sinks", sink))
    elif not has(found.sink, sink):
        said = "Have the audit trail's daily digests kept in that bucket again."
        changes.append(send(Kind.CHANGE, said, "PUT", f"{LOGGING}/{project}/sinks/{BUCKET}", sink))
    kept = (
        "where nobody can change them"
        if locked
        else "in a bucket, unlocked as this project moves no real money"
    )
    right = () if changes else (f"The audit trail's digests are kept {kept}.",)
    return Plan(right, tuple(changes))


def _asked_of_digests(found: Kept, wanted: Wanted) -> tuple[Decision, ...]:
    """A locked bucket cannot be unlocked, and a sink has one filter."""
    bucket, sink = (
        [BUCKET] if one is not None and one.get("description") != _DESCRIPTION else []
        for one in (found.bucket, found.sink)
    )
    otherwise = "Give the app's another name."
    return (
        *ask("bucket", bucket, "What is kept in it would be kept for ten years.", otherwise, wanted),
        *ask("sink", sink, "It would keep something else.", otherwise, wanted),
    )
