"""What the fuzz sends to `/v2`: bodies as a platform sends them, bodies drawn from the tables, odd JSON."""

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from stripe_emulator import Request
from stripe_emulator.requests.routes import Route
from stripe_emulator.requests.v2.parameters import tables
from tests.emulator.conftest import V2_INCLUDABLE, V2_RECIPIENT

VERSIONS = ("2026-10-28.endive", "2026-10-28.endive", "2026-08-26.dahlia", "2025-09-30.clover", "x")
ODD_BODIES = (
    "", "[]", "1", "null", "{", '"x"', "{}", '{"a": NaN}', '{"a": 1e999}', '{"\\ud800": 1}',
    '{"include": {}}',
    '{"metadata": {"\\ud800": "x"}}', '{"metadata": {"x": "\\ud800"}}', '{"metadata": null}', "a=1&b=2",
    '{"contact_email": ["x"]}', '{"configuration": {"recipient": null}}',
    '{"configuration": {"merchant": {}}}',
    '{"identity": {"country": "\\u00e9"}}', '{"include": ["x"]}', '{"include": [null]}', "[" * 2_000,
    '{"identity": {"country": "US", "individual": {"address": null}}}', '{"limit": 1}', '{"applied": 1}',
    '{"configuration": {"recipient": {"applied": false}}}', '{"identity": {"business_details": {}}}',
)  # fmt: skip
ODD_QUERIES = (
    "include=identity", "include=identity&include=defaults", "include[]=requirements", "include[0]=x",
    "page=x",
    "page=W10=", "page[]=1", "limit=0", "limit=1", "limit=x", "closed=true", "closed=maybe", "include[x]=1",
    "applied_configurations[0]=merchant", "created[gte]=yesterday", "created[gte]=2026-01-01T00:00:00Z",
    "types=a&types=b", "types[0]=v2.core.account.created", "object_id=x", "expand[]=x", "%ff=1",
)  # fmt: skip
ODD_LEAVES = ("", "x", -1, 0, 10**30, True, None, [], {}, [None], "é\0", "2026-01-01T00:00:00Z", "US")
TEXTS = ("US", "DE", "JM", "a@b.test", "https://x.test", "2026-01-01T00:00:00.000Z", "v1.transfer.created")
DEPTH_MAX = 4


class V2Requests:
    """Draws requests to v2; `an_id` gives an id of a kind that was seen."""

    def __init__(self, chance: random.Random, an_id: Callable[[str], str]) -> None:
        self.random = chance
        self.an_id = an_id

    def request(self, method: str, path: str, body: str, query: str = "") -> Request:
        """A request with a version, mostly a good one, and now and then a key."""
        headers = {"authorization": "Bearer sk_test_x", "content-type": "application/json"}
        headers["stripe-version"] = self.random.choice(VERSIONS)
        if self.random.random() < 0.2:
            headers["idempotency-key"] = f"key{self.random.randrange(20)}"
        if self.random.random() < 0.1:
            headers["stripe-context"] = self.an_id("acct")
        if self.random.random() < 0.02:
            headers.pop(self.random.choice(sorted(headers)))
        return Request(method, path, query, headers, body)

    def story(self) -> Request:
        """A call as a platform makes it."""
        account, destination = self.an_id("acct"), self.an_id("ed")
        onboarding = {"refresh_url": "https://x.test/a", "return_url": "https://x.test/b"}
        use_case = {"type": "account_onboarding", "account_onboarding": onboarding}
        hook = {
            "name": "x",
            "type": "webhook_endpoint",
            "event_payload": self.random.choice(["thin", "snapshot"]),
        }
        listens = {"enabled_events": ["v2.core.account.updated", "v1.transfer.created", "transfer.created"]}
        closed = {"applied_configurations": self.random.sample(["recipient", "merchant"], 2)}
        stories: list[tuple[str, dict[str, Any]]] = [
            ("/v2/core/accounts", {**V2_RECIPIENT, "include": list(V2_INCLUDABLE)}),
            (f"/v2/core/accounts/{account}", {"metadata": {"a": self.random.choice(["b", None])}}),
            (f"/v2/core/accounts/{account}", self.changed({**V2_RECIPIENT})),
            (f"/v2/core/accounts/{account}/close", closed),
            (f"/v2/core/accounts/{account}/persons", {"given_name": "Ada", "relationship": {"owner": True}}),
            ("/v2/core/account_links", {"account": account, "use_case": use_case}),
            (
                "/v2/core/event_destinations",
                {**hook, **listens, "webhook_endpoint": {"url": "http://x.test"}},
            ),
            (f"/v2/core/event_destinations/{destination}/ping", {}),
        ]
        path, body = self.random.choice(stories)
        return self.request("POST", path, json.dumps(body))

    def changed(self, body: dict[str, Any]) -> dict[str, Any]:
        """A body with one of its fields left out or spoiled."""
        name = self.random.choice(sorted(body))
        changed = {**body, name: self.random.choice(ODD_LEAVES)}
        return changed if self.random.random() < 0.5 else {one: body[one] for one in body if one != name}

    def drawn(self, route: Route, path: str) -> Request:
        """An endpoint with parameters of its table, or with a body or a query that nobody means."""
        if route.method != "POST":
            return self.request(route.method, path, "", self.a_query(route))
        odd = self.random.random() < 0.2
        body = self.random.choice(ODD_BODIES) if odd else json.dumps(self.fields(route.params, 0))
        return self.request("POST", path, body)

    def a_query(self, route: Route) -> str:
        """An odd one, or one drawn from the table."""
        if self.random.random() < 0.5:
            return self.random.choice(ODD_QUERIES)
        drawn = self.fields(route.params, DEPTH_MAX)
        return urlencode({name: value for name, value in drawn.items() if isinstance(value, str | int)})

    def fields(self, class_name: str, depth: int) -> dict[str, Any]:
        """All required parameters and a few of the others."""
        table = tables()[class_name.rpartition(".")[2]]
        names = sorted(table["fields"])
        few = self.random.sample(names, k=min(len(names), 3 if depth < DEPTH_MAX else 1))
        return {name: self.value(name, table["fields"][name], depth) for name in {*table["required"], *few}}

    def value(self, name: str, kind: Any, depth: int) -> Any:
        """A value of the kind that the table names, and odd once in twenty."""
        if self.random.random() < 0.05:
            return self.random.choice(ODD_LEAVES)
        if isinstance(kind, dict):
            return self.composite(name, kind, depth)
        drawn = {"int": self.random.choice([0, 1, 7, 1990]), "bool": self.random.random() < 0.7}
        return drawn.get(kind, {"k": "v"} if kind == "map" else self.text(name))

    def composite(self, name: str, kind: dict[str, Any], depth: int) -> Any:
        """A choice, a list or a nested object."""
        if "any" in kind:
            return self.value(name, self.random.choice(kind["any"]), depth)
        if "enum" in kind:
            return self.random.choice(kind["enum"])
        if "list" in kind:
            return [self.value(name, kind["list"], depth + 1)]
        return self.fields(kind["ref"], depth + 1)

    def text(self, name: str) -> str:
        """A text that suits the name of its parameter."""
        if name == "account":
            return self.an_id("acct")
        return "https://x.test/x" if "url" in name else self.random.choice(TEXTS)
