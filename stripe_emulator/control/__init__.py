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
        given = _body(request)
        with world.lock:
            tasks.run_due(world)
            answer = action(world, given)
    except StripeError as error:
        return _json(error.status, {"error": error.error["message"]})
    except KeyError as error:
        return _json(
            400, {"error": f"The body must have {error}, or it names something that does not exist."}
        )
    except OverflowError:
        return _json(400, {"error": "A number in the body is too large."})
    except (TypeError, ValueError) as error:
        return _json(400, {"error": str(error)})
    return _json(200, {"ok": True} if answer is None else answer)


def _body(request: Request) -> Obj:
    try:
        given = json.loads(request.body) if request.body else {}
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The body is not JSON: {error}.") from error
    if not isinstance(given, dict):
        raise TypeError("The body must be a JSON object.")
    return given


def _json(status: int, body: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(body))
