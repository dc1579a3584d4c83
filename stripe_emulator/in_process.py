"""The real `stripe` SDK on an emulator in the same process, without a socket."""

from collections.abc import Mapping
from typing import Any

import stripe

from stripe_emulator.core import Emulator
from stripe_emulator.messages import Request

LOST = {
    "reset": "Unexpected error communicating with Stripe: connection reset by peer.",
    "timeout": "Unexpected error communicating with Stripe: request timed out.",
}


class Headers(dict[str, str]):
    """Response headers whose names are found in any case, as the SDK expects."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__((name.lower(), value) for name, value in headers.items())

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, default: Any = None) -> Any:
        """As `dict.get`, with the name in any case."""
        return super().get(name.lower(), default)


def connection_error(how: str) -> Exception:
    """The error that the SDK raises when no answer came; it may retry."""
    error: Exception = stripe.APIConnectionError(LOST[how], should_retry=True)  # type: ignore[no-untyped-call]
    return error


class EmulatorHTTPClient(stripe.HTTPClient):
    """Pass it as `http_client` to `stripe.StripeClient`; one per emulator, from any thread."""

    name = "emulator"

    def __init__(self, emulator: Emulator) -> None:
        super().__init__()
        self.emulator = emulator

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """One request; a lost answer raises `APIConnectionError`, as real HTTP clients do."""
        response = self.emulator.handle(Request.of(method, url, headers or {}, post_data))
        if response.lost:
            raise connection_error(response.lost)
        return response.body, response.status, Headers(response.headers)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """The same for the SDK's `*_async` methods."""
        body, status, answered = self.request(method, url, headers, post_data)
        return body.encode(), status, answered

    def _sleep_time_seconds(self, *_: object, **__: object) -> float:
        """No waiting between the SDK's retries: time is virtual here."""
        return 0.0

    def close(self) -> None:
        """Do nothing: there is no connection."""

    async def close_async(self) -> None:
        """Do nothing: there is no connection."""


def client(emulator: Emulator, **options: Any) -> stripe.StripeClient:
    """A `StripeClient` on this emulator, with a made-up test key."""
    return stripe.StripeClient("sk_test_emulator", http_client=EmulatorHTTPClient(emulator), **options)
