"""Bad input at every endpoint of the story gets its status and a sentence that says what is wrong."""

import json
import time

import httpx
import pytest
import stripe

from local.people import CUSTOMER, TRAINER, WINNER

GET, POST = "GET", "POST"
OPERATIONS = {
    "create-connected-account": (POST, {}),
    "create-winner-connected-account": (POST, {}),
    "complete-stripe-onboarding": (GET, {}),
    "complete-winner-stripe-onboarding": (GET, {}),
    "create-payment-intent": (POST, {"challengeId": "challenge_789", "amount": 10_000}),
    "complete-payment": (POST, {"challengeId": "challenge_789", "paymentId": "pi_unknown"}),
    "get-earnings": (GET, {}),
    "get-winner-earnings": (GET, {}),
    "get-dashboard-link": (POST, {}),
    "get-winner-dashboard-link": (POST, {}),
}
NEEDS_A_USER = ["create-connected-account", "create-winner-connected-account"]
TAKE_A_BODY = [name for name, (method, _) in OPERATIONS.items() if method == POST]


def call(app, name, **changes):
    method, fields = OPERATIONS[name]
    where = "params" if method == GET else "json"
    return app.send(method, name, **{where: {**fields, **changes}})


def assert_refused(answer, status):
    assert answer.status == status, answer.body
    assert answer.body["success"] is False
    assert len(answer.body["error"].split()) >= 3, "a sentence for a person"
    assert answer.body["code"]
    assert answer.body["requestId"]
    assert answer.headers["Cache-Control"].find("no-store") >= 0


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_a_token_nobody_gets_in(nobody, name):
    assert_refused(call(nobody, name), 401)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_malformed_token_is_refused(nobody, name):
    method, fields = OPERATIONS[name]
    where = "params" if method == GET else "json"
    answer = nobody.send(method, name, headers={"Authorization": "Bearer nonsense"}, **{where: fields})
    assert_refused(answer, 401)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_user_id_of_another_person_is_refused(stage, name):
    assert_refused(call(stage.apps[CUSTOMER.uid], name, userId=TRAINER.uid), 403)


@pytest.mark.parametrize("name", NEEDS_A_USER)
def test_an_unknown_user_is_not_found(stranger, name):
    assert_refused(call(stranger, name), 404)


@pytest.mark.parametrize("name", ["create-payment-intent", "complete-payment"])
def test_an_unknown_challenge_is_not_found(stage, name):
    assert_refused(call(stage.apps[CUSTOMER.uid], name, challengeId="no_such_challenge"), 404)


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff\xfe"])
@pytest.mark.parametrize("name", TAKE_A_BODY)
def test_malformed_json_is_refused(stage, name, body):
    answer = stage.apps[WINNER.uid].send(
        POST, name, content=body, headers={"Content-Type": "application/json"}
    )
    assert_refused(answer, 400)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_malformed_field_is_named(stage, name):
    answer = call(stage.apps[WINNER.uid], name, userId="no/such user")
    assert_refused(answer, 400)
    assert "userId" in answer.body["error"]


@pytest.mark.parametrize("amount", [0, -1, 99.5, "10000", True])
def test_an_invalid_amount_is_refused(stage, amount):
    answer = call(stage.apps[CUSTOMER.uid], "create-payment-intent", amount=amount)
    assert_refused(answer, 400)
    assert "amount" in answer.body["error"]


def test_an_unknown_field_is_named(stage):
    answer = call(stage.apps[CUSTOMER.uid], "create-payment-intent", currencey="usd")
    assert_refused(answer, 400)
    assert "currencey" in answer.body["error"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_wrong_method_is_told_the_right_ones(stage, name):
    answer = stage.apps[WINNER.uid].send("DELETE", name)
    assert_refused(answer, 405)
    assert OPERATIONS[name][0] in answer.headers["Allow"]


def test_an_unknown_operation_is_not_found(stage):
    assert_refused(stage.apps[WINNER.uid].post("no-such-operation"), 404)


FUNCTIONS = {"stripewebhook": "platform", "stripeconnectwebhook": "connect"}


def forged_event(name):
    event = {
        "id": f"evt_forged_{name}",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": "pi_forged", "object": "payment_intent"}},
    }
    return json.dumps(event)


def deliver(where, function, payload, signature):
    return httpx.post(
        where.function(function),
        content=payload,
        headers={"Stripe-Signature": signature, "Content-Type": "application/json"},
        timeout=60,
        trust_env=False,
    )


def signed(payload, secret, *, at=None):
    at = int(time.time()) if at is None else at
    return f"t={at},v1={stripe.WebhookSignature._compute_signature(f'{at}.{payload}', secret)}"


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "signature",
    ["", "nonsense", "t=1,v1=00", "another secret", "the other endpoint's secret", "an hour old"],
)
def test_a_webhook_with_a_wrong_signature_is_refused_and_not_stored(where, stage, function, signature):
    payload = forged_event(function)
    secrets = where.webhook_secrets
    other = secrets["connect" if FUNCTIONS[function] == "platform" else "platform"]
    header = {
        "another secret": signed(payload, "whsec_another"),
        "the other endpoint's secret": signed(payload, other),
        "an hour old": signed(payload, secrets[FUNCTIONS[function]], at=int(time.time()) - 3_600),
    }.get(signature, signature)
    answer = deliver(where, function, payload, header)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not stage.document(f"stripeEvents/evt_forged_{function}")
    assert not stage.find("stripeEvents", objectId="pi_forged")
