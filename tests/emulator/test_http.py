"""The emulator as a server: its own process, the SDK over a socket, signed webhooks, control."""

import http.server
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.http_server import EmulatorServer
from stripe_emulator.webhook_sender import WebhookSender
from tests.emulator.conftest import EXPRESS, START

ROOT = Path(__file__).resolve().parents[2]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent and answers with the status that waits."""

    seen: Queue[tuple[bytes, str]]
    statuses: Queue[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.put((body, self.headers["Stripe-Signature"]))
        self.send_response(200 if self.statuses.empty() else self.statuses.get())
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def serve(server: http.server.HTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def url(emulator: Emulator) -> Iterator[str]:
    yield from serve(EmulatorServer(emulator, 0))


@pytest.fixture
def receiver() -> Iterator[tuple[str, type[Receiver]]]:
    handler = type("Fresh", (Receiver,), {"seen": Queue(), "statuses": Queue()})
    for address in serve(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)):
        yield address, handler


@pytest.fixture
def remote(url: str) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_x", base_addresses={"api": url}, max_network_retries=0)


def control(url: str, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{url}/_emulator/{path}", json.dumps(body or {}).encode(), method=method
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return {"status": error.code, **json.loads(error.read())}


def test_the_sdk_works_over_a_socket(url: str, remote: stripe.StripeClient) -> None:
    account = remote.v1.accounts.create(params=EXPRESS)
    control(url, "POST", "accounts/onboard", {"account": account.id})
    control(url, "POST", "balance", {"amount": 1_000, "currency": "usd"})
    transfer = remote.v1.transfers.create(
        params={"amount": 1_000, "currency": "usd", "destination": account.id, "metadata": {"ünï": "ço\nde"}}
    )
    assert remote.v1.transfers.retrieve(transfer.id).metadata["ünï"] == "ço\nde"
    assert control(url, "GET", "self_check") == {"ok": True}


def test_hosted_pages_are_served_at_the_address_of_the_link(url: str, remote: stripe.StripeClient) -> None:
    account = remote.v1.accounts.create(params=EXPRESS)
    link = remote.v1.account_links.create(
        params={
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": "http://x/",
            "return_url": "http://x/",
        }
    )
    assert link.url.startswith(url)
    with urllib.request.urlopen(link.url) as page:
        assert "text/html" in page.headers["Content-Type"]
        assert b"Get paid with Stripe" in page.read()
    with urllib.request.urlopen(f"{url}/assets/page.css") as sheet:
        assert "text/css" in sheet.headers["Content-Type"]


def test_webhooks_are_signed_with_the_chosen_secret_and_tried_again(
    emulator: Emulator, url: str, remote: stripe.StripeClient, receiver: tuple[str, type[Receiver]]
) -> None:
    address, handler = receiver
    control(url, "POST", "webhook_endpoints", {"url": address, "secret": "whsec_chosen"})
    control(url, "POST", "deliveries/policy", {"retry_after": [0.0]})
    handler.statuses.put(500)
    sender = WebhookSender(emulator)
    sender.start()
    customer = remote.v1.customers.create(params={})
    received = [handler.seen.get(timeout=20) for _ in range(2)]
    sender.stop()
    sender.join()
    events = [remote.construct_event(*one, "whsec_chosen", tolerance=None) for one in received]
    assert {event.data.object.id for event in events} == {customer.id}
    assert len({event.id for event in events}) == 1


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
def test_a_reset_reaches_a_real_client_as_a_connection_error(
    url: str, remote: stripe.StripeClient, kind: str
) -> None:
    remote.v1.customers.list()
    control(url, "POST", "faults", {"kind": kind, "path": "/v1/customers", "count": 1})
    with pytest.raises(stripe.APIConnectionError):
        remote.v1.customers.create(params={})
    assert len(remote.v1.customers.list().data) == (kind == "reset_after")


def test_a_timeout_leaves_the_client_waiting_and_executes_late(emulator: Emulator, url: str) -> None:
    impatient = stripe.StripeClient(
        "sk_test_x", base_addresses={"api": url}, http_client=stripe.RequestsClient(timeout=0.2)
    )
    control(url, "POST", "faults", {"kind": "late", "path": "/v1/customers", "count": 1, "delay": 60})
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.customers.create(params={})
    assert impatient.v1.customers.list().data == []
    control(url, "POST", "clock/advance", {"seconds": 60})
    assert len(impatient.v1.customers.list().data) == 1


def test_the_clock_is_moved_frozen_and_let_go(url: str) -> None:
    assert control(url, "POST", "clock/freeze")["frozen"]
    assert control(url, "POST", "clock/advance", {"seconds": 90})["now"] == START + 90
    assert not control(url, "POST", "clock/unfreeze")["frozen"]
    assert control(url, "GET", "clock")["now"] == START + 90


def test_the_whole_state_is_dumped_loaded_and_reset(
    emulator: Emulator, url: str, remote: stripe.StripeClient
) -> None:
    customer = remote.v1.customers.create(params={})
    kept = control(url, "GET", "state")
    control(url, "POST", "reset")
    assert remote.v1.customers.list().data == []
    control(url, "PUT", "state", kept)
    assert remote.v1.customers.retrieve(customer.id).id == customer.id
    assert json.loads(emulator.dump())["objects"] == kept["objects"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "nonsense", {}, 404),
        ("POST", "faults", {"kind": "meteor"}, 400),
        ("POST", "accounts/onboard", {"account": "acct_none"}, 400),
        ("POST", "balance", {}, 400),
        ("POST", "settings", {"colour": "green"}, 400),
        ("POST", "transfers/reverse", {"transfer": "tr_none"}, 404),
        ("POST", "balance", {"account": "acct_none", "amount": 5}, 400),
        ("POST", "balance", {"amount": "5"}, 400),
        ("POST", "balance", {"amount": 1.5}, 400),
        ("POST", "payouts/fail", {"account": "acct_none", "payout": "po_none"}, 400),
        ("POST", "accounts/require", {"account": "acct_none", "fields": ["x"]}, 400),
        ("POST", "accounts/require", {"account": "acct_none", "fields": "x"}, 400),
        ("POST", "accounts/deauthorize", {"account": 5}, 400),
        ("POST", "clock/advance", {"seconds": -1}, 400),
        ("POST", "clock/advance", {"seconds": 1e300}, 400),
        ("POST", "clock/advance", {"seconds": "soon"}, 400),
        ("POST", "deliveries/policy", {"drop": "x"}, 400),
        ("POST", "deliveries/policy", {"drop": 2}, 400),
        ("POST", "deliveries/policy", {"shuffle": "yes"}, 400),
        ("POST", "deliveries/policy", {"retry_after": [-1]}, 400),
        ("POST", "deliveries/policy", {"retry_after": 5}, 400),
        ("POST", "deliveries/resend", {"event": "evt_none"}, 400),
        ("POST", "faults", {"kind": "error", "path": "("}, 400),
        ("POST", "faults", {"kind": "error", "path": 5}, 400),
        ("POST", "faults", {"kind": "error", "count": "x"}, 400),
        ("POST", "faults", {"kind": "error", "probability": "x"}, 400),
        ("POST", "faults", {"kind": "late", "delay": -5}, 400),
        ("POST", "faults", {"kind": "error", "colour": "green"}, 400),
        ("POST", "webhook_endpoints", {"url": 5}, 400),
        ("POST", "webhook_endpoints", {"url": "http://127.0.0.1:1", "secret": 5}, 400),
        ("PUT", "state", {}, 400),
    ],
)
def test_wrong_control_requests_say_what_is_wrong(
    url: str, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    answer = control(url, method, path, body)
    assert answer["status"] == status
    assert " " in answer["error"]
    assert control(url, "GET", "self_check") == {"ok": True}
    assert control(url, "GET", "faults")["rules"] == []


def test_control_pays_disputes_settles_fails_and_reverses(
    emulator: Emulator, url: str, remote: stripe.StripeClient, trainer: str, sell: Any
) -> None:
    params = {"amount": 5_000, "currency": "usd", "transfer_data": {"destination": trainer}}
    intent = remote.v1.payment_intents.create(params=params)
    paid = control(url, "POST", "payment_intents/pay", {"payment_intent": intent.id})
    assert paid["status"] == "succeeded"
    dispute = control(url, "POST", "disputes/open", {"charge": paid["latest_charge"]})
    won = control(url, "POST", "disputes/settle", {"dispute": dispute["id"], "outcome": "won"})
    assert won["status"] == "won"
    control(url, "POST", "balance", {"amount": 900, "currency": "usd", "account": trainer})
    options = {"stripe_account": trainer}
    payout = remote.v1.payouts.create(params={"amount": 900, "currency": "usd"}, options=options)
    failed = control(url, "POST", "payouts/fail", {"payout": payout.id, "account": trainer})
    assert failed["status"] == "failed"
    transfer = remote.v1.transfers.list().data[0]
    control(url, "POST", "transfers/reverse", {"transfer": transfer.id, "amount": 100})
    assert remote.v1.transfers.retrieve(transfer.id).amount_reversed == 100
    control(
        url,
        "POST",
        "accounts/capability",
        {"account": trainer, "capability": "transfers", "status": "inactive"},
    )
    assert remote.v1.accounts.retrieve(trainer).capabilities.transfers == "inactive"
    control(url, "POST", "accounts/deauthorize", {"account": trainer})
    with pytest.raises(stripe.PermissionError):
        remote.v1.accounts.retrieve(trainer)
    emulator.self_check()


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Stripe emulator ready on http://127.0.0.1:")
    return process, line.split()[-1]


def test_the_program_says_where_it_is_and_keeps_its_state_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    made = []
    for _ in range(2):
        process, url = start("--state", str(file))
        try:
            client = stripe.StripeClient("sk_test_x", base_addresses={"api": url})
            made.append(client.v1.customers.create(params={}).id)
            assert [one.id for one in client.v1.customers.list().data] == made[::-1]
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0
            process.stdout.close()


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_a_web_page_from_elsewhere_controls_nothing(
    emulator: Emulator, url: str, headers: dict[str, str]
) -> None:
    before = emulator.dump()
    body = b'{"amount": 10000, "currency": "usd"}'
    request = urllib.request.Request(f"{url}/_emulator/balance", body, headers, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
    assert emulator.dump() == before
