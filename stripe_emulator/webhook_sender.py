"""Takes due deliveries from the outbox and POSTs them with their signature, in a separate thread."""

import http.client
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from stripe_emulator.core import Emulator
from stripe_emulator.world.webhooks import Delivery

IDLE_SECONDS = 0.05
TIMEOUT_SECONDS = 20.0
SENDERS = 4
BATCH_MAX = 100


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow no redirect, so that it counts as a failure."""


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


class WebhookSender(threading.Thread):
    """Runs until `stop` and reports every attempt to the emulator."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(name="webhook-sender", daemon=True)
        self._emulator = emulator
        self._stopping = threading.Event()
        self._under_way: set[str] = set()

    def run(self) -> None:
        """Send what is due, again and again."""
        with ThreadPoolExecutor(SENDERS, thread_name_prefix="webhook") as pool:
            while not self._stopping.wait(IDLE_SECONDS):
                for delivery in self._emulator.due_deliveries(limit=BATCH_MAX, skip=set(self._under_way)):
                    self._under_way.add(delivery.id)
                    pool.submit(self._send, delivery)

    def stop(self) -> None:
        """Send nothing more; attempts that are under way finish."""
        self._stopping.set()

    def _send(self, delivery: Delivery) -> None:
        try:
            self._emulator.delivered(delivery.id, post(delivery))
        finally:
            self._under_way.discard(delivery.id)


def post(delivery: Delivery) -> int:
    """Send one attempt and return the HTTP status, 0 without an answer."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": delivery.signature,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    try:
        # The scheme was checked when the endpoint was made.
        request = urllib.request.Request(delivery.url, delivery.payload, headers, method="POST")  # noqa: S310
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except (OSError, ValueError, OverflowError, http.client.HTTPException):
        return 0  # also for an answer that is not HTTP, or a port that no address has
