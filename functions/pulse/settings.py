"""Every parameter, secret and limit, with its unit and its reason, read in one place.

A deployed function gets them as environment variables: parameters from `functions/.env*`, secrets from
Secret Manager, each bound only to the functions that list it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pulse.errors import Misconfigured

REGION_DEFAULT = "us-central1"
STRIPE_API_VERSION = "2026-10-28.endive"
"""The version that the pinned SDK was generated for; webhook endpoints are created with it too."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400

SECRETS = {
    "STRIPE_SECRET_KEY": "the restricted or secret key of the platform's Stripe account",
    "STRIPE_WEBHOOK_SECRETS": "signing secrets of the platform endpoint, comma separated while rotated",
    "STRIPE_CONNECT_WEBHOOK_SECRETS": "those of the Connect endpoint, comma separated while rotated",
    "SLACK_WEBHOOK_URL": "where critical alerts go; empty sends none",
}


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _moment(value: Any) -> Any:
    """A date is its midnight, and without an offset it is UTC; empty is None."""
    if not isinstance(value, str):
        return value
    at = datetime.fromisoformat(value.strip()) if value.strip() else None
    return at and at.replace(tzinfo=at.tzinfo or UTC)


Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_moment)]


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    # Where this runs
    project: str = "demo-pulse"
    region: str = REGION_DEFAULT
    environment: Literal["local", "test", "production"] = "production"
    site_url: str = "https://fitwithpulse.ai"
    """Return and refresh URLs are built from it and nothing else."""
    profile_url: str = "https://fitwithpulse.ai/profile"
    """Stripe asks connected accounts for a public website (the guide's profile page)."""
    cors_origins: Listed = ()
    """Further origins that may call the HTTP operations; `site_url` always may."""
    app_check_enforced: bool = True
    admin_ip_allowlist: Listed = ()
    """Addresses that admin acts may come from; empty allows any."""
    task_functions_url: str = ""
    """Where task functions are called; empty: at their own address. Locally the Functions emulator."""
    tasks_service_account: str = ""
    """The account whose OIDC token Cloud Tasks presents; empty: `{project}@appspot.gserviceaccount.com`."""

    store_timeout_seconds: float = Field(20, gt=0, le=60)
    """One read's or write's limit: below the function's 120 s, so that its end is logged and told."""

    # Stripe
    stripe_api_base: str = ""
    """Empty is Stripe itself; the local world points it at the emulator."""
    stripe_mode: Literal["", "live", "test"] = ""
    """Which keys are taken; empty: test keys alone in the local world, live keys alone in production."""
    stripe_timeout_seconds: float = Field(20, gt=0, le=60)
    """One call's limit. With two retries it stays below the function's 120 s."""
    stripe_network_retries: int = Field(2, ge=0, le=5)
    """By the SDK itself, within one call; a prize's transfer is sent once (decision 0607)."""
    winner_capabilities: Listed = ("card_payments", "transfers")
    """US accounts are refused `transfers` alone until Stripe approves the platform (decision 0007)."""
    account_country: str = "US"

    # Fees
    platform_fee_bps: int = Field(300, ge=0, le=10_000)
    """3 %, from the guide. Stored on every record when it is made."""
    processing_fee_payer: Literal["platform", "trainer", "buyer"] = "platform"
    """Who bears Stripe's fee on a sale; of the buyer a surcharge is asked (decision 0504)."""
    processing_fee_bps: int = Field(290, ge=0, le=10_000)
    """Stripe's published card price, 2.9 % + 30c: an estimate for quotes, never booked as fact."""
    processing_fee_fixed_cents: int = Field(30, ge=0)
    processing_fee_abroad_bps: int = Field(25, ge=0, le=10_000)
    """Added for a trainer outside `account_country`: Stripe's price for paying across a border."""

    # Paying a prize (docs/protocol.md: function 120 s < lease 10 min < quiet 45 min << 23 h < 24 h)
    function_timeout_seconds: int = 120
    lease_seconds: int = 10 * MINUTE
    send_deadline_seconds: int = 60
    """From the claim to the send, by the monotonic clock: a worker that froze longer does not send."""
    quiet_seconds: int = 45 * MINUTE
    """No request of ours still executes at Stripe this long after it was sent."""
    key_reuse_seconds: int = 23 * HOUR
    """Stripe keeps an idempotency key for at least 24 h; ours is reused an hour less."""
    retry_seconds_max: int = 30 * MINUTE
    """Backoff is 2^attempt seconds (the guide), up to this: an outage's end is noticed within it."""
    clock_skew_seconds: int = 5
    """A task that comes this much early by our clock is on time."""
    funds_retry_seconds: int = HOUR
    account_retry_seconds: int = 6 * HOUR
    """How often a prize without a usable account is looked at, should the account's wake-up be lost."""
    payout_approval_cap_cents: int = Field(100_000, ge=0)
    """A prize above it waits for a second person."""
    refund_approval_cap_cents: int = Field(100_000, ge=0)
    """Refunds of one payment above it in all take a second person."""
    approval_lifetime_seconds: int = DAY
    pattern_period_seconds: int = 30 * DAY
    prizes_per_period_max: int = 20
    """A person who wins more often within the period is looked at first."""
    prize_cents_per_period_max: int = 500_000
    first_prize_large_cents: int = 75_000
    """A first prize from here on is looked at; it is below the cap for known winners."""
    payout_dispatches_per_second: float = 20
    """Stripe allows 25 a second on one endpoint."""
    payout_attempts_max: int = 100
    """Deliveries of one task; afterwards the sweep takes over."""
    award_batch_size: int = Field(100, ge=1, le=400)

    # Inbox
    event_lease_seconds: int = 5 * MINUTE
    event_attempts_max: int = 10
    event_retention_seconds: int = 30 * DAY
    """Stripe itself lists events for 30 days."""
    webhook_tolerance_seconds: int = 300
    """Into the past and into the future."""
    webhook_body_bytes_max: int = 256 * 1024

    # Doors
    body_bytes_max: int = 64 * 1024
    body_depth_max: int = 20
    admin_session_seconds: int = 15 * MINUTE
    admin_second_factor_required: bool = True

    # Sweep and reconcile
    awards_from: Moment = None
    """Only an administrator awards what ended before it; empty: no limit. At go-live it is the end up to
    which prizes were settled before (decision 0801)."""
    sweep_batch: int = 200
    outbox_age_seconds: int = 10 * MINUTE
    catch_up_seconds: int = 15 * MINUTE
    """How often the sweep asks Stripe for events that never reached us."""
    reconcile_overlap_seconds: int = 48 * HOUR

    notice_retention_seconds: int = 180 * DAY
    """A notice to a winner that nobody read for so long is of no use any more."""

    # Alerts
    alert_window_seconds: int = HOUR
    """One Slack message per cause in this time, whatever the storm."""
    alert_refresh_seconds: int = MINUTE
    """How often an ongoing storm is counted anew."""
    alert_quiet_seconds: int = DAY
    """A cause that was silent for so long is a new matter when it returns."""
    alert_retention_seconds: int = 90 * DAY
    slack_timeout_seconds: int = 2
    """Somebody may be waiting for a payment meanwhile."""
    runbook_url: str = "docs/runbook"
    """Where the runbook's pages are read: the address of this repository's folder."""

    @property
    def local(self) -> bool:
        return self.environment != "production"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Each field from the variable of its name in capitals (`SITE_URL`); absent means the default.

        Raises *Misconfigured* naming the variable and what it may be.
        """
        source = os.environ if environment is None else environment
        values: dict[str, Any] = {
            name: source[name.upper()] for name in cls.model_fields if name.upper() in source
        }
        values["project"] = source.get("GCLOUD_PROJECT") or source.get("GOOGLE_CLOUD_PROJECT", "demo-pulse")
        values["environment"] = source.get("PULSE_ENVIRONMENT", "production")
        if region := source.get("FUNCTION_REGION") or source.get("GOOGLE_CLOUD_REGION"):
            values["region"] = region
        try:
            settings = cls(**values)
        except ValidationError as error:
            problem = error.errors()[0]
            raise Misconfigured(f"{str(problem['loc'][0]).upper()}: {problem['msg']}") from error
        settings._refuse_emulators_in_production(source)
        return settings

    def _refuse_emulators_in_production(self, environment: Mapping[str, str]) -> None:
        """With the Auth emulator's variable set, firebase-admin believes unsigned tokens."""
        if self.local:
            return
        for name in ("FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "CLOUD_TASKS_EMULATOR_HOST"):
            if environment.get(name):
                raise Misconfigured(f"{name} is set in production; remove it, or set PULSE_ENVIRONMENT=local")


def stripe_key(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """The secret key. Raises *Misconfigured* for one of the wrong kind or mode, before it is ever used."""
    key = secret("STRIPE_SECRET_KEY", environment)
    kind, _, rest = key.partition("_")
    mode = rest.partition("_")[0]
    if kind not in {"sk", "rk"} or mode not in {"live", "test"}:
        raise Misconfigured("STRIPE_SECRET_KEY holds no secret or restricted key (sk_... or rk_...)")
    wanted = settings.stripe_mode or ("test" if settings.local else "live")
    if mode != wanted:
        raise Misconfigured(f"STRIPE_SECRET_KEY holds a {mode} key where only a {wanted} key is taken")
    if mode == "live" and settings.stripe_api_base:
        raise Misconfigured("STRIPE_API_BASE sends a live key elsewhere than to Stripe; remove it")
    return key


def secret(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret's value. Raises *Misconfigured* when it is not bound to the running function."""
    value = (os.environ if environment is None else environment).get(name, "").strip()
    if not value:
        raise Misconfigured(f"the secret {name} ({SECRETS[name]}) is not bound to this function")
    return value


def optional_secret(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret's value; empty when it is not bound to the running function."""
    return (os.environ if environment is None else environment).get(name, "").strip()


def secrets_listed(name: str, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """All values of a secret that is being rotated; none when it is not bound."""
    value = (os.environ if environment is None else environment).get(name, "")
    return tuple(part.strip() for part in value.split(",") if part.strip())
