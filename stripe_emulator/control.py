"""`/_emulator/`: what a test or a person can do and Stripe's API does not offer. JSON in and out, no key."""

import json
from collections.abc import Callable
from typing import Any

from stripe_emulator import tasks
from stripe_emulator.errors import StripeError
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.resources.accounts import accounts, onboarding
from stripe_emulator.resources.balance import balances, payouts
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.events import webhook_endpoints
from stripe_emulator.resources.payments import disputes, payment_intents
from stripe_emulator.resources.transfers import reversals
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM, State

Action = Callable[[World, Obj], Any]


def handle(world: World, request: Request) -> Response:
    """Answer one control request."""
    name = request.path.removeprefix("/_emulator/").strip("/")
    action = ACTIONS.get((request.method, name))
    if action is None:
        known = sorted(f"{method} /_emulator/{path}" for method, path in ACTIONS)
        return _json(404, {"error": f"no control {request.method} {request.path}", "known": known})
    try:
        given = json.loads(request.body) if request.body else {}
        with world.lock:
            tasks.run_due(world)
            answer = action(world, given)
    except StripeError as error:
        return _json(error.status, {"error": error.error["message"]})
    except (KeyError, TypeError, ValueError) as error:
        return _json(400, {"error": f"{type(error).__name__}: {error}"})
    return _json(200, {"ok": True} if answer is None else answer)


def _json(status: int, body: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(body))


def _clock(world: World, _given: Obj) -> Obj:
    return {"now": world.clock.wall(), "frozen": world.state.clock_frozen_at is not None}


def _advance(world: World, given: Obj) -> Obj:
    ran = tasks.advance(world, float(given["seconds"]))
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
    return {"id": world.faults.add(**given)}


def _clear_faults(world: World, _given: Obj) -> None:
    world.faults.clear()


def _onboard(world: World, given: Obj) -> Obj:
    onboarding.complete(world, given["account"], given.get("outcome", "active"), after=given.get("after"))
    return world.render(PLATFORM, "account", world.store.known(PLATFORM, "account", given["account"]))


def _set_capability(world: World, given: Obj) -> None:
    accounts.set_capability(world, given["account"], given["capability"], given["status"])


def _require(world: World, given: Obj) -> None:
    deadline, future = given.get("deadline"), given.get("future", False)
    accounts.require(world, given["account"], given["fields"], deadline=deadline, future=future)


def _deauthorize(world: World, given: Obj) -> None:
    accounts.deauthorize(world, given["account"])


def _balance(world: World, given: Obj) -> Obj:
    account = given.get("account", PLATFORM)
    balances.adjust_to(world, account, given.get("currency", "usd"), int(given["amount"]))
    return balances.render_balance(world, account)


def _pay(world: World, given: Obj) -> Obj:
    method = given.get("payment_method", "pm_card_visa")
    return payment_intents.pay(world, given["payment_intent"], method)


def _authenticate(world: World, given: Obj) -> Obj:
    return payment_intents.authenticate(world, given["payment_intent"], given.get("succeeds", True))


def _reverse(world: World, given: Obj) -> Obj:
    """A person reverses a transfer in the Dashboard."""
    params: Obj = {name: given[name] for name in ("amount", "refund_application_fee") if name in given}
    return reversals.create(Call(world, PLATFORM, params, {"id": given["transfer"]}))


def _open_dispute(world: World, given: Obj) -> Obj:
    charge = Call(world, PLATFORM, {}).find("charge", given["charge"])
    reason = given.get("reason", "fraudulent")
    dispute = disputes.open_for(world, PLATFORM, charge, reason, inquiry=given.get("inquiry", False))
    return world.render(PLATFORM, "dispute", dispute)


def _settle_dispute(world: World, given: Obj) -> Obj:
    if given["outcome"] not in ("won", "lost"):
        raise ValueError("outcome is won or lost")
    dispute = Call(world, PLATFORM, {}).find("dispute", given["dispute"])
    disputes.settle(world, PLATFORM, dispute, given["outcome"])
    return world.render(PLATFORM, "dispute", dispute)


def _fail_payout(world: World, given: Obj) -> Obj:
    owner = given.get("account", PLATFORM)
    payout = Call(world, owner, {}).find("payout", given["payout"])
    payouts.fail(world, owner, payout, given.get("code", "account_closed"))
    return world.render(owner, "payout", payout)


def _add_webhook_endpoint(world: World, given: Obj) -> Obj:
    params = {"enabled_events": ["*"], **given}
    secret = params.pop("secret", None)
    return webhook_endpoints.make(Call(world, PLATFORM, params), secret)


def _deliveries(world: World, _given: Obj) -> Obj:
    waiting = [dict(one) for one in world.state.deliveries.values()]
    return {"waiting": waiting, "policy": world.webhooks.policy()}


def _delivery_policy(world: World, given: Obj) -> Obj:
    world.webhooks.set_policy(**given)
    return world.webhooks.policy()


def _redeliver(world: World, given: Obj) -> None:
    world.webhooks.redeliver(given["event"], given.get("account", PLATFORM))


def _settings(world: World, given: Obj) -> Obj:
    world.configure(**given)
    return world.state.settings


def _dump(world: World, _given: Obj) -> Any:
    return json.loads(world.state.dump())


def _load(world: World, given: Obj) -> None:
    world.use(State.load(json.dumps(given)))


def _reset(world: World, _given: Obj) -> None:
    world.forget_everything()
    accounts.open_platform(world)


def _self_check(world: World, _given: Obj) -> None:
    world.ledger.self_check()


ACTIONS: dict[tuple[str, str], Action] = {
    ("GET", "clock"): _clock,
    ("POST", "clock/advance"): _advance,
    ("POST", "clock/freeze"): _freeze,
    ("POST", "clock/unfreeze"): _unfreeze,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("POST", "accounts/onboard"): _onboard,
    ("POST", "accounts/capability"): _set_capability,
    ("POST", "accounts/require"): _require,
    ("POST", "accounts/deauthorize"): _deauthorize,
    ("POST", "balance"): _balance,
    ("POST", "payment_intents/pay"): _pay,
    ("POST", "payment_intents/authenticate"): _authenticate,
    ("POST", "transfers/reverse"): _reverse,
    ("POST", "disputes/open"): _open_dispute,
    ("POST", "disputes/settle"): _settle_dispute,
    ("POST", "payouts/fail"): _fail_payout,
    ("POST", "webhook_endpoints"): _add_webhook_endpoint,
    ("GET", "deliveries"): _deliveries,
    ("POST", "deliveries/policy"): _delivery_policy,
    ("POST", "deliveries/resend"): _redeliver,
    ("POST", "settings"): _settings,
    ("GET", "self_check"): _self_check,
    ("GET", "state"): _dump,
    ("PUT", "state"): _load,
    ("POST", "reset"): _reset,
}
