"""What the SDK sends: all pages of a list, retries where they help, and paths that no id can change."""

from __future__ import annotations

import warnings

import pytest
import stripe

from pulse.errors import StripeRefused, StripeUnavailable
from pulse.outside.stripe_client import StripeClient
from pulse.settings import Settings
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient, Headers
from stripe_emulator.in_process import client as stripe_in_process


class Watched(EmulatorHTTPClient):
    """Records each request that is sent."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self.sent: list[str] = []

    def request(self, method, url, headers, post_data=None):
        self.sent.append(url.partition("/v1/")[2])
        return super().request(method, url, headers, post_data)


class Noticing(EmulatorHTTPClient):
    """Stripe, which recommends something beside its answer."""

    def request(self, method, url, headers, post_data=None):
        content, status, answered = super().request(method, url, headers, post_data)
        return content, status, Headers({**answered, "Stripe-Notice": "We recommend Accounts v2"})


class Silent(stripe.HTTPClient):
    """Never answers."""

    name = "silent"

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def request(self, *_):
        self.asked += 1
        raise stripe.APIConnectionError("no answer", should_retry=True)

    def _sleep_time_seconds(self, *_, **__):
        return 0

    def close(self) -> None:
        pass


@pytest.fixture(name="wire")
def _wire() -> Watched:
    return Watched(Emulator())


def client(http_client, **settings) -> StripeClient:
    return StripeClient("sk_test_x", Settings(environment="test", **settings), http_client=http_client)


@pytest.fixture(name="transfers")
def _transfers(wire) -> list[str]:
    """230 of them, oldest first."""
    sdk = stripe_in_process(wire.emulator)
    wire.emulator.set_balance("usd", 10**6)
    wanted = {name: {"requested": True} for name in ("card_payments", "transfers")}
    account = sdk.v1.accounts.create({"country": "US", "capabilities": wanted})
    wire.emulator.complete_onboarding(account.id, "active")
    params = {"amount": 1, "currency": "usd", "destination": account.id}
    return [sdk.v1.transfers.create(params).id for _ in range(230)]


def test_a_list_is_followed_to_its_last_page(wire, transfers):
    listed = client(wire).list_transfers({})

    assert [transfer.id for transfer in listed] == transfers[::-1]
    assert len(wire.sent) == 3


@pytest.mark.parametrize(("limit", "pages"), [(1, 1), (100, 1), (101, 2)])
def test_a_limit_asks_for_no_more_pages_than_it_takes(wire, transfers, limit, pages):
    listed = client(wire).list_transfers({}, limit=limit)

    assert [transfer.id for transfer in listed] == transfers[: -limit - 1 : -1]
    assert len(wire.sent) == pages


@pytest.mark.parametrize(("retries", "asked"), [(0, 1), (2, 3)])
def test_a_call_without_an_answer_is_repeated_as_often_as_the_setting_says(retries, asked):
    silent = Silent()
    with pytest.raises(StripeUnavailable):
        client(silent, stripe_network_retries=retries).retrieve_transfer("tr_1")

    assert silent.asked == asked


def test_what_a_person_waits_for_is_asked_once():
    for call in (
        lambda ours: ours.retrieve_balance(account="acct_1"),
        lambda ours: ours.list_payouts({}, account="acct_1", limit=10),
    ):
        silent = Silent()
        with pytest.raises(StripeUnavailable):
            call(client(silent, stripe_network_retries=2))

        assert silent.asked == 1


def test_a_transfer_is_sent_once_because_only_the_protocol_repeats_it():
    silent = Silent()
    with pytest.raises(StripeUnavailable):
        client(silent, stripe_network_retries=2).create_transfer({"amount": 1}, idempotency_key="prize:1:g1")

    assert silent.asked == 1


@pytest.mark.parametrize("create", ["create_account", "create_account_v2"])
def test_an_account_is_asked_for_once_because_only_our_record_counts_the_sends(create):
    silent = Silent()
    with pytest.raises(StripeUnavailable):
        getattr(client(silent, stripe_network_retries=2), create)({}, idempotency_key="account:winner:u1:g1")

    assert silent.asked == 1


def test_an_id_stays_one_part_of_the_path(wire):
    with pytest.raises(StripeRefused):
        client(wire).retrieve_transfer("../accounts?x=1")

    assert wire.sent == ["transfers/..%2Faccounts%3Fx%3D1"]


def test_a_notice_beside_an_answer_goes_nowhere(capsys):
    """The SDK's typed calls make a warning of it; our client does not use them."""
    noticing = Noticing(Emulator())
    with pytest.warns(UserWarning, match="We recommend Accounts v2"):
        stripe.StripeClient("sk_test_x", http_client=noticing).v1.accounts.create({"country": "US"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = client(noticing).create_account({"country": "US"}, idempotency_key="k")
    assert made.id.startswith("acct_")
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""
