"""`/_emulator/`: what a test or a person may do that Stripe's API does not offer. JSON in and out, no key."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stripe_emulator.call import Call
from stripe_emulator.errors import StripeError
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.resources import disputes, payment_intents, payouts, reversals, webhook_endpoints
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

Action = Callable[["Emulator", Obj], Any]


def handle(emulator: "Emulator", request: Request) -> Response:
    """Answer one control request."""
    name = request.path.removeprefix("/_emulator/").strip("/")
    action = ACTIONS.get((request.method, name))
    if action is None:
        known = sorted(f"{method} /_emulator/{path}" for method, path in ACTIONS)
        return _json(404, {"error": f"no control {request.method} {request.path}", "known": known})
    try:
        given = json.loads(request.body) if request.body else {}
        with emulator.lock:
            emulator.run_due()
            answer = action(emulator, given)
    except StripeError as error:
        return _json(error.status, {"error": error.error["message"]})
    except (KeyError, TypeError, ValueError) as error:
        return _json(400, {"error": f"{type(error).__name__}: {error}"})
    return _json(200, {"ok": True} if answer is None else answer)


def _json(status: int, body: Any) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps(body))


def _clock(emulator: "Emulator", _given: Obj) -> Obj:
    return {"now": emulator.clock.wall(), "frozen": emulator.state.clock_frozen_at is not None}


def _advance(emulator: "Emulator", given: Obj) -> Obj:
    ran = emulator.advance(float(given["seconds"]))
    return {**_clock(emulator, {}), "tasks_run": ran}


def _freeze(emulator: "Emulator", _given: Obj) -> Obj:
    emulator.clock.freeze()
    return _clock(emulator, {})


def _unfreeze(emulator: "Emulator", _given: Obj) -> Obj:
    emulator.clock.unfreeze()
    return _clock(emulator, {})


def _faults(emulator: "Emulator", _given: Obj) -> Obj:
    return {"rules": emulator.faults.rules(), "struck": emulator.faults.struck()}


def _add_fault(emulator: "Emulator", given: Obj) -> Obj:
    return {"id": emulator.faults.add(**given)}


def _clear_faults(emulator: "Emulator", _given: Obj) -> None:
    emulator.faults.clear()


def _onboard(emulator: "Emulator", given: Obj) -> Obj:
    emulator.complete_onboarding(given["account"], given.get("outcome", "active"), after=given.get("after"))
    return emulator.render(PLATFORM, "account", emulator.store.known(PLATFORM, "account", given["account"]))


def _set_capability(emulator: "Emulator", given: Obj) -> None:
    emulator.set_capability(given["account"], given["capability"], given["status"])


def _require(emulator: "Emulator", given: Obj) -> None:
    deadline, future = given.get("deadline"), given.get("future", False)
    emulator.require(given["account"], given["fields"], deadline=deadline, future=future)


def _deauthorize(emulator: "Emulator", given: Obj) -> None:
    emulator.deauthorize(given["account"])


def _balance(emulator: "Emulator", given: Obj) -> Obj:
    account = given.get("account", PLATFORM)
    emulator.set_balance(given.get("currency", "usd"), int(given["amount"]), account=account)
    return emulator.balance_of(account)


def _pay(emulator: "Emulator", given: Obj) -> Obj:
    method = given.get("payment_method", "pm_card_visa")
    return payment_intents.pay(emulator, given["payment_intent"], method)


def _authenticate(emulator: "Emulator", given: Obj) -> Obj:
    return payment_intents.authenticate(emulator, given["payment_intent"], given.get("succeeds", True))


def _reverse(emulator: "Emulator", given: Obj) -> Obj:
    """A person reverses a transfer in the Dashboard."""
    params: Obj = {name: given[name] for name in ("amount", "refund_application_fee") if name in given}
    return reversals.create(Call(emulator, PLATFORM, params, {"id": given["transfer"]}))


def _open_dispute(emulator: "Emulator", given: Obj) -> Obj:
    charge = Call(emulator, PLATFORM, {}).find("charge", given["charge"])
    reason = given.get("reason", "fraudulent")
    dispute = disputes.open_for(emulator, PLATFORM, charge, reason, inquiry=given.get("inquiry", False))
    return emulator.render(PLATFORM, "dispute", dispute)


def _settle_dispute(emulator: "Emulator", given: Obj) -> Obj:
    if given["outcome"] not in ("won", "lost"):
        raise ValueError("outcome is won or lost")
    dispute = Call(emulator, PLATFORM, {}).find("dispute", given["dispute"])
    disputes.settle(emulator, PLATFORM, dispute, given["outcome"])
    return emulator.render(PLATFORM, "dispute", dispute)


def _fail_payout(emulator: "Emulator", given: Obj) -> Obj:
    owner = given.get("account", PLATFORM)
    payout = Call(emulator, owner, {}).find("payout", given["payout"])
    payouts.fail(emulator, owner, payout, given.get("code", "account_closed"))
    return emulator.render(owner, "payout", payout)


def _add_webhook_endpoint(emulator: "Emulator", given: Obj) -> Obj:
    params = {"enabled_events": ["*"], **given}
    secret = params.pop("secret", None)
    return webhook_endpoints.make(Call(emulator, PLATFORM, params), secret)


def _deliveries(emulator: "Emulator", _given: Obj) -> Obj:
    waiting = [dict(one) for one in emulator.state.deliveries.values()]
    return {"waiting": waiting, "policy": emulator.webhooks.policy()}


def _delivery_policy(emulator: "Emulator", given: Obj) -> Obj:
    emulator.webhooks.set_policy(**given)
    return emulator.webhooks.policy()


def _redeliver(emulator: "Emulator", given: Obj) -> None:
    emulator.webhooks.redeliver(given["event"], given.get("account", PLATFORM))


def _settings(emulator: "Emulator", given: Obj) -> Obj:
    emulator.configure(**given)
    return emulator.state.settings


def _dump(emulator: "Emulator", _given: Obj) -> Any:
    return json.loads(emulator.dump())


def _load(emulator: "Emulator", given: Obj) -> None:
    emulator.load(json.dumps(given))


def _reset(emulator: "Emulator", _given: Obj) -> None:
    emulator.reset()


def _self_check(emulator: "Emulator", _given: Obj) -> None:
    emulator.self_check()


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
