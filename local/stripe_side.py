"""The Stripe that a world uses: the emulator, or Stripe's test mode with the developer's key."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import httpx

from local.endpoints import Endpoints
from local.errors import CannotStart

STRIPE_API = "https://api.stripe.com"
PLATFORM_BALANCE_CENTS = 1_000_000
"""The balance of the emulated platform at the start. Prizes are paid from it."""


@dataclass(frozen=True)
class StripeSide:
    """The key and the secrets of the functions. For the emulator they are generated."""

    secret_key: str
    platform_secret: str
    connect_secret: str
    emulated: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Raises *CannotStart* for a live key: the local world must not move real money."""
        key = environment.get("STRIPE_SECRET_KEY", "").strip()
        if not key:
            return cls.emulator()
        if not key.startswith(("sk_test_", "rk_test_")):
            raise CannotStart(
                "STRIPE_SECRET_KEY is not a test key: the local world refuses live keys; "
                "set a key that begins with sk_test_, or unset it to use the Stripe emulator"
            )
        return cls(
            secret_key=key,
            platform_secret=environment.get("STRIPE_WEBHOOK_SECRETS") or _generated("whsec_"),
            connect_secret=environment.get("STRIPE_CONNECT_WEBHOOK_SECRETS") or _generated("whsec_"),
            emulated=False,
        )

    @classmethod
    def emulator(cls) -> Self:
        return cls(
            secret_key=_generated("sk_test_"),
            platform_secret=_generated("whsec_"),
            connect_secret=_generated("whsec_"),
            emulated=True,
        )

    @property
    def described(self) -> str:
        return "the Stripe emulator" if self.emulated else "Stripe's test mode, with STRIPE_SECRET_KEY"

    @property
    def webhook_secrets(self) -> dict[str, str]:
        return {"platform": self.platform_secret, "connect": self.connect_secret}

    @property
    def function_secrets(self) -> dict[str, str]:
        return {
            "STRIPE_SECRET_KEY": self.secret_key,
            "STRIPE_WEBHOOK_SECRETS": self.platform_secret,
            "STRIPE_CONNECT_WEBHOOK_SECRETS": self.connect_secret,
            # For an empty value firebase-tools asks Secret Manager. With a blank nothing is sent to Slack,
            # and the world's mail server asks for no password.
            "SLACK_WEBHOOK_URL": " ",
            "SMTP_PASSWORD": " ",
        }

    def listen_hint(self, endpoints: Endpoints) -> str:
        """The command that forwards the webhooks of Stripe's test mode to this machine."""
        return (
            "stripe listen "
            f"--forward-to {endpoints.function('stripewebhook')} "
            f"--forward-connect-to {endpoints.function('stripeconnectwebhook')}"
        )


@dataclass(frozen=True)
class EmulatorControl:
    """The control interface of the Stripe emulator."""

    url: str

    def register_webhooks(self, endpoints: Endpoints) -> None:
        """With the addresses of the functions, as in production: Hosting could change the signed body.

        Accounts of API v2 send thin events, to a destination with the secret of the connected accounts.
        """
        for name, connect in (("platform", False), ("connect", True)):
            function = "stripeconnectwebhook" if connect else "stripewebhook"
            self._post(
                "webhook_endpoints",
                {
                    "url": endpoints.function(function),
                    "connect": connect,
                    "secret": endpoints.webhook_secrets[name],
                },
            )
        self._post(
            "event_destinations",
            {
                "url": endpoints.function("stripeconnectwebhook"),
                "event_payload": "thin",
                "events_from": ["@accounts"],
                "secret": endpoints.webhook_secrets["connect"],
            },
        )

    def fund_platform(self, amount_cents: int) -> None:
        self._post("balance", {"amount": amount_cents, "currency": "usd"})

    def refuse_v1_accounts(self) -> None:
        """As on platforms that were opened since August 2026."""
        self._post("settings", {"v1_accounts_refused": True})

    def _post(self, path: str, body: Mapping[str, object]) -> None:
        answer = httpx.post(f"{self.url}/_emulator/{path}", json=dict(body), timeout=30, trust_env=False)
        if not answer.is_success:
            raise CannotStart(f"the Stripe emulator refuses {path}: {answer.text}")


def _generated(prefix: str) -> str:
    alphabet = string.ascii_letters + string.digits
    return prefix + "".join(secrets.choice(alphabet) for _ in range(32))
