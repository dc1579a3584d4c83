"""Where Stripe sends events: exactly the types that are handled, in the pinned version, with their secrets
kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deploy import events
from deploy.clients import Clients
from deploy.errors import NotAllowed
from deploy.google import Json
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps import secrets, signing_secrets
from deploy.steps.agreeing import ask
from deploy.wanted import Wanted
from pulse.settings import STRIPE_API_VERSION

HOOKS, DESTINATIONS = "/v1/webhook_endpoints", "/v2/core/event_destinations"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What Stripe is to send where."""

    name: str
    function: str
    secret: str
    types: tuple[str, ...]
    connect: bool = False
    thin: bool = False


ENDPOINTS = (
    Endpoint("platform", "stripewebhook", "STRIPE_WEBHOOK_SECRETS", tuple(events.of_the_platform())),
    Endpoint("accounts", "stripeconnectwebhook", "STRIPE_CONNECT_WEBHOOK_SECRETS",
             tuple(events.of_connected_accounts()), connect=True),
    Endpoint("accounts, thin", "stripeconnectwebhook", "STRIPE_CONNECT_WEBHOOK_SECRETS",
             events.thin(), thin=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    hooks: tuple[Json, ...]
    destinations: tuple[Json, ...]
    kept: Mapping[str, frozenset[str]]
    """Secret -> ids of the endpoints whose signing secret it has."""
    refused: str = ""
    """Why Stripe does not show the endpoints."""


def look_at_endpoints(clients: Clients, wanted: Wanted) -> Found:
    if not clients.stripe.key:
        return Found((), (), {}, "no key for Stripe was given to this run")
    secrets.require_mode(clients.stripe.key, wanted)
    try:
        hooks = clients.stripe.all(HOOKS, limit="100")
        destinations = clients.stripe.all(DESTINATIONS, **{"include[0]": "webhook_endpoint.url"})
    except NotAllowed as error:
        return Found((), (), {}, str(error))
    kept = {secret: signing_secrets.kept_by(secret, clients, wanted) for secret in secrets.FROM_STRIPE}
    return Found(tuple(hooks), tuple(destinations), kept)


def plan_endpoints(found: Found, wanted: Wanted) -> Plan:
    if found.refused:
        instead = (
            "Give a key that may write Webhook endpoints and Event destinations; it is stored nowhere:"
            f" STRIPE_SETUP_KEY=... make deploy PROJECT={wanted.project} APPLY=1"
        )
        return Plan(decisions=(Decision(f"The endpoints cannot be seen: {found.refused}.", instead),))
    if asked := _asked(found, wanted):
        return Plan(decisions=asked)
    right, changes = [], []
    for endpoint in ENDPOINTS:
        if change := _change(endpoint, found, wanted):
            changes.append(change)
        else:
            sent = f"{len(endpoint.types)} types ({endpoint.name})"
            right.append(f"Stripe sends {sent} to {_function(endpoint, wanted)}.")
    return Plan(tuple(right), tuple(changes))


def _asked(found: Found, wanted: Wanted) -> tuple[Decision, ...]:
    """An app that had a function of one of our names has an endpoint that leads there."""
    theirs = {
        one["id"]
        for endpoint in ENDPOINTS
        for one in _listed(endpoint, found)
        if _url(one) == wanted.function_url(endpoint.function)
        and (one.get("metadata") or {}).get("pulse") != wanted.project
    }
    would = "It sends to the address of one of our functions, and would be removed."
    otherwise = f"Set FUNCTION_PREFIX in {wanted.own_file}: our functions get other addresses."
    return ask("endpoint", theirs, would, otherwise, wanted)


def _change(endpoint: Endpoint, found: Found, wanted: Wanted) -> Change | None:
    there = [one for one in _listed(endpoint, found) if _url(one) == wanted.function_url(endpoint.function)]
    good = [one for one in there if one["id"] in found.kept[endpoint.secret] and _is_usable(endpoint, one)]
    count = len(endpoint.types)
    if not good:
        kind = Kind.REPLACE if there else Kind.CREATE
        said = (
            f"Have Stripe send {count} types ({endpoint.name}) to {_function(endpoint, wanted)},"
            " and keep its secret."
        )
        if there:
            said += f" It takes the place of {', '.join(one['id'] for one in there)}."
        return Change(kind, said, lambda clients: _replace(endpoint, there, clients, wanted))
    one, *rest = good
    if rest or len(there) > 1:
        more = [other for other in there if other["id"] != one["id"]]
        said = f"Remove {', '.join(other['id'] for other in more)}, which sends the same events again."
        return Change(Kind.DELETE, said, lambda clients: _remove(endpoint, more, clients))
    if sorted(one["enabled_events"]) != sorted(endpoint.types):
        said = f"Have {one['id']} send the {count} types that are handled ({endpoint.name})."
        return Change(Kind.CHANGE, said, lambda clients: _choose(endpoint, one["id"], clients))
    return None


def _listed(endpoint: Endpoint, found: Found) -> tuple[Json, ...]:
    return found.destinations if endpoint.thin else found.hooks


def _function(endpoint: Endpoint, wanted: Wanted) -> str:
    """As it is called in this project, with the prefix."""
    return wanted.function(endpoint.function)


def _url(one: Json) -> str:
    return str((one.get("webhook_endpoint") or one).get("url"))


def _is_usable(endpoint: Endpoint, one: Json) -> bool:
    """Neither the version of an endpoint nor the form of a destination can be changed."""
    if one["status"] != "enabled":
        return False
    if endpoint.thin:
        return bool(one["event_payload"] == "thin" and one["events_from"] == ["@accounts"])
    return bool(one["api_version"] == STRIPE_API_VERSION)


def _replace(endpoint: Endpoint, former: list[Json], clients: Clients, wanted: Wanted) -> None:
    """First the new one, then its secret, then the note that it is kept, then the old ones: no event is
    lost, and
    what an interruption leaves is replaced by the next run.
    """
    made = clients.stripe.post(DESTINATIONS if endpoint.thin else HOOKS, _body(endpoint, wanted))
    signing = str(made.get("secret") or made["webhook_endpoint"]["signing_secret"])
    signing_secrets.keep(endpoint.secret, signing, made["id"], {one["id"] for one in former}, clients, wanted)
    _remove(endpoint, former, clients)


def _remove(endpoint: Endpoint, former: list[Json], clients: Clients) -> None:
    for one in former:
        clients.stripe.delete(f"{DESTINATIONS if endpoint.thin else HOOKS}/{one['id']}")


def _choose(endpoint: Endpoint, endpoint_id: str, clients: Clients) -> None:
    place = DESTINATIONS if endpoint.thin else HOOKS
    clients.stripe.post(f"{place}/{endpoint_id}", {"enabled_events": list(endpoint.types)})


def _body(endpoint: Endpoint, wanted: Wanted) -> Json:
    url = wanted.function_url(endpoint.function)
    named = {"enabled_events": list(endpoint.types), "metadata": {"pulse": wanted.project}}
    if endpoint.thin:
        return {
            **named,
            "name": f"Pulse {wanted.project}: accounts",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "events_from": ["@accounts"],
            "webhook_endpoint": {"url": url},
            "include": ["webhook_endpoint.signing_secret", "webhook_endpoint.url"],
        }
    version = {"api_version": STRIPE_API_VERSION, "connect": endpoint.connect}
    return {**named, **version, "url": url, "description": f"Pulse {wanted.project}: {endpoint.name}"}
