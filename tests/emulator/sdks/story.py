"""Stripe's Python library against a running emulator: `python story.py http://127.0.0.1:PORT`.

Onboarding by form, a sale, a transfer, a refund, and webhooks that the library verifies. It runs unchanged
with every version from 11 on, so it keeps to what all of them have.
"""

import http.server
import json
import sys
import threading
import time
import urllib.parse
import urllib.request

import stripe

ADDRESS = sys.argv[1]
BACK = "https://example.com/return"
FORM = {
    "first_name": "Jenny", "last_name": "Rosen", "dob": "1990-02-28", "ssn": "000000000",
    "line1": "1234 Main Street", "city": "San Francisco", "state": "CA", "postal_code": "94111",
    "routing_number": "110000000", "account_number": "000123456789",
}  # fmt: skip


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    received: list = []  # noqa: RUF012

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((body, self.headers["Stripe-Signature"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        """The address that the form leads back to is nobody's."""


def control(path, **body):
    request = urllib.request.Request(f"{ADDRESS}/_emulator/{path}", json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def submit(url):
    """Fill in the onboarding form; where it leads."""
    urllib.request.urlopen(url).close()
    opener = urllib.request.build_opener(NoRedirect)
    try:
        opener.open(url, urllib.parse.urlencode(FORM).encode())
    except urllib.error.HTTPError as answer:
        return answer.headers["location"]
    raise AssertionError("the form was not accepted")


def event(client, secrets, wanted):
    """The first delivery of a type that the library verifies."""
    for _ in range(400):
        for body, signature in list(Receiver.received):
            for secret in secrets:
                try:
                    found = client.construct_event(body, signature, secret)
                except stripe.SignatureVerificationError:
                    continue
                if found.type == wanted:
                    return found
        time.sleep(0.05)
    raise AssertionError(f"no {wanted} among {len(Receiver.received)} deliveries")


def refusal_of(call):
    try:
        call()
    except stripe.InvalidRequestError as refused:
        return refused.http_status, refused.code
    raise AssertionError("nothing was refused")


def main():
    client = stripe.StripeClient("sk_test_story", base_addresses={"api": ADDRESS})
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    hook = {"url": f"http://127.0.0.1:{receiver.server_address[1]}", "enabled_events": ["*"]}
    own = client.webhook_endpoints.create(params=hook)
    connect = client.webhook_endpoints.create(params={**hook, "connect": True})
    secrets = [own.secret, connect.secret]

    account = client.accounts.create(
        params={
            "country": "US",
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
        }
    )
    link = client.account_links.create(
        params={
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": "https://example.com/refresh",
            "return_url": BACK,
        }
    )
    assert submit(link.url) == BACK
    assert client.accounts.retrieve(account.id).capabilities.transfers == "active"
    assert event(client, secrets, "account.updated").account == account.id

    sale = client.payment_intents.create(
        params={
            "amount": 10000,
            "currency": "usd",
            "application_fee_amount": 300,
            "transfer_data": {"destination": account.id},
            "payment_method": "pm_card_visa",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "expand": ["latest_charge.balance_transaction"],
        }
    )
    assert (sale.status, sale.latest_charge.balance_transaction.net) == ("succeeded", 9680)
    assert event(client, secrets, "payment_intent.succeeded").data.object["id"] == sale.id

    control("balance", amount=5000, currency="usd")
    prize = {"amount": 4850, "currency": "usd", "destination": account.id, "transfer_group": "prize_1"}
    key = {"idempotency_key": "prize:1:g1"}
    first, second = (client.transfers.create(params=prize, options=key) for _ in range(2))
    assert first.id == second.id
    assert refusal_of(lambda: client.transfers.create(params=prize)) == (400, "balance_insufficient")
    found = client.transfers.list(params={"transfer_group": "prize_1"})
    assert [one.id for one in found.data] == [first.id]
    event(client, secrets, "transfer.created")

    control("balance", amount=10000, currency="usd")
    refund = client.refunds.create(
        params={"payment_intent": sale.id, "reverse_transfer": True, "refund_application_fee": True}
    )
    assert refund.status == "succeeded"
    balance = client.balance.retrieve(options={"stripe_account": account.id})
    assert (balance.available[0].amount, balance.pending[0].amount) == (4850, 0)
    event(client, secrets, "charge.refunded")
    types = {one.type for one in client.events.list(params={"limit": 3}).auto_paging_iter()}
    assert "transfer.reversed" in types
    sys.stdout.write(f"stripe-python {stripe.VERSION}: the story holds\n")


if __name__ == "__main__":
    main()
