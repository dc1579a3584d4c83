"""What the fuzz sends: calls as a platform makes them, calls drawn from the tables, odd forms, controls."""

import json
import random
import re
from typing import Any
from urllib.parse import quote_plus

from stripe_emulator import Request
from stripe_emulator.control import ACTIONS
from stripe_emulator.requests import parameters
from stripe_emulator.requests.expansion import KINDS
from stripe_emulator.requests.key_rights import noun_of
from stripe_emulator.requests.routes import ROUTES, Route
from stripe_emulator.resources.customers.test_cards import CARDS
from tests.emulator.conftest import EXPRESS
from tests.emulator.fuzz_v2 import V2Requests

ODD_TEXTS = ("", " ", "0", "-1", "null", "[]", "é\0ß", "x" * 600, "acct_none", "a/b", "%", "true", "1e5", "९")
ODD_NUMBERS = (0, -1, 1, 49, 50, 100, 333, 10_000, 99_999_999, 10**18, 10**40, "ten", "1.5", "", "+1", "²")
ODD_FORMS = (
    "a[", "a]=1", "a[]]=1", "a[b=1", "a[b]=1&a=2", "a=2&a[b]=1", "[]=1", "=", "&&&", "%ff=%00", "amount[]=1",
    "expand=x", "expand[]=", "expand[0][x]=1", "expand[]=data.data.data.data", "metadata=1", "metadata[][]=1",
    "limit=0", "limit=x", "created[gt]=x", "created[]=1", "starting_after=", "a" + "[b]" * 40 + "=1",
    "expand[9999999999999999999999]=x", "expand[²]=x", "amount[0]=1&amount[x]=2", "{}", '{"a": 1}',
)  # fmt: skip
ODD_HEADERS: tuple[dict[str, str], ...] = (
    {"authorization": ""},
    {"authorization": "Basic c2tfdGVzdF94Og=="},
    {"authorization": "Basic \xff"},
    {"authorization": "Bearer pk_test_x"},
    {"authorization": "Bearer rk_test_x"},
    {"stripe-account": ""},
    {"stripe-account": "acct_none"},
    {"stripe-context": "/"},
    {"stripe-version": "yesterday"},
    {"stripe-version": "2024-06-20"},
    {"idempotency-key": ""},
    {"idempotency-key": "k" * 300},
    {"idempotency-key": "again"},
)
EXPANDED = (
    "customer",
    "data",
    "latest_charge.refunds",
    "sources",
    "balance_transaction.source",
    "id",
    "x..y",
)
IDS_BY_NAME = {
    "account": "acct", "charge": "ch", "customer": "cus", "default_payment_method": "pm",
    "destination": "acct", "dispute": "dp", "external_account": "ba", "on_behalf_of": "acct",
    "payment_intent": "pi", "payout": "po", "payment_method": "pm", "source_transaction": "ch",
    "transfer": "tr", "event": "evt",
}  # fmt: skip
NAMED = re.compile(rf'"((?:{"|".join(KINDS)}|evt|we|person|ed_test|evt_test)_[A-Za-z0-9]{{14,}})"')
ANSWER_READ_MAX = 5_000
UNSAFE_CONTROLS = {("PUT", "state"), ("POST", "reset"), ("POST", "webhook_endpoints")}
"""These replace the world, or call addresses."""

RATES = ("eur", "jpy", "gbp")

FITTING: dict[str, Any] = {
    "seconds": 86_400, "outcome": "active", "kind": "late", "status": "inactive", "count": 1,
    "method": "POST", "type": "reserve_hold", "fraud_type": "misc", "source_type": "bank_account",
    "capability": "transfers", "fields": ["individual.id_number"], "future": True, "path": "/v1",
    "delay": 60, "rights": {"charges": "read"}, "reason": "fraudulent", "code": "no_account",
    "currency": "usd", "name": "some", "succeeds": True, "payment_method": "pm_card_visa", "eur": "1.1",
    "jpy": "0.01", "gbp": "1.3", "amount": 100, "shuffle": True, "drop": 0.5, "duplicate": 0.5,
    "deadline": 1_800_100_000, "description": "x", "source": "x", "inquiry": True, "probability": 0.5,
    "refund_application_fee": False, "keeps_key": False, "retry_after": [1.0, 2.0],
    "requests_per_second_max": 0, "refunds_wait_for_funds": False, "charges_available_at_once": True,
}  # fmt: skip

ODD_CONTROL_VALUES = ("x", -1, 1.5, None, [], {}, True, 10**9, "(", "", 10**400, [1], {"a": 1}, "é\0", 0)


class Requests:
    """Draws one request after another; `ids` holds those that answers have named, by their prefix."""

    def __init__(self, chance: random.Random) -> None:
        self.random = chance
        self.ids: dict[str, list[str]] = {}
        self.tables = parameters._tables()
        self.v2 = V2Requests(chance, self.an_id)

    def remember(self, answer: str) -> None:
        """Collect the ids of an answer, to be used in later calls."""
        for name in NAMED.findall(answer[:ANSWER_READ_MAX]):
            self.ids.setdefault(name.partition("_")[0], []).append(name)

    def next_request(self) -> Request:
        """Anything that may come in next."""
        makers = (
            self.story,
            self.story,
            self.story,
            self.drawn,
            self.drawn,
            self.odd,
            self.control,
            self.v2.story,
        )
        return self.random.choice(makers)()

    def request(self, method: str, path: str, text: str) -> Request:
        """A request with a secret key, now and then with headers that make no sense."""
        headers = {"authorization": "Bearer sk_test_x"}
        if self.random.random() < 0.08:
            headers |= self.random.choice(ODD_HEADERS)
        if self.random.random() < 0.1:
            headers["stripe-account"] = self.an_id("acct")
        in_query = method != "POST"
        return Request(method, path, text if in_query else "", headers, "" if in_query else text)

    def story(self) -> Request:
        """A call as a platform makes it, with one change in three."""
        method, path, params = self.random.choice(self.stories())
        if self.random.random() < 0.35:
            params = self.changed(params)
        return self.request(method, path, form(params))

    def stories(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What a platform does, on objects that are there."""
        amount = self.random.choice([50, 99, 500, 10_000])
        money = {"amount": amount, "currency": self.random.choice(["usd", "usd", "usd", "eur", "jpy"])}
        intent = {
            **money,
            "payment_method": self.random.choice(sorted(CARDS)),
            "confirm": "true",
            "return_url": "https://x.test",
            "capture_method": self.random.choice(["automatic", "manual"]),
        }
        shared = {
            **intent,
            "transfer_data": {"destination": self.an_id("acct")},
            "application_fee_amount": 20,
        }
        pi, charge, account = self.an_id("pi"), self.an_id("ch"), self.an_id("acct")
        return [
            ("POST", "/v1/payment_intents", intent),
            ("POST", "/v1/payment_intents", shared),
            ("POST", f"/v1/payment_intents/{pi}/capture", {"amount_to_capture": amount}),
            ("POST", f"/v1/payment_intents/{pi}/cancel", {}),
            ("POST", f"/v1/payment_intents/{pi}/confirm", {"payment_method": "pm_card_visa"}),
            ("GET", f"/v1/charges/{charge}", {"expand": {"0": "refunds"}}),
            ("POST", "/v1/refunds", {"payment_intent": pi, "amount": amount}),
            ("POST", "/v1/refunds", {"charge": charge, "reverse_transfer": "true"}),
            ("POST", "/v1/transfers", {**money, "destination": account}),
            ("POST", "/v1/transfers", {**money, "destination": account, "source_transaction": charge}),
            ("POST", f"/v1/transfers/{self.an_id('tr')}/reversals", {"amount": amount}),
            ("POST", "/v1/customers", {"email": "a@b.test"}),
            ("POST", f"/v1/payment_methods/{self.an_id('pm')}/attach", {"customer": self.an_id("cus")}),
            ("POST", "/v1/payouts", money),
            ("POST", "/v1/topups", money),
            ("POST", "/v1/accounts", EXPRESS),
            ("POST", f"/v1/accounts/{account}", {"metadata": {"a": "b"}}),
            ("GET", "/v1/events", {"limit": "100"}),
            ("POST", f"/v1/disputes/{self.an_id('dp')}", self.evidence()),
            ("POST", f"/v1/disputes/{self.an_id('dp')}/close", {}),
            ("POST", f"/v1/application_fees/{self.an_id('fee')}/refunds", {"amount": "1"}),
        ]

    def evidence(self) -> dict[str, Any]:
        """What a platform answers to a dispute; test values decide it."""
        texts = ("winning_evidence", "losing_evidence", "escalate_inquiry_evidence", "a round", "")
        return {"evidence": {"uncategorized_text": self.random.choice(texts)}, "submit": "true"}

    def changed(self, params: dict[str, Any]) -> dict[str, Any]:
        """The parameters with one left out, spoiled or added."""
        changed = dict(params)
        name = self.random.choice([*params, "expand", "metadata", "colour"])
        changed.pop(name, None)
        if self.random.random() < 0.7:
            changed[name] = self.random.choice([self.odd_value(), {"0": self.random.choice(EXPANDED)}])
        return changed

    def drawn(self) -> Request:
        """Any endpoint with parameters of its table."""
        route = self.random.choice(ROUTES)
        if route.path.startswith("/v2/"):
            return self.v2.drawn(route, self.path_of(route))
        params = self.fields(route.params, 0) if route.params else {}
        return self.request(route.method, self.path_of(route), form(params))

    def path_of(self, route: Route) -> str:
        """The path with ids: mostly of the right kind."""
        prefixes = {
            "accounts": "acct",
            "payment_intents": "pi",
            "charges": "ch",
            "customers": "cus",
            "event_destinations": "ed",
        }
        noun = noun_of(route.path)
        right = [one for one in self.ids if one == prefixes.get(noun)] or sorted(self.ids)
        return re.sub(r"\{\w+\}", lambda _: self.an_id(self.random.choice(right)), route.path)

    def fields(self, class_name: str, depth: int) -> dict[str, Any]:
        """All required parameters and a few of the others."""
        table = self.tables[class_name]
        few = self.random.sample(sorted(table["fields"]), k=min(len(table["fields"]), 3 if depth < 3 else 0))
        return {name: self.value(name, table["fields"][name], depth) for name in {*table["required"], *few}}

    def value(self, name: str, kind: Any, depth: int) -> Any:
        """A value of the kind that the table names, and odd once in ten."""
        if self.random.random() < 0.1:
            return self.odd_value()
        if isinstance(kind, dict):
            return self.composite(name, kind, depth)
        drawn = {"int": self.random.choice(ODD_NUMBERS), "float": "0.5", "bool": "true", "empty": ""}
        return drawn.get(kind, {"k": "v"} if kind == "map" else self.text(name))

    def composite(self, name: str, kind: dict[str, Any], depth: int) -> Any:
        """A choice, a list or a nested object."""
        if "any" in kind:
            return self.value(name, self.random.choice(kind["any"]), depth)
        if "enum" in kind:
            return self.random.choice(kind["enum"])
        if "list" in kind:
            return {"0": self.value(name, kind["list"], depth)}
        return self.fields(kind["ref"], depth + 1)

    def text(self, name: str) -> str:
        """A text that suits the name of its parameter."""
        if name == "currency":
            return self.random.choice(["usd", "eur", "jpy", "kwd", "isk", "ugx", "USD", "xxx"])
        if name == "expand":
            return self.random.choice(EXPANDED)
        prefix = IDS_BY_NAME.get(name) or (self.random.choice(sorted(self.ids)) if "after" in name else "")
        return (
            self.an_id(prefix)
            if prefix
            else self.random.choice(("US", "a@b.test", "https://x.test", "pm_card_visa"))
        )

    def odd(self) -> Request:
        """A form, a path or a method that nobody means."""
        route = self.random.choice(ROUTES)
        path = re.sub(r"\{\w+\}", lambda _: quote_plus(self.random.choice(ODD_TEXTS)), route.path)
        path = self.random.choice([path, self.path_of(route), f"{path}/x", "/v1", "/", "//", "/v1//x"])
        method = self.random.choice([route.method, "GET", "POST", "DELETE", "PUT", "PATCH"])
        return self.request(method, path, self.random.choice(ODD_FORMS))

    def control(self) -> Request:
        """What the control offers, with arguments that may fit."""
        method, name = self.random.choice(sorted(set(ACTIONS) - UNSAFE_CONTROLS))
        names = RATES if (known := ACTIONS[method, name].names) is None else known
        drawn = self.random.sample(names, self.random.randint(min(1, len(names)), len(names)))
        given = {one: self.random.choice(self.arguments(one)) for one in drawn}
        if self.random.random() < 0.05:
            given["unknown"] = 1
        text = (
            self.random.choice(["[]", "1", "{", "null"]) if self.random.random() < 0.1 else json.dumps(given)
        )
        return Request(method, f"/_emulator/{name}", "", {}, text)

    def arguments(self, name: str) -> list[Any]:
        """Values for one argument of a control."""
        prefix = IDS_BY_NAME.get(name)
        fitting = self.an_id(prefix) if prefix else FITTING.get(name, 5)
        return [fitting] * len(ODD_CONTROL_VALUES) + [*ODD_CONTROL_VALUES]

    def an_id(self, prefix: str) -> str:
        """An id that was seen, mostly of this kind."""
        known = self.ids.get(prefix)
        if not known or self.random.random() < 0.05:
            return self.random.choice(
                [f"{prefix}_none", "pm_card_visa", *(one[-1] for one in self.ids.values())]
            )
        return self.random.choice(known[-8:])

    def odd_value(self) -> Any:
        """A value of no kind in particular."""
        return self.random.choice([*ODD_TEXTS, *ODD_NUMBERS, {"a": "b"}, {"0": "x"}, {}])


def form(params: Any, prefix: str = "") -> str:
    """Nested parameters in Stripe's encoding."""
    parts = []
    for name, value in params.items():
        full = f"{prefix}[{name}]" if prefix else str(name)
        parts.append(form(value, full) if isinstance(value, dict) else f"{full}={quote_plus(str(value))}")
    return "&".join(part for part in parts if part)
