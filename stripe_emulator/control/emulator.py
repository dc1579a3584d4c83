"""Control of the emulator itself: clock, faults, webhooks, settings, the whole state."""

import copy
import json
import math
import re
from typing import Any

from stripe_emulator import tasks
from stripe_emulator.control.action import Action
from stripe_emulator.control.given import needed, number, one_of, text, texts, yes
from stripe_emulator.messages import Obj
from stripe_emulator.requests import parameters
from stripe_emulator.requests.key_rights import noun_of
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.catalog import ENDPOINTS
from stripe_emulator.resources.events import event_destinations, webhook_endpoints
from stripe_emulator.resources.v2_accounts import agreement
from stripe_emulator.world import World, thin
from stripe_emulator.world.destinations import ACCOUNTS, SELF
from stripe_emulator.world.ledger import BalancesDisagree
from stripe_emulator.world.settings import SETTINGS
from stripe_emulator.world.state import PLATFORM, State
from stripe_emulator.world.webhooks import POLICY

FAULT = ("kind", "method", "path", "count", "probability", "skip", "delay", "status", "keeps_key")
ENABLED_EVENTS = ("WebhookEndpointCreateParams", "enabled_events")
KEY_NAME = re.compile("[A-Za-z0-9_-]{1,100}")


def _clock(world: World, _given: Obj) -> Obj:
    return {"now": world.clock.wall(), "frozen": world.state.clock_frozen_at is not None}


def _advance(world: World, given: Obj) -> Obj:
    ran = tasks.advance(world, number(given, "seconds"))
    return {**_clock(world, {}), "tasks_run": ran}


def _freeze(world: World, _given: Obj) -> Obj:
    world.clock.freeze()
    return _clock(world, {})


def _unfreeze(world: World, _given: Obj) -> Obj:
    world.clock.unfreeze()
    return _clock(world, {})


def _faults(world: World, _given: Obj) -> Obj:
    return {"rules": world.faults.rules(), "struck": world.faults.struck()}


def _add_fault(world: World, given: Obj) -> Obj:
    text(given, "kind")
    return {"id": world.faults.add(**given)}


def _clear_faults(world: World, _given: Obj) -> None:
    world.faults.clear()


def _add_webhook_endpoint(world: World, given: Obj) -> Obj:
    params = {"enabled_events": ["*"], **given}
    text(params, "url")
    for event in texts(params, "enabled_events"):
        one_of({"enabled_events": event}, "enabled_events", parameters.choices(*ENABLED_EVENTS))
    yes(params, "connect", default=False)
    secret = text(params, "secret") if "secret" in params else None
    params.pop("secret", None)
    return webhook_endpoints.make(Call(world, PLATFORM, params), secret)


def _add_event_destination(world: World, given: Obj) -> Obj:
    """A destination with a chosen secret; without `enabled_events` it takes every type of its form."""
    form = text(given, "event_payload", "thin")
    if form not in ("thin", "snapshot"):
        raise ValueError(f"'event_payload' is thin or snapshot, not {form!r}.")
    every = sorted(thin.types()) if form == "thin" else ["*"]
    scopes = [SELF, ACCOUNTS]
    params: Obj = {
        "name": text(given, "name", "emulator"),
        "type": "webhook_endpoint",
        "event_payload": form,
        "enabled_events": texts(given, "enabled_events") if "enabled_events" in given else every,
        "events_from": texts(given, "events_from") if "events_from" in given else scopes,
        "webhook_endpoint": {"url": text(given, "url")},
        "include": ["webhook_endpoint.signing_secret", "webhook_endpoint.url"],
    }
    secret = text(given, "secret") if "secret" in given else None
    return event_destinations.make(Call(world, PLATFORM, params), secret)


def _deliveries(world: World, _given: Obj) -> Obj:
    waiting = [dict(one) for one in world.state.deliveries.values()]
    return {"waiting": waiting, "policy": world.webhooks.policy()}


def _delivery_policy(world: World, given: Obj) -> Obj:
    world.webhooks.set_policy(**given)
    return world.webhooks.policy()


def _redeliver(world: World, given: Obj) -> None:
    world.webhooks.redeliver(text(given, "event"), text(given, "account", PLATFORM))


def _settings(world: World, given: Obj) -> Obj:
    world.configure(**given)
    return world.state.settings


def _restrict(world: World, given: Obj) -> Obj:
    """Make a restricted key, or replace its rights: docs.stripe.com/keys#limit-access."""
    nouns = {noun_of(path) for _, path, *_ in ENDPOINTS}
    rights = needed(given, "rights")
    if not isinstance(rights, dict):
        raise TypeError(f"'rights' must be an object, not {rights!r}.")
    for noun, level in rights.items():
        if noun not in nouns or level not in ("none", "read", "write"):
            raise ValueError(f"{noun!r}: {level!r} is no right; none, read or write for {sorted(nouns)}")
    if not KEY_NAME.fullmatch(text(given, "name")):
        raise ValueError(f"'name' must be of letters, digits, '_' and '-', not {given['name']!r}.")
    key = f"rk_test_{given['name']}"
    world.state.restricted_keys[key] = rights
    return {"key": key, "rights": rights}


def _dump(world: World, _given: Obj) -> Any:
    return json.loads(world.state.dump())


def _load(world: World, given: Obj) -> None:
    objects = given.get("objects")
    if not isinstance(objects, dict) or PLATFORM not in objects:
        raise ValueError("That is not a state that this emulator wrote: it has no platform.")
    try:
        state = State.load(json.dumps(given))
        trial = copy.copy(world)
        trial.use(state.copy())
        trial.ledger.self_check()
        _check_plans(trial)
    except (TypeError, ValueError, AttributeError, KeyError, BalancesDisagree) as error:
        raise ValueError(f"That is not a state that this emulator wrote: {error}.") from error
    world.use(state)


def _check_plans(world: World) -> None:
    """Raise for a platform, a task or a delivery that could never be worked with."""
    world.render(PLATFORM, "account", world.store.known(PLATFORM, "account", PLATFORM))
    for due, _, kind, arguments in world.state.schedule:
        number({"due": due}, "due")
        tasks.TASKS[kind], [*arguments]
    for one in world.state.deliveries.values():
        number(one, "next_at")
    world.webhooks.due(math.inf)


def _reset(world: World, _given: Obj) -> None:
    world.forget_everything()
    accounts.open_platform(world)


def _self_check(world: World, _given: Obj) -> None:
    world.ledger.self_check()
    agreement.check(world)


ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", "clock"): Action(_clock),
    ("POST", "clock/advance"): Action(_advance, ("seconds",)),
    ("POST", "clock/freeze"): Action(_freeze),
    ("POST", "clock/unfreeze"): Action(_unfreeze),
    ("GET", "faults"): Action(_faults),
    ("POST", "faults"): Action(_add_fault, FAULT),
    ("DELETE", "faults"): Action(_clear_faults),
    ("POST", "webhook_endpoints"): Action(
        _add_webhook_endpoint, ("url", "connect", "secret", "enabled_events")
    ),
    ("POST", "event_destinations"): Action(
        _add_event_destination,
        ("url", "name", "secret", "event_payload", "enabled_events", "events_from"),
    ),
    ("GET", "deliveries"): Action(_deliveries),
    ("POST", "deliveries/policy"): Action(_delivery_policy, tuple(POLICY)),
    ("POST", "deliveries/resend"): Action(_redeliver, ("event", "account")),
    ("POST", "settings"): Action(_settings, tuple(SETTINGS)),
    ("POST", "restricted_keys"): Action(_restrict, ("name", "rights")),
    ("GET", "self_check"): Action(_self_check),
    ("GET", "state"): Action(_dump),
    ("PUT", "state"): Action(_load, None),
    ("POST", "reset"): Action(_reset),
}
