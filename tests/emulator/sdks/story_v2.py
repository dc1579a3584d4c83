"""Stripe's Python library on `/v2` against a running emulator: `python story_v2.py http://127.0.0.1:PORT`.

An account by v2 on a platform that may not create any by v1, onboarding by a link of v2, a transfer, thin
events that the library verifies and fetches. It runs unchanged with every version from 14 on.
"""

import http.server
import json
import sys
import threading
import time
import urllib.error
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
ACCOUNT = {
    "contact_email": "jenny@example.com",
    "dashboard": "express",
    "identity": {"country": "us", "entity_type": "individual"},
    "defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}},
    "configuration": {
        "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}},
        "merchant": {"capabilities": {"card_payments": {"requested": True}}},
    },
}
CAPABILITIES = ["configuration.recipient", "requirements"]
STATUS_UPDATED = "v2.core.account[configuration.recipient].capability_status_updated"


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


def notice(client, secret, wanted, holds):
    """The first thin event of a type, verified, whose fetched form holds what is asked."""
    for _ in range(400):
        for body, signature in list(Receiver.received):
            found = client.parse_event_notification(body, signature, secret)
            if found.type == wanted and holds(found):
                return found
        time.sleep(0.05)
    raise AssertionError(f"no {wanted} among {len(Receiver.received)} deliveries")


def refusal_of(call):
    try:
        call()
    except stripe.StripeError as refused:
        return refused.http_status, refused.json_body["error"].get("code")
    raise AssertionError("nothing was refused")


def transfers_of(client, account):
    shown = client.v2.core.accounts.retrieve(account, params={"include": CAPABILITIES})
    return shown.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status


def main():
    client = stripe.StripeClient("sk_test_story", base_addresses={"api": ADDRESS})
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    core = client.v2.core
    hook = core.event_destinations.create(
        params={
            "name": "accounts",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "enabled_events": [STATUS_UPDATED, "v1.transfer.created", "v2.core.account_link.returned"],
            "events_from": ["@self", "@accounts"],
            "webhook_endpoint": {"url": f"http://127.0.0.1:{receiver.server_address[1]}"},
            "include": ["webhook_endpoint.signing_secret"],
        }
    )
    secret = hook.webhook_endpoint.signing_secret

    control("settings", v1_accounts_refused=True)
    assert refusal_of(lambda: client.v1.accounts.create(params={"type": "express"})) == (400, None)
    key = {"idempotency_key": "account:u_1:g1"}
    first, second = (core.accounts.create(params=ACCOUNT, options=key) for _ in range(2))
    assert first.id == second.id
    assert (first.configuration, first.applied_configurations) == (None, ["recipient", "merchant"])
    other = {**ACCOUNT, "contact_email": "other@example.com"}
    assert refusal_of(lambda: core.accounts.create(params=other, options=key)) == (409, "idempotency_error")
    assert refusal_of(lambda: core.accounts.retrieve("acct_none")) == (404, "not_found")
    assert transfers_of(client, first.id) == "restricted"

    onboarding = {"refresh_url": "https://example.com/refresh", "return_url": BACK}
    use_case = {"type": "account_onboarding", "account_onboarding": onboarding}
    link = core.account_links.create(params={"account": first.id, "use_case": use_case})
    assert submit(link.url) == BACK
    assert transfers_of(client, first.id) == "active"
    changed = notice(client, secret, STATUS_UPDATED, lambda one: one.related_object.id == first.id)
    assert changed.fetch_event().data.updated_capability.startswith("stripe_balance.")
    assert changed.fetch_related_object().configuration is None
    returned = notice(client, secret, "v2.core.account_link.returned", lambda _: True)
    assert returned.fetch_event().data.account_id == first.id

    control("balance", amount=5000, currency="usd")
    prize = {"amount": 4850, "currency": "usd", "destination": first.id}
    transfer = client.v1.transfers.create(params=prize)
    sent = notice(client, secret, "v1.transfer.created", lambda one: one.related_object.id == transfer.id)
    assert sent.fetch_related_object().amount == 4850
    assert [one.id for one in core.accounts.list(params={"limit": 1}).auto_paging_iter()] == [first.id]

    balance = {"stripe_account": first.id}
    assert client.v1.balance.retrieve(options=balance).available[0].amount == 4850
    both = {"applied_configurations": ["merchant", "recipient"]}
    refused = refusal_of(lambda: core.accounts.close(first.id, params=both))
    assert refused == (400, "cannot_delete_account_with_balance")
    sys.stdout.write(f"stripe-python {stripe.VERSION}: the story of v2, the story holds\n")


if __name__ == "__main__":
    main()
