"""Stripe's two endpoints on the wire: what they accept, what they store, and what they answer."""

from __future__ import annotations

import json

import pytest

from pulse.doors import webhooks
from stripe_emulator.world.webhooks import signature
from tests.doors.broken import without_store
from tests.doors.served import wsgi

SECRETS = {"platform": "whsec_platform_1", "connect": "whsec_connect_1"}
LIMIT = 256 * 1024


@pytest.fixture(autouse=True)
def _bound(monkeypatch):
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRETS", f"{SECRETS['platform']},whsec_platform_2")
    monkeypatch.setenv("STRIPE_CONNECT_WEBHOOK_SECRETS", SECRETS["connect"])


def event(account: str | None = None, **fields) -> bytes:
    body = {
        "id": "evt_1",
        "object": "event",
        "type": "transfer.created",
        "created": 1_795_000_000,
        "livemode": False,
        "data": {"object": {"id": "tr_1", "object": "transfer"}},
        **({"account": account} if account else {}),
        **fields,
    }
    return json.dumps(body).encode()


def signed(served, payload: bytes, secret: str) -> dict[str, str]:
    return {"Stripe-Signature": signature(payload, secret, int(served.world.clock.unix()))}


def delivered(served, endpoint="platform", *, payload=None, secret=None, **options):
    payload = event("acct_1" if endpoint == "connect" else None) if payload is None else payload
    headers = signed(served, payload, secret or SECRETS[endpoint])
    return served.webhook(endpoint, data=payload, headers=headers, **options)


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
def test_an_event_is_stored_queued_and_acknowledged(endpoint, served):
    answer = delivered(served, endpoint)

    assert answer.status_code == 200
    assert answer.json == {"received": True}
    assert set(served.documents()) == {"stripeEvents/evt_1"}
    assert [(task.queue, task.payload) for task in served.world.queue.tasks] == [
        ("handleevent", {"eventId": "evt_1"})
    ]


def test_the_same_event_again_is_acknowledged_again_and_stored_once(served):
    answers = [delivered(served) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert set(served.documents()) == {"stripeEvents/evt_1"}


def test_a_secret_that_is_being_rotated_is_good_too(served):
    assert delivered(served, secret="whsec_platform_2").status_code == 200


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
@pytest.mark.parametrize("secret", ["whsec_wrong", "x"])
def test_a_wrong_signature_stores_nothing(endpoint, secret, served):
    answer = delivered(served, endpoint, secret=secret)

    assert answer.status_code == 400
    assert answer.json["error"]
    assert served.documents() == {}


def test_one_endpoints_secret_is_not_believed_at_the_other(served):
    assert delivered(served, "connect", secret=SECRETS["platform"]).status_code == 400
    assert delivered(served, "platform", secret=SECRETS["connect"]).status_code == 400
    assert served.documents() == {}


@pytest.mark.parametrize("header", [None, "", "t=1", "v1=abc", "nonsense", "t=abc,v1=def", "t=\u0661,v1=a"])
def test_without_a_signature_nothing_is_believed(header, served):
    headers = {} if header is None else {"Stripe-Signature": header.encode().decode("latin-1")}

    answer = served.webhook("platform", data=event(), headers=headers)

    assert answer.status_code == 400
    assert served.documents() == {}


@pytest.mark.parametrize("ending", ["v1=\xe9", "v1", "t,v1=a", "t=\xb2,v1=a"])
def test_a_signature_that_is_none_is_refused_even_in_time(ending, served):
    header = f"t={int(served.world.clock.unix())},{ending}"

    answer = served.webhook("platform", data=event(), headers={"Stripe-Signature": header})

    assert answer.status_code == 400
    assert served.documents() == {}


def test_a_time_of_thousands_of_digits_is_refused(served):
    header = f"t={'9' * 5_000},v1=a"

    answer = served.webhook("platform", data=event(), headers={"Stripe-Signature": header})

    assert answer.status_code == 400


def test_a_changed_body_is_not_what_was_signed(served):
    payload = event()
    headers = signed(served, payload, SECRETS["platform"])

    answer = served.webhook("platform", data=payload.replace(b"tr_1", b"tr_2"), headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
def test_an_old_or_future_signature_is_not_believed(seconds, served):
    payload = event()
    header = signature(payload, SECRETS["platform"], int(served.world.clock.unix()) + seconds)

    assert served.webhook("platform", data=payload, headers={"Stripe-Signature": header}).status_code == 400


@pytest.mark.parametrize("payload", [b"", b"[]", b"null", b"\xff\xfe", b'{"id": 7}', b"{" * 5_000])
def test_a_body_that_is_no_event_is_refused_even_when_signed(payload, served):
    assert delivered(served, payload=payload).status_code == 400
    assert served.documents() == {}


def test_an_event_of_the_largest_size_is_taken_and_one_byte_more_is_not(served):
    padding = LIMIT - len(event(padding=""))
    fits, over = event(padding="x" * padding), event(padding="x" * (padding + 1))

    assert len(fits) == LIMIT
    assert delivered(served, payload=fits).status_code == 200
    assert delivered(served, payload=over).status_code == 413


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
def test_an_endpoint_without_a_secret_is_not_there(endpoint, served, monkeypatch):
    monkeypatch.delenv("STRIPE_WEBHOOK_SECRETS")
    monkeypatch.delenv("STRIPE_CONNECT_WEBHOOK_SECRETS")

    assert delivered(served, endpoint).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_only_a_post_reaches_further(method, served):
    """The emulator probes a new worker with GET `/__/health`, and runs the handler that answers it."""
    client = wsgi(lambda request: webhooks.serve("platform", request, lambda: served.clients))

    answer = client.open("/__/health", method=method)

    assert answer.status_code == 405
    assert served.documents() == {}


def test_while_the_store_is_away_stripe_is_asked_to_send_again(served):
    from dataclasses import replace  # noqa: PLC0415

    stripe = served.clients.ports.stripe
    broken = without_store(served.clients)
    served.clients = replace(broken, ports=replace(broken.ports, stripe=stripe))

    assert delivered(served).status_code == 503
