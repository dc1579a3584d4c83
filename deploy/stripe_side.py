"""Stripe's API as the steps use it, by plain REST, with one key at a time.

The product's own key does what the product does. To set endpoints up takes rights that the product must not
have, so that is done with `STRIPE_SETUP_KEY`, which is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from deploy.errors import CannotDeploy, NotAllowed, Unanswered
from pulse.settings import STRIPE_API_VERSION

Json = dict[str, Any]
STRIPE = "https://api.stripe.com"
_SECONDS = 60


@dataclass(frozen=True)
class StripeSide:
    session: requests.Session
    product_key: str = ""
    """The key that the functions will have, if it was given to this run."""
    setup_key: str = ""
    """A key that may make endpoints and set the balance's settings; empty: the product's key is tried."""
    base: str = STRIPE

    @property
    def key(self) -> str:
        return self.setup_key or self.product_key

    def get(self, path: str, *, key: str = "", **query: str) -> Json:
        return self._ask("GET", path, None, query, key)

    def all(self, path: str, **query: str) -> list[Json]:
        """Every object of a list of API v1 or v2."""
        page = self.get(path, **query)
        found: list[Json] = list(page["data"])
        while page.get("has_more") or page.get("next_page_url"):
            if page.get("next_page_url"):
                page = self.get(str(page["next_page_url"]))
            else:
                page = self.get(path, **query, starting_after=found[-1]["id"])
            found += page["data"]
        return found

    def post(self, path: str, body: Json) -> Json:
        return self._ask("POST", path, body, {}, "")

    def delete(self, path: str) -> None:
        self._ask("DELETE", path, None, {}, "")

    def _ask(self, method: str, path: str, body: Json | None, query: Mapping[str, str], key: str) -> Json:
        """API v2 takes JSON, v1 forms."""
        if not (key or self.key):
            raise CannotDeploy("There is no key for Stripe: set STRIPE_SETUP_KEY, or STRIPE_SECRET_KEY.")
        sent: dict[str, Any] = {}
        if body is not None:
            sent = {"json": body} if path.startswith("/v2/") else {"data": dict(_form(body))}
        headers = {"Authorization": f"Bearer {key or self.key}", "Stripe-Version": STRIPE_API_VERSION}
        try:
            answer = self.session.request(
                method, f"{self.base}{path}", params=query, headers=headers, timeout=_SECONDS, **sent
            )
        except requests.RequestException as error:
            raise Unanswered(f"Stripe did not answer ({type(error).__name__}).") from error
        return _read(answer, method, path)


def _read(answer: requests.Response, method: str, path: str) -> Json:
    found: Json = answer.json() if answer.content else {}
    if answer.ok:
        return found
    message = found.get("error", {}).get("message", f"HTTP {answer.status_code}")
    if answer.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
        raise NotAllowed(f"Stripe does not let this key {method} {path}: {message}")
    raise CannotDeploy(f"Stripe refuses {method} {path}: {message}")


def _form(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Stripe's form encoding: `enabled_events[0]=...`, `metadata[pulse]=...`."""
    if isinstance(value, dict):
        return [
            pair for key, each in value.items() for pair in _form(each, f"{name}[{key}]" if name else key)
        ]
    if isinstance(value, list):
        return [pair for place, each in enumerate(value) for pair in _form(each, f"{name}[{place}]")]
    return [(name, str(value).lower() if isinstance(value, bool) else str(value))]
