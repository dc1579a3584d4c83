"""A control refuses with a sentence what it does not know, and then nothing has changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator, Request
from stripe_emulator.control import ACTIONS
from stripe_emulator.http_server import answer
from stripe_emulator.world.state import PLATFORM


def ask(emulator: Emulator, path: str, given: Any, method: str = "POST") -> tuple[int, Any]:
    """Status and JSON of one control request."""
    response = answer(emulator, Request(method, f"/_emulator/{path}", body=json.dumps(given)))
    return response.status, json.loads(response.body)


NAMED = [(method, path) for (method, path), action in ACTIONS.items() if action.names is not None]


@pytest.mark.parametrize(("method", "path"), NAMED)
def test_a_name_that_means_nothing_is_refused(emulator: Emulator, method: str, path: str) -> None:
    """`acount` for `account` must not move the platform's money."""
    before = emulator.dump()
    status, body = ask(emulator, path, {"amount": 5, "acount": "acct_x"}, method)
    assert (status, emulator.dump()) == (400, before)
    assert "acount" in body["error"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requests_per_second_max", -1),
        ("requests_per_second_max", True),
        ("requests_per_second_max", 1.5),
        ("topup_seconds", -1),
        ("topup_seconds", True),
        ("topup_seconds", float("inf")),
        ("topup_seconds", float("nan")),
        ("charges_available_at_once", 1),
    ],
)
def test_a_setting_out_of_range_is_refused(emulator: Emulator, name: str, value: object) -> None:
    before = emulator.dump()
    status, body = ask(emulator, "settings", {name: value})
    assert (status, emulator.dump()) == (400, before)
    assert name in body["error"]


@pytest.mark.parametrize(
    "rates",
    [
        {"eur": "1.08", "usd": 1},
        {"eur": "1.08", "gbp": 0},
        {"eur": "1.08", "gbp": "1_0"},
        {"eur": "1.08", "gbp": " 1"},
        {"eur": "1.08", "gbp": "1e-320"},
        {"eur": "1.08", "gbp": "1e400"},
        {"eur": "1.08", "gbp": "-1"},
        {"eur": "1.08", "gbp": [1]},
        {"eur": "1.08", "zzz": 1},
        {"gbp": None, "usd": None},
    ],
)
def test_one_wrong_rate_changes_none(emulator: Emulator, rates: dict[str, object]) -> None:
    emulator.control("exchange_rates", gbp="1.3")
    assert ask(emulator, "exchange_rates", rates)[0] == 400
    assert emulator.state.exchange_rates == {"gbp": "1.3"}


@pytest.mark.parametrize(("outcome", "after"), [("pending", -1), ("active", 60), ("restricted", 0)])
def test_a_wait_is_for_a_pending_account(
    emulator: Emulator, trainer: str, outcome: str, after: float
) -> None:
    before = emulator.dump()
    status, body = ask(emulator, "accounts/onboard", {"account": trainer, "outcome": outcome, "after": after})
    assert (status, emulator.dump()) == (400, before)
    assert "'after'" in body["error"]


@pytest.mark.parametrize("name", ["", "a b", "\ud800", "é", "a:b", "x" * 101])
def test_a_restricted_key_has_a_name_that_a_header_can_carry(emulator: Emulator, name: str) -> None:
    assert ask(emulator, "restricted_keys", {"name": name, "rights": {}})[0] == 400
    assert emulator.state.restricted_keys == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("disputes/open", {"charge": "CHARGE", "reason": "no reason"}),
        ("payouts/fail", {"payout": "PAYOUT", "code": "tired"}),
        ("webhook_endpoints", {"url": "http://x.test", "enabled_events": ["charge.suceeded"]}),
    ],
)
def test_a_word_that_stripe_does_not_have_is_refused_by_name(
    emulator: Emulator,
    client: stripe.StripeClient,
    sell: Callable[..., stripe.PaymentIntent],
    path: str,
    body: dict[str, Any],
) -> None:
    emulator.set_balance("usd", 500)
    payout = client.v1.payouts.create(params={"amount": 500, "currency": "usd"})
    ids = {"CHARGE": sell().latest_charge, "PAYOUT": payout.id}
    given = {name: ids.get(str(value), value) for name, value in body.items()}
    before = emulator.dump()
    status, answered = ask(emulator, path, given)
    assert (status, emulator.dump()) == (400, before)
    assert f"'{list(body)[-1]}' is one of " in answered["error"]


PORTS = ("http://a:0", "http://a:99999", "http://a:x")


@pytest.mark.parametrize(
    "url",
    ["javascript:1", "file:///etc/passwd", "http://", "http://a b/", "http://\ud800", "http://[", *PORTS],
)
def test_a_webhook_endpoint_has_an_address(emulator: Emulator, url: str) -> None:
    assert ask(emulator, "webhook_endpoints", {"url": url})[0] == 400
    assert emulator.store.all(PLATFORM, "webhook_endpoint") == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"objects": {PLATFORM: 5}},
        {"objects": {PLATFORM: {"charge": []}}},
        {"objects": {PLATFORM: {"balance_transaction": {"txn_x": {}}}}},
        {"objects": {PLATFORM: {}}, "funds": {PLATFORM: {"usd": {"available": 5, "pending": 0}}}},
        {"objects": {PLATFORM: {}}, "funds": 5},
        {"objects": {PLATFORM: {}}, "colour": "green"},
        {"objects": {PLATFORM: {}}},
        {"objects": {PLATFORM: {"account": {PLATFORM: {}}}}, "schedule": [["soon", 1, "refund_fails", []]]},
        {"objects": {PLATFORM: {"account": {PLATFORM: {}}}}, "schedule": [[1, 1, "unheard of", []]]},
        {"objects": {PLATFORM: {"account": {PLATFORM: {}}}}, "schedule": [[1, 1]]},
        {"objects": {PLATFORM: {"account": {PLATFORM: {}}}}, "deliveries": {"dlv_x": {"next_at": 1}}},
    ],
)
def test_a_state_that_cannot_be_does_not_replace_the_one_that_is(
    emulator: Emulator, trainer: str, wrong: dict[str, Any]
) -> None:
    before = emulator.dump()
    status, body = ask(emulator, "state", wrong, "PUT")
    assert (status, emulator.dump()) == (400, before)
    assert body["error"].startswith("That is not a state that this emulator wrote")
