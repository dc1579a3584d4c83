"""`/_emulator/`: what a test or a person can do and Stripe's API does not offer. JSON in and out, no key."""

import json
from typing import Any

from stripe_emulator import tasks
from stripe_emulator.control import emulator, outside
from stripe_emulator.control.action import Action
from stripe_emulator.errors import StripeError
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.world import World

ACTIONS: dict[tuple[str, str], Action] = {**emulator.ACTIONS, **outside.ACTIONS}


def handle(world: World, request: Request) -> Response:
    """Answer one control request."""
    name = request.path.removeprefix("/_emulator/").strip("/")
    action = ACTIONS.get((request.method, name))
    if action is None:
        known = sorted(f"{method} /_emulator/{path}" for method, path in ACTIONS)
        return _json(404, {"error": f"no control {request.method} {request.path}", "known": known})
    try:
        given = _object(request.body)
        with world.lock:
            tasks.run_due(world)
            answer = action(world, given)
    except StripeError as error:
        return _json(error.status, {"error": error.error["message"]})
    except (KeyError, TypeError, ValueError) as error:
        return _json(400, {"error": f"{type(error).__name__}: {error}"})
    return _json(200, {"ok": True} if answer is None else answer)


def _object(text: str) -> Obj:
    given = json.loads(text) if text else {}
    if not isinstance(given, dict):
        raise TypeError("the body must be a JSON object")
    return given


def _json(status: int, body: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(body))
