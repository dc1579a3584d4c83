"""The database, before the Firebase CLI would make it without protection; its backups, indexes and expiry
dates.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps.agreeing import ask
from deploy.steps.sending import send, some_of
from deploy.wanted import Wanted

HOST = "firestore.googleapis.com/v1"
PROTECTED = {
    "deleteProtectionState": "DELETE_PROTECTION_ENABLED",
    "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_ENABLED",
}
_SAID = {
    "deleteProtectionState": "Protect the database from being deleted.",
    "pointInTimeRecoveryEnablement": "Keep every version of the last seven days (point-in-time recovery).",
}
RETENTION = "8467200s"
"""Fourteen weeks, the longest that Google keeps a daily backup."""
_READY = "READY"


def look_at_database(clients: Clients, wanted: Wanted) -> Json | None:
    return clients.google.get(f"{HOST}/{wanted.database}")


def plan_database(found: Json | None, wanted: Wanted) -> Plan:
    if found is None:
        body = {"type": "FIRESTORE_NATIVE", "locationId": wanted.database_location, **PROTECTED}
        sentence = (
            f"Create the Firestore database in {wanted.database_location}, protected and recoverable."
            " Its location can never be changed (DATABASE_LOCATION)."
        )
        url = f"{HOST}/projects/{wanted.project}/databases"
        return Plan(changes=(send(Kind.CREATE, sentence, "POST", url, body, databaseId="(default)"),))
    if found.get("type", "FIRESTORE_NATIVE") != "FIRESTORE_NATIVE":
        wrong = (
            f"The database (default) is of the type {found['type']}, and this backend needs Firestore Native."
        )
        return Plan(
            decisions=(Decision(wrong, "Use another project, or switch an empty database in the console."),)
        )
    right = [f"The database is in {found.get('locationId')}."]
    changes = []
    for field, value in PROTECTED.items():
        if found.get(field) == value:
            right.append(f"{field} is {value}.")
        else:
            url = f"{HOST}/{wanted.database}"
            changes.append(send(Kind.CHANGE, _SAID[field], "PATCH", url, {field: value}, updateMask=field))
    return Plan(tuple(right), tuple(changes))


def look_at_backups(clients: Clients, wanted: Wanted) -> list[Json]:
    return clients.google.all(f"{HOST}/{wanted.database}/backupSchedules", "backupSchedules")


def plan_backups(found: list[Json], wanted: Wanted) -> Plan:
    if any("dailyRecurrence" in one for one in found):
        return Plan(("A backup is made every day.",))
    body = {"retention": RETENTION, "dailyRecurrence": {}}
    url = f"{HOST}/{wanted.database}/backupSchedules"
    return Plan(
        changes=(send(Kind.CREATE, "Back the database up every day, kept for 14 weeks.", "POST", url, body),)
    )


@dataclass(frozen=True, slots=True)
class Indexes:
    there: tuple[Json, ...]
    fields: tuple[Json, ...]


def look_at_indexes(clients: Clients, wanted: Wanted) -> Indexes:
    groups = f"{HOST}/{wanted.database}/collectionGroups/-"
    some = "indexConfig.usesAncestorConfig=false OR ttlConfig:*"
    return Indexes(
        tuple(clients.google.all(f"{groups}/indexes", "indexes")),
        tuple(clients.google.all(f"{groups}/fields", "fields", filter=some)),
    )


def plan_indexes(found: Indexes, wanted: Wanted) -> Plan:
    """The CLI makes what is missing. Without --force it leaves the app's indexes and overrides alone."""
    spec = json.loads((wanted.root / "firestore.indexes.json").read_text())
    would = "Its indexes would be those of firestore.indexes.json."
    theirs = _overridden_otherwise(found, spec["fieldOverrides"])
    if asked := ask("field", theirs, would, "Give the app's field or collection another name.", wanted):
        return Plan(decisions=asked)
    there = {_shape(_group(one), one): one for one in found.there}
    ours = [_shape(one["collectionGroup"], one) for one in spec["indexes"]]
    missing = [shape for shape in ours if shape not in there]
    building = [shape for shape in ours if shape in there and there[shape].get("state", _READY) != _READY]
    expired = {(_group(one), one["name"].rsplit("/", 1)[-1]) for one in found.fields if "ttlConfig" in one}
    wanted_expiry = {
        (one["collectionGroup"], one["fieldPath"]) for one in spec["fieldOverrides"] if one.get("ttl")
    }
    right = [
        *some_of("indexes are there", len(ours) - len(missing), len(ours)),
        *some_of("collections delete what has expired", len(wanted_expiry & expired), len(wanted_expiry)),
    ]
    changes = []
    if missing or wanted_expiry - expired:
        changes.append(_deploy_indexes(len(missing), len(wanted_expiry - expired)))
    waiting = tuple(
        Decision(f"{len(building)} indexes are still being built; queries that need them fail.",
                 f"Wait, then: make verify PROJECT={wanted.project}", blocks=False)
        for _ in building[:1]
    )  # fmt: skip
    return Plan(tuple(right), tuple(changes), waiting)


def _overridden_otherwise(found: Indexes, wanted: list[Json]) -> list[str]:
    """The fields of ours for which somebody has chosen other indexes: the CLI overwrites them."""
    there = {(_group(one), one["name"].rsplit("/", 1)[-1]): one for one in found.fields}
    return [
        f"{group}.{field}"
        for one in wanted
        if (stored := there.get((group := one["collectionGroup"], field := one["fieldPath"]))) is not None
        and _orders(stored.get("indexConfig", {}).get("indexes", [])) != _orders(one["indexes"])
    ]


def _orders(indexes: list[Json]) -> set[tuple[str, str]]:
    """Of a field's own indexes, as we write them or as Google does."""
    return {
        (one["queryScope"], str(field.get("order") or field.get("arrayConfig")))
        for one in indexes
        for field in one.get("fields", [one])
    }


def _deploy_indexes(indexes: int, fields: int) -> Change:
    def do(clients: Clients) -> None:
        clients.cli.deploy("firestore:indexes")

    return Change(Kind.CREATE, f"Make {indexes} indexes and {fields} expiry dates; none is removed.", do)


def _group(thing: Json) -> str:
    return str(thing["name"]).split("/collectionGroups/")[1].split("/")[0]


def _shape(group: str, index: Json) -> tuple[Any, ...]:
    """What makes two indexes the same: Google adds the document's name at the end."""
    fields = [field for field in index["fields"] if field["fieldPath"] != "__name__"]
    kinds = ("order", "arrayConfig", "vectorConfig")
    return group, index["queryScope"], tuple(
        (field["fieldPath"], *(str(field[kind]) for kind in kinds if kind in field)) for field in fields
    )  # fmt: skip
