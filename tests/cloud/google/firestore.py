"""Indexes and field overrides of Firestore."""

from __future__ import annotations

import re
from typing import Any

from tests.cloud.standin import Answer, Body, Cloud, Request, done, exists, missing

Match = re.Match[str]
_FIRESTORE = "firestore.googleapis.com"
_DB = r"projects/[^/]+/databases/[^/]+"
_GROUP = rf"{_DB}/collectionGroups/[^/]+"


def _indexes(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_FIRESTORE}/{match['db']}" not in cloud.things:
        return missing(match["db"])
    names = cloud.named(f"{_FIRESTORE}/{match['db']}/collectionGroups/-/indexes")
    return 200, {"indexes": [cloud.things[name] for name in names]}


def _create_index(cloud: Cloud, request: Request, match: Match) -> Answer:
    same = [
        cloud.things[name]
        for name in cloud.named(f"{_FIRESTORE}/{match['name']}")
        if _shape(cloud.things[name]) == _shape(request.body)
    ]
    if same:
        return exists("index")
    name = f"{match['name']}/index{cloud.next_number()}"
    fields = [
        *request.body["fields"],
        {"fieldPath": "__name__", "order": _last_order(request.body["fields"])},
    ]
    cloud.things[f"{_FIRESTORE}/{name}"] = {
        "name": name, "queryScope": request.body["queryScope"], "fields": fields, "state": "READY",
    }  # fmt: skip
    return done(name.replace("/", "-"), {"name": name})


def _last_order(fields: list[Body]) -> str:
    return next((field["order"] for field in reversed(fields) if "order" in field), "ASCENDING")


def _shape(index: Body) -> tuple[Any, ...]:
    fields = [field for field in index["fields"] if field["fieldPath"] != "__name__"]
    return index["queryScope"], tuple(tuple(sorted(field.items())) for field in fields)


def _delete_index(cloud: Cloud, request: Request, match: Match) -> Answer:
    if cloud.things.pop(f"{_FIRESTORE}/{match['name']}", None) is None:
        return missing(match["name"])
    return 200, {}


def _fields(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"{_FIRESTORE}/{match['db']}/collectionGroups/-/fields")
    return 200, {"fields": [cloud.things[name] for name in names]}


def _change_field(cloud: Cloud, request: Request, match: Match) -> Answer:
    """An empty body takes the override away: that is how the CLI deletes one."""
    key = f"{_FIRESTORE}/{match['name']}"
    if not request.body:
        cloud.things.pop(key, None)
        return done(match["name"].replace("/", "-"), {})
    made = {**cloud.things.get(key, {}), **request.body, "name": match["name"]}
    if "ttlConfig" in made:
        made["ttlConfig"] = {"state": "ACTIVE"}
    cloud.things[key] = made
    return done(match["name"].replace("/", "-"), made)


ROUTES = [
    ("GET", _FIRESTORE, rf"/v1/(?P<db>{_DB})/collectionGroups/-/indexes", _indexes),
    ("POST", _FIRESTORE, rf"/v1/(?P<name>{_GROUP}/indexes)", _create_index),
    ("DELETE", _FIRESTORE, rf"/v1/(?P<name>{_GROUP}/indexes/[^/]+)", _delete_index),
    ("GET", _FIRESTORE, rf"/v1/(?P<db>{_DB})/collectionGroups/-/fields", _fields),
    ("PATCH", _FIRESTORE, rf"/v1/(?P<name>{_GROUP}/fields/[^/]+)", _change_field),
]  # fmt: skip
