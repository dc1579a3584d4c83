"""What a process opens and keeps: connections to Stripe and threads, counted."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pulse.concurrently import concurrently
from pulse.outside.stripe_client import StripeClient
from tests.world import TEST_SETTINGS

BALANCE = b'{"object": "balance", "available": [], "pending": [], "livemode": false}'


class _Counting(ThreadingHTTPServer):
    daemon_threads = True
    connections = 0

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)


class _Stripe(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(BALANCE)))
        self.end_headers()
        self.wfile.write(BALANCE)

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def server():
    with _Counting(("127.0.0.1", 0), _Stripe) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def stripe(server):
    base = f"http://127.0.0.1:{server.server_port}"
    return StripeClient("sk_test_1", TEST_SETTINGS.model_copy(update={"stripe_api_base": base}))


def test_twenty_calls_two_at_a_time_take_two_connections(server, stripe):
    for _ in range(10):
        concurrently(stripe.retrieve_balance, stripe.retrieve_balance)

    assert server.connections <= 2


def test_calls_of_many_threads_that_end_share_what_connections_there_are(server, stripe):
    for _ in range(20):
        thread = threading.Thread(target=stripe.retrieve_balance)
        thread.start()
        thread.join()

    assert server.connections == 1
