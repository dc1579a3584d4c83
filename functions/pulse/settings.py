"""Every parameter, secret and limit with its unit and its reason, read in one place.

A deployed function gets them as environment variables: parameters from `functions/.env*`, secrets from
Secret Manager. A secret is bound only to the functions that list it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from pulse.errors import Misconfigured
from pulse.limits import Amounts, Limit, missing_currencies

REGION_DEFAULT = "us-central1"
STRIPE_API_VERSION = "2026-10-28.endive"
"""The version for which the pinned SDK was generated. Webhook endpoints are created with it too."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400

SECRETS = {
    "STRIPE_SECRET_KEY": "the restricted or secret key of the platform's Stripe account",
    "STRIPE_WEBHOOK_SECRETS": "signing secrets of the platform endpoint, comma separated while rotated",
    "STRIPE_CONNECT_WEBHOOK_SECRETS": "those of the Connect endpoint, comma separated while rotated",
    "SLACK_WEBHOOK_URL": "where critical alerts go; empty sends none",
    "SMTP_PASSWORD": "the password for the mail server; empty where it asks for none",
}


RENAMED = {"APP_CHECK_ENFORCED": "set APP_CHECK to enforce (it was true), monitor or off (it was false)"}
"""Former variables: a deployment that still has one does not start, so that no protection ends unseen."""


Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A name in one line."""


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _moment(value: Any) -> Any:
    """A date means its midnight, a time without an offset is UTC, and an empty text is None."""
    if not isinstance(value, str):
        return value
    at = datetime.fromisoformat(value.strip()) if value.strip() else None
    return at and at.replace(tzinfo=at.tzinfo or UTC)


def _currencies(value: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(code.lower() for code in value)
    if not codes or not all(_CURRENCY.fullmatch(code) for code in codes):
        raise ValueError("must be one or more three-letter codes, such as usd,eur")
    return codes


def _by_api(value: Any) -> Any:
    """`v1=82800,v2=2505600`: seconds for each of Stripe's APIs."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in value.split(",") if part.strip()]
    found = {name.strip(): amount.strip() for name, _, amount in pairs}
    if set(found) != {"v1", "v2"} or not all(amount.isdecimal() for amount in found.values()):
        raise ValueError("must name both APIs with seconds, such as v1=82800,v2=2505600")
    return tuple((name, int(amount)) for name, amount in found.items())


def _kept_by_stripe(value: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """A key that Stripe has forgotten makes a second account."""
    for api, seconds in value:
        if not 0 < seconds < _KEYS_KEPT[api]:
            raise ValueError(f"{api} must be below {_KEYS_KEPT[api]}: so long Stripe keeps its keys")
    return value


_KEYS_KEPT = {"v1": DAY, "v2": 30 * DAY}
_CURRENCY = re.compile(r"[a-z]{3}")
Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Currencies = Annotated[Listed, AfterValidator(_currencies)]
ByApi = Annotated[
    tuple[tuple[Literal["v1", "v2"], int], ...], BeforeValidator(_by_api), AfterValidator(_kept_by_stripe)
]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_moment)]


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    # Where this runs
    project: str = "demo-pulse"
    region: str = REGION_DEFAULT
    environment: Literal["local", "test", "production"] = "production"
    site_url: str = "https://fitwithpulse.ai"
    """Return and refresh URLs are built from this and nothing else."""
    profile_url: str = "https://fitwithpulse.ai/profile"
    """Stripe asks connected accounts for a public website: the profile page of docs/guide.md."""
    cors_origins: Listed = ()
    """Further origins that may call the HTTP operations; `site_url` always may."""
    app_check: Literal["off", "monitor", "enforce"] = "monitor"
    """`monitor` lets calls without an App Check token in and notes them in the log (decision 0034)."""
    anonymous_sign_in_allowed: bool = False
    """Whether people who signed in without any name or address may call the operations."""
    admin_ip_allowlist: Listed = ()
    """The addresses from which admin acts are accepted; empty: any."""
    task_functions_url: str = ""
    """The base address of the task functions; empty: their own. The local world names the emulator."""
    tasks_service_account: str = ""
    """The account of the token that Cloud Tasks sends; empty: the workers' own, as `make deploy` makes it."""
    function_prefix: str = Field("", pattern=r"^([a-z]([a-z0-9-]*[a-z0-9])?)?$", max_length=30)
    """Beside an app: what the names of all functions, queues and schedules begin with, before a hyphen."""

    store_timeout_seconds: float = Field(20, gt=0, le=60)
    """The limit of one read or write. It ends before the function's 120 s, so the failure is reported."""

    # Stripe
    stripe_api_base: str = ""
    """Empty: Stripe itself. The local world names the emulator."""
    stripe_mode: Literal["", "live", "test"] = ""
    """Which keys are accepted; empty: only test keys in the local world, only live keys in production."""
    stripe_timeout_seconds: float = Field(20, gt=0, le=60)
    """The limit of one call. With two retries it ends before the function's 120 s."""
    stripe_network_retries: int = Field(2, ge=0, le=5)
    """Retries by the SDK within one call. The transfer of a prize is sent once (decision 0607)."""
    winner_capabilities: Listed = ("card_payments", "transfers")
    """Stripe refuses US accounts with `transfers` alone until it approves the platform (decision 0007)."""
    account_country: str = "US"
    stripe_accounts: Literal["v2", "v1"] = "v2"
    """By which of Stripe's APIs new accounts are made (decision 0023). Existing ones keep theirs."""
    account_key_reuse_seconds: ByApi = (("v1", 23 * HOUR), ("v2", 29 * DAY))
    """So long the key of a creation is sent again. Stripe keeps keys for a day in v1 and 30 days in v2."""
    account_look_up_seconds: int = Field(HOUR, ge=HOUR)
    """Stripe's list of v2 accounts shows writes late. So long after the last send it is believed."""
    account_reads_per_hour: int = Field(2_000, ge=1)
    """How many accounts are read again each hour although no event said that they changed."""
    settlement_currencies: Currencies = ("usd",)
    """Rounds are priced and prizes are promised in these alone (decision 0029)."""

    # Fees
    platform_fee_bps: int = Field(300, ge=0, le=10_000)
    """3 % (docs/guide.md). The rate is stored on every record when it is created."""
    processing_fee_payer: Literal["platform", "trainer", "buyer"] = "platform"
    """Who bears Stripe's fee on a sale. The buyer bears it as a surcharge (decision 0504)."""
    processing_fee_bps: int = Field(290, ge=0, le=10_000)
    """Stripe's published card price, 2.9 % + 30c: an estimate for quotes, never booked."""
    processing_fee_fixed_cents: int = Field(30, ge=0)
    processing_fee_abroad_bps: int = Field(25, ge=0, le=10_000)
    """Stripe's price for a payment across a border, added for a trainer outside `account_country`."""

    # Paying a prize (docs/protocol.md: function 120 s < lease 10 min < quiet 45 min << 23 h < 24 h)
    function_timeout_seconds: int = 120
    lease_seconds: int = 10 * MINUTE
    send_deadline_seconds: int = 60
    """From the claim to the send, by the monotonic clock. A worker that was frozen longer does not send."""
    quiet_seconds: int = 45 * MINUTE
    """So long after a request was sent, Stripe no longer executes it."""
    key_reuse_seconds: int = 23 * HOUR
    """Stripe keeps an idempotency key for at least 24 h. We reuse ours for an hour less."""
    retry_seconds_max: int = 30 * MINUTE
    """The backoff is 2^attempt seconds (docs/guide.md) up to this, so the end of an outage is noticed."""
    clock_skew_seconds: int = 5
    """A task that arrives this much too early by our clock is on time."""
    funds_retry_seconds: int = HOUR
    overtaken_seconds_max: int = DAY
    """A prize that smaller, younger ones have overtaken for this long gets all of our own money that
    comes next (decision 1711)."""
    account_retry_seconds: int = 6 * HOUR
    """How often a prize without a usable account is checked, in case the account's wake-up is lost."""
    payout_approval_cap_cents: int = Field(100_000, ge=0)
    """A prize above this waits for a second administrator."""
    refund_approval_cap_cents: int = Field(100_000, ge=0)
    """Refunds of one payment that are above this in total need a second administrator."""
    platform_pays_per_day_cents_max: Limit = (("usd", 500_000),)
    """What one administrator refunds within 24 hours at the cost of the platform (`platform_pays`)."""
    approval_lifetime_seconds: int = DAY
    pattern_period_seconds: int = 30 * DAY
    prizes_per_period_max: int = 20
    """The prizes of a person who wins more often within the period wait for a check."""
    prize_cents_per_period_max: int = 500_000
    first_prize_large_cents: int = 75_000
    """A first prize of this amount or more waits for a check. It is below the cap for known winners."""
    prize_participants_min: int = Field(3, ge=0)
    """The prizes of a challenge with fewer participants wait for a check."""
    winner_sign_up_seconds_min: int = Field(7 * DAY, ge=0)
    """A prize whose winner signed up less than this before the award waits for a check; 0: not asked."""
    staff_prizes: Literal["hold", "pay"] = "hold"
    """Whether the prize of an administrator or of support waits for a check."""
    award_cents_max: Limit = (("usd", 500_000),)
    """All prizes of an award that is above this in total wait for a check."""
    owner_awards_cents_max: Limit = (("usd", 500_000),)
    """So do those of an owner whose awards within `pattern_period_seconds` are above this in total."""
    awards_per_day_cents_max: Limit = (("usd", 2_000_000),)
    """So do all prizes once the awards of the last 24 hours are above this in total."""
    trainer_refunds_per_period_max: int = Field(10, ge=0)
    """More sales of one trainer that went back within `pattern_period_seconds` are told to operators."""
    buyer_refunds_per_period_max: int = Field(5, ge=0)
    """So are more purchases of one buyer that went back."""
    buyer_failures_per_day_max: int = Field(5, ge=0)
    """And more declined payments of one buyer within a day: somebody may be trying stolen cards."""
    card_buyers_per_period_max: int = Field(3, ge=1)
    """And more buyers who paid by one card within `pattern_period_seconds`."""
    bank_change_wait_seconds: int = Field(DAY, ge=0)
    """So long after a winner's bank account has changed no prize is sent to it; 0 notes no change."""
    fingerprint_checks: Literal["live", "always"] = "live"
    """When Stripe's fingerprints of bank accounts and cards are compared; in test mode all people share
    Stripe's few test accounts."""
    trainer_trial_seconds: int = Field(30 * DAY, ge=0)
    """So long after a trainer's account was first active the next two limits hold."""
    trainer_price_cents_max: Limit = (("usd", 50_000),)
    trainer_sales_per_day_cents_max: Limit = (("usd", 200_000),)
    """The prices of the rounds that were paid within 24 hours, and of the one that is asked for."""
    trainer_loss_per_day_cents_max: Limit = (("usd", 2_000),)
    """What the platform may lose by a trainer's sales within 24 hours, however old the account is."""
    # Paying into a pool (decisions 0025 and 1702)
    stripe_prize_approval: str = ""
    """The date and reference of Stripe's written approval of prizes. With a live key and without it nothing
    is paid into a pool: Stripe's list of prohibited businesses names contests with monetary prizes."""
    prizes_with_paid_entry: Literal["allow", "refuse"] = "allow"
    """Whether a round that costs something may carry a prize (decision 1702). `refuse` sells no such round,
    and takes no prize money for one that has a price."""
    pool_processing_fee_payer: Literal["funder", "platform"] = "funder"
    """Who bears Stripe's fee on a payment into a pool. The pool gets the whole amount either way."""
    pool_maturity_days: int = Field(7, ge=0)
    """So old must money be, and available at Stripe, before it pays a prize: most fraud is reported early."""
    pool_maturity_first_days: int = Field(14, ge=0)
    """For the first payment of a payer without a settled pool."""
    pool_maturity_large_days: int = Field(30, ge=0)
    pool_large_cents: Limit = (("usd", 100_000),)
    """A payment above this waits for `pool_maturity_large_days`."""
    pool_hold_max_days: int = Field(90, ge=1)
    """Nothing is paid in longer before the challenge's end: Stripe limits holding to this outside the US."""
    pool_funding_attempts_per_hour_max: int = Field(3, ge=1)
    """Payments into pools that one person may begin. Who tests stolen cards begins many."""
    pool_funding_attempts_per_day_max: int = Field(10, ge=1)
    pool_first_funding_cents_max: Limit = (("usd", 50_000),)
    """One payment of a payer without a settled pool."""
    pool_funding_cents_max: Limit = (("usd", 250_000),)
    """One payment of any other payer."""
    pool_payer_cents_max: Limit = (("usd", 500_000),)
    """All that one person pays in within 30 days."""
    pool_cents_max: Limit = (("usd", 500_000),)
    """All that is paid into one pool. Two administrators may raise it for a challenge."""
    pools_per_day_cents_max: Limit = (("usd", 2_000_000),)
    """All that is paid into pools within 24 hours."""
    prize_min: Limit = (("usd", 100),)
    """No place of a pool may win less."""
    payer_of_record: Line = "platform"
    """The legal entity that pays prizes and files the forms about them, as each paid prize names it
    (decision 1714)."""
    sponsor_of_record: Line = "platform"
    """The legal entity that stands for the contest in its rules, as each new pool names it."""
    rules_version: Line = "1"
    """The version of the official rules that people are shown, as each new pool names it."""
    # Between an award and its payment (decision 1703)
    award_review_seconds: int = Field(48 * HOUR, ge=0)
    """So long an award can be contested before its prizes are paid; with a live key at least a day."""
    award_review_large_seconds: int = Field(72 * HOUR, ge=0)
    """The same for an award above `award_review_large_cents`."""
    award_review_large_cents: Limit = (("usd", 100_000),)
    review_skew_seconds: int = Field(120, ge=0)
    """So long after the review the first prize is sent: no clock of ours is that wrong."""
    pool_rest_seconds: int = Field(600, ge=0)
    """So long after its prizes were allotted a pool is looked at for what no prize takes (decision 1705)."""
    contest_warning_seconds: int = Field(3 * DAY, ge=0)
    """So long after a contest operators are told that nobody has decided it."""
    contest_decision_seconds: int = Field(7 * DAY, ge=0)
    """So long a contest may wait for its decision. After that operators are told every day."""
    unfunded_pools: Literal["admin", "hold", "allow"] = "admin"
    """How prizes are paid for which nobody paid in: from our own money, once an administrator asks for
    each, once two agree, or by themselves (decisions 1703, 1711)."""
    prize_claim_days: int = Field(90, ge=1)
    """A prize that waits so many days for its winner's account alone is set aside for two administrators
    (decision 1721). With a live key at least 30."""
    unclaimed_prizes: Literal["return", "pay", "next_place"] = "return"
    """What a new pool promises for such a prize. It is shown to those who decide, and stays with the pool."""
    own_funds_min: Limit = (("usd", 50_000),)
    """Operators are warned when our own money is below this: refunds, disputes, and the fees of sales that we
    bear, are paid from it (decision 1711)."""
    payout_dispatches_per_second: float = 20
    """Stripe allows 25 a second on one endpoint."""
    payout_attempts_max: int = 100
    """Deliveries of one task. Afterwards the sweep takes over."""
    award_batch_size: int = Field(100, ge=1, le=400)

    # Inbox
    event_lease_seconds: int = 5 * MINUTE
    event_attempts_max: int = 10
    event_retention_seconds: int = 30 * DAY
    """Stripe itself lists events for 30 days."""
    webhook_tolerance_seconds: int = 300
    """In both directions, past and future."""
    webhook_body_bytes_max: int = 256 * 1024

    # Doors
    body_bytes_max: int = 64 * 1024
    body_depth_max: int = 20
    admin_session_seconds: int = 15 * MINUTE
    admin_second_factor_required: bool = True

    # Sweep and reconcile
    awards_from: Moment = None
    """Only an administrator awards challenges that ended before this; empty: no limit. Set it at go-live to
    the time up to which the first system has paid (decision 0801)."""
    complete_after_seconds: int = Field(HOUR, ge=0)
    """So long after its end the sweep completes a challenge with prizes whose owner has not (decision
    0037)."""
    sweep_batch: int = 200
    outbox_age_seconds: int = 10 * MINUTE
    catch_up_seconds: int = 15 * MINUTE
    """How often the sweep asks Stripe for events that did not reach us."""
    reconcile_overlap_seconds: int = 48 * HOUR

    notice_retention_seconds: int = 180 * DAY
    """How long an unread notice to a winner is kept."""
    notice_tries_max: int = Field(8, ge=1, le=20)
    """Tries of one message to one address, over half a day. The app shows the notice in any case."""

    # E-mail and push (decision 1811)
    smtp_host: str = ""
    """The mail server that sends our e-mails; empty: none is sent."""
    smtp_port: int = Field(587, ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted; `none` is for the local world."""
    smtp_user: str = ""
    """The name for the mail server, with the secret SMTP_PASSWORD; empty: it asks for none."""
    mail_from: str = ""
    """The sender, such as `Pulse <notices@fitwithpulse.ai>`. Needed with SMTP_HOST."""
    mail_unverified: bool = False
    """Whether e-mails go to addresses that their people did not confirm: they may be a stranger's."""
    mail_timeout_seconds: int = Field(10, ge=1, le=30)
    push: Literal["off", "fcm"] = "off"
    """Whether notices are pushed to devices, by Firebase Cloud Messaging."""
    fcm_base: str = ""
    """Empty: Google's. The local world names its stand-in: FCM has no emulator."""

    # Alerts
    alert_window_seconds: int = HOUR
    """At most one Slack message per cause in this time, however many alerts there are."""
    alert_refresh_seconds: int = MINUTE
    """How often the alerts of one cause are counted again while they continue."""
    alert_quiet_seconds: int = DAY
    """A cause that returns after this time without an alert starts a new group."""
    alert_retention_seconds: int = 90 * DAY
    migration_undo_seconds: int = 90 * DAY
    """So long a document of the first system can be made what it was before it was adopted."""
    slack_timeout_seconds: int = 2
    """A person may be waiting for a payment at the same time."""
    runbook_url: str = "docs/runbook"
    """The address of the runbook's pages: the folder in this repository."""

    def account_key_seconds(self, api: Literal["v1", "v2"]) -> int:
        """How long the key of a creation is sent again, by the API that it is for."""
        return dict(self.account_key_reuse_seconds)[api]

    def has_prize_approval(self, *, livemode: bool) -> bool:
        """Whether prize money may be paid in: test money always, real money with Stripe's approval."""
        return not livemode or bool(self.stripe_prize_approval.strip())

    def function_name(self, name: str) -> str:
        """The deployed name of a function of `main.py`, which is also its queue's."""
        return f"{self.function_prefix}-{name}" if self.function_prefix else name

    @property
    def task_account(self) -> str:
        """The e-mail address of the service account whose token Cloud Tasks sends."""
        return self.tasks_service_account or f"pulse-workers@{self.project}.iam.gserviceaccount.com"

    @property
    def local(self) -> bool:
        return self.environment != "production"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Each field from the variable with its name in capitals (`SITE_URL`), or its default.

        Raises *Misconfigured* with the variable and the values that it may have.
        """
        source = os.environ if environment is None else environment
        for former, instead in RENAMED.items():
            if former in source:
                raise Misconfigured(f"{former} is no longer read: {instead}, and remove {former}")
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
        settings._refuse_missing_limits()
        settings._refuse_unsendable_mail()
        return settings

    def _refuse_missing_limits(self) -> None:
        """A limit in usd says nothing about amounts in another currency."""
        for name, field in type(self).model_fields.items():
            if field.annotation != Amounts:
                continue
            if missing := missing_currencies(getattr(self, name), self.settlement_currencies):
                raise Misconfigured(
                    f"{name.upper()}: has no value for {', '.join(missing)}, which SETTLEMENT_CURRENCIES has;"
                    f" name each currency, such as usd=500000,{missing[0]}=460000"
                )

    def _refuse_unsendable_mail(self) -> None:
        if self.smtp_host and "@" not in parseaddr(self.mail_from)[1]:
            raise Misconfigured(
                "MAIL_FROM: must be an address where SMTP_HOST is set, such as Pulse <notices@example.com>"
            )
        if self.smtp_host and self.smtp_security == "none" and not self.local:
            raise Misconfigured("SMTP_SECURITY: must be starttls or tls in production, not none")
        if self.fcm_base and not self.local:
            raise Misconfigured("FCM_BASE would send notices to another server than Google's; remove it")

    def _refuse_emulators_in_production(self, environment: Mapping[str, str]) -> None:
        """With the variable of the Auth emulator, firebase-admin accepts unsigned tokens."""
        if self.local:
            return
        for name in ("FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "CLOUD_TASKS_EMULATOR_HOST"):
            if environment.get(name):
                raise Misconfigured(f"{name} is set in production; remove it, or set PULSE_ENVIRONMENT=local")


def stripe_key(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """The secret key. Raises *Misconfigured* for a key of the wrong kind or mode, before it is used."""
    key = secret("STRIPE_SECRET_KEY", environment)
    kind, _, rest = key.partition("_")
    mode = rest.partition("_")[0]
    if kind not in {"sk", "rk"} or mode not in {"live", "test"}:
        raise Misconfigured("STRIPE_SECRET_KEY is not a secret or restricted key (sk_... or rk_...)")
    wanted = settings.stripe_mode or ("test" if settings.local else "live")
    if mode != wanted:
        raise Misconfigured(f"STRIPE_SECRET_KEY is a {mode} key, but only a {wanted} key is accepted here")
    if mode == "live" and settings.stripe_api_base:
        raise Misconfigured("STRIPE_API_BASE would send a live key to another server than Stripe; remove it")
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
