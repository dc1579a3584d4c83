"""Takes due deliveries from the outbox and POSTs them with their signature, in separate threads.

An endpoint that hangs holds up no other: each has its own threads, and an attempt ends after
`TIMEOUT_SECONDS` in all, however slowly the answer drips.
"""

import http.client
import socket
import threading
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Self
from urllib.parse import SplitResult, urlsplit

from stripe_emulator.core import Emulator
from stripe_emulator.world.webhooks import Delivery

IDLE_SECONDS = 0.05
TIMEOUT_SECONDS = 20.0
SENDERS = 4
"""How many threads send to one endpoint at most."""

WAITING_MAX = 100
"""How many deliveries of one endpoint are taken from the outbox before it has answered them."""


class WebhookSender(threading.Thread):
    """Runs until `stop` and reports every attempt to the emulator."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(name="webhook-sender", daemon=True)
        self._emulator = emulator
        self._stopping = threading.Event()
        self._under_way: set[str] = set()
        self._queues: dict[str, _Queue] = {}

    def run(self) -> None:
        """Send what is due, again and again, whatever happens on the way."""
        while not self._stopping.wait(IDLE_SECONDS):
            try:
                self._take_due()
            except Exception:  # noqa: BLE001 -- the next round may be better
                traceback.print_exc()

    def stop(self) -> None:
        """Send nothing more; attempts that are under way finish."""
        self._stopping.set()

    def _take_due(self) -> None:
        skip = set(self._under_way)
        for delivery in self._emulator.due_deliveries(skip=skip, each=WAITING_MAX):
            self._under_way.add(delivery.id)
            if delivery.url not in self._queues:
                self._queues[delivery.url] = _Queue(self._send, self._stopping)
            self._queues[delivery.url].put(delivery)

    def _send(self, delivery: Delivery) -> None:
        try:
            self._emulator.delivered(delivery.id, post(delivery))
        except Exception:  # noqa: BLE001 -- an attempt without an answer; the delivery is tried again later
            traceback.print_exc()
            self._emulator.delivered(delivery.id, 0)
        finally:
            self._under_way.discard(delivery.id)


class _Queue:
    """What waits for one endpoint, and up to `SENDERS` threads that live while something waits."""

    def __init__(self, send: Callable[[Delivery], None], stopping: threading.Event) -> None:
        self._send = send
        self._stopping = stopping
        self._waiting: deque[Delivery] = deque()
        self._threads = 0
        self._lock = threading.Lock()

    def put(self, delivery: Delivery) -> None:
        """Add one at the end."""
        with self._lock:
            self._waiting.append(delivery)
            if self._threads < SENDERS:
                self._threads += 1
                threading.Thread(target=self._work, name="webhook", daemon=True).start()

    def _work(self) -> None:
        while delivery := self._take():
            self._send(delivery)

    def _take(self) -> Delivery | None:
        with self._lock:
            if self._waiting and not self._stopping.is_set():
                return self._waiting.popleft()
            self._threads -= 1
            return None


def post(delivery: Delivery, timeout: float = TIMEOUT_SECONDS) -> int:
    """Send one attempt and return the HTTP status, 0 without an answer; a redirect is not followed."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": delivery.signature,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Connection": "close",
    }
    try:
        return _exchange(urlsplit(delivery.url), delivery.payload, headers, timeout)
    except (OSError, ValueError, OverflowError, http.client.HTTPException):
        return 0  # also for an answer that is not HTTP, or a port that no address has


def _exchange(url: SplitResult, payload: bytes, headers: dict[str, str], timeout: float) -> int:
    """The status of the answer; 0 when it was not there in time."""
    if not url.hostname:
        return 0
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    address = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    with closing(kind(url.hostname, url.port, timeout=timeout)) as connection:
        connection.connect()
        with _HangUp(connection.sock, timeout) as late:
            connection.request("POST", address, payload, headers)
            status = connection.getresponse().status
    return 0 if late.ended else status


class _HangUp:
    """Ends what a socket waits for when the time is over: its own timeout begins anew with every byte."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        self._socket = connected
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.ended = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.ended = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
