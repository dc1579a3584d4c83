"""Google's resources that are made, listed, changed and removed in the same way: one row each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.cloud.standin import Answer, Body, Cloud, Handler, Request, done, exists, missing

Defaults = Callable[[Cloud, str, Body], Body]


def _as_given(cloud: Cloud, name: str, body: Body) -> Body:
    return body


@dataclass(frozen=True)
class Collection:
    """`host/version/parent/plural/id`; *id_parameter* names the id of a new one, or *id_field* in the
    body."""

    host: str
    version: str
    parent: str
    plural: str
    id_parameter: str = ""
    id_field: str = ""
    id_prefix: str = ""
    operation: bool = False
    """Whether changes are long operations."""
    short_names: bool = False
    """Whether the resource's own name is its id alone."""
    defaults: Defaults = _as_given

    @property
    def _collection(self) -> str:
        return rf"/{self.version}/(?P<name>{self.parent}/{self.plural})"

    def routes(self) -> list[tuple[str, str, str, Handler]]:
        one = rf"{self._collection[:-1]}/[^/:]+)"
        return [
            ("GET", self.host, self._collection, self._list),
            ("POST", self.host, self._collection, self._create),
            ("GET", self.host, one, self._get),
            ("PATCH", self.host, one, self._change),
            ("PUT", self.host, one, self._change),
            ("DELETE", self.host, one, self._delete),
        ]

    def _key(self, name: str) -> str:
        return f"{self.host}/{name}"

    def _list(self, cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        names = cloud.named(self._key(match["name"]))
        return 200, {self.plural: [cloud.things[name] for name in names]}

    def _create(self, cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        name = f"{match['name']}/{self._new_id(cloud, request)}"
        if self._key(name) in cloud.things:
            return exists(name)
        shown = name.rsplit("/", 1)[-1] if self.short_names else name
        made = {**self.defaults(cloud, name, request.body), "name": shown}
        cloud.things[self._key(name)] = made
        return self._answer(name, made)

    def _new_id(self, cloud: Cloud, request: Request) -> str:
        if self.id_parameter:
            return str(request.query.get(self.id_parameter) or request.body[self.id_parameter])
        if self.id_field:
            return str(request.body[self.id_field]).rsplit("/", 1)[-1]
        return f"{self.id_prefix}{cloud.next_number()}"

    def _get(self, cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        found = cloud.things.get(self._key(match["name"]))
        return (200, found) if found is not None else missing(match["name"])

    def _change(self, cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        found = cloud.things.get(self._key(match["name"]))
        if found is None:
            return missing(match["name"])
        found.update(masked(request.body, request.query.get("updateMask")))
        return self._answer(match["name"], found)

    def _delete(self, cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        if cloud.things.pop(self._key(match["name"]), None) is None:
            return missing(match["name"])
        return self._answer(match["name"], {})

    def _answer(self, name: str, made: Body) -> Answer:
        return done(name.replace("/", "-"), made) if self.operation else (200, made)


def masked(body: Body, mask: str | None) -> Body:
    """The top-level fields that the mask names; all of them without one."""
    if not mask:
        return body
    wanted = {part.split(".")[0] for part in re.split("[, ]+", mask)}
    return {name: value for name, value in body.items() if name in wanted}


def policies(host: str, resource: str) -> list[tuple[str, str, str, Handler]]:
    """Reading and setting the IAM policy of a resource."""

    def read(cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        empty: Body = {"version": 1, "etag": "ACAB", "bindings": []}
        return 200, cloud.policies.get(f"{host}/{match['name']}", empty)

    def write(cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        cloud.policies[f"{host}/{match['name']}"] = {"version": 1, "etag": "ACAB", **request.body["policy"]}
        return 200, cloud.policies[f"{host}/{match['name']}"]

    def ask(cloud: Cloud, request: Request, match: re.Match[str]) -> Answer:
        return 200, {"permissions": request.body.get("permissions", [])}

    path = rf"/v[12](?:beta1)?/(?P<name>{resource})"
    return [
        ("GET", host, f"{path}:getIamPolicy", read),
        ("POST", host, f"{path}:getIamPolicy", read),
        ("POST", host, f"{path}:setIamPolicy", write),
        ("POST", host, f"{path}:testIamPermissions", ask),
    ]
