"""Builds the real ports once per process, at the first use. Nothing is connected at import.

What not every function uses is imported and connected when it is first used (decision 2001).
"""

from __future__ import annotations

import os
import uuid
from functools import cache

from google.cloud import firestore

from pulse import log, outside
from pulse.errors import Misconfigured
from pulse.outside.alerting import Channel as AlertChannel
from pulse.outside.alerting import GroupedAlerts
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.lazy import Lazy
from pulse.outside.slack_address import require_slack_address
from pulse.outside.system_clock import SystemClock
from pulse.ports import Channel, Medium, Ports, SignIns, Stripe, TaskQueue
from pulse.settings import Settings, optional_secret, stripe_key


@cache
def settings() -> Settings:
    return Settings.from_environment()


@cache
def ports() -> Ports:
    chosen = settings()
    stripe: Stripe = Lazy(lambda: outside.StripeClient(stripe_key(chosen), chosen))
    queue: TaskQueue = Lazy(
        lambda: outside.CloudTasksQueue(
            outside.connect_queue(os.environ.get("CLOUD_TASKS_EMULATOR_HOST")), chosen
        )
    )
    store = FirestoreStore(
        firestore.Client(project=chosen.project), timeout_seconds=chosen.store_timeout_seconds
    )
    sign_ins: SignIns = Lazy(lambda: outside.FirebaseSignIns(outside.firebase_app(chosen.project)))
    clock = SystemClock()
    return Ports(
        store=store,
        stripe=stripe,
        queue=queue,
        clock=clock,
        alerts=GroupedAlerts(store, clock, chosen, channel(chosen)),
        sign_ins=sign_ins,
        settings=chosen,
        new_id=lambda: uuid.uuid4().hex,
        channels=channels(chosen),
    )


def channels(chosen: Settings) -> dict[Medium, Channel]:
    """By which notices leave the app: those that are set up."""
    found: dict[Medium, Channel] = {}
    if chosen.smtp_host:
        found[Medium.EMAIL] = outside.SmtpChannel(chosen, lambda: optional_secret("SMTP_PASSWORD"))
    if chosen.push == "fcm":
        found[Medium.PUSH] = Lazy(lambda: outside.connect_push(chosen))
    return found


def channel(chosen: Settings) -> AlertChannel | None:
    """Slack, if its secret is bound. A wrong address is logged: it stops messages, never payments."""
    try:
        url = optional_secret("SLACK_WEBHOOK_URL")
        if not url:
            return None
        require_slack_address(url)
    except Misconfigured as error:
        log.write("slack.misconfigured", severity="ERROR", text=error.message)
        return None
    connected: AlertChannel = Lazy(
        lambda: outside.connect_slack(url, timeout_seconds=chosen.slack_timeout_seconds)
    )
    return connected
