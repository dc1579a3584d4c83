"""Builds the real ports once per process, at the first use. Nothing is connected at import."""

from __future__ import annotations

import os
import uuid
from functools import cache

from google.cloud import firestore

from pulse import log
from pulse.errors import Misconfigured
from pulse.outside import fcm, slack
from pulse.outside.alerting import Channel as AlertChannel
from pulse.outside.alerting import GroupedAlerts
from pulse.outside.cloud_tasks import CloudTasksQueue, connect
from pulse.outside.firebase_sign_ins import FirebaseSignIns, firebase_app
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.lazy import Lazy
from pulse.outside.smtp import SmtpChannel
from pulse.outside.stripe_client import StripeClient
from pulse.outside.system_clock import SystemClock
from pulse.ports import Channel, Medium, Ports, SignIns, Stripe, TaskQueue
from pulse.settings import Settings, optional_secret, stripe_key


@cache
def settings() -> Settings:
    return Settings.from_environment()


@cache
def ports() -> Ports:
    """The ports of this process. Stripe and the queue connect at first use: not every function uses them."""
    chosen = settings()
    stripe: Stripe = Lazy(lambda: StripeClient(stripe_key(chosen), chosen))
    queue: TaskQueue = Lazy(
        lambda: CloudTasksQueue(connect(os.environ.get("CLOUD_TASKS_EMULATOR_HOST")), chosen)
    )
    store = FirestoreStore(
        firestore.Client(project=chosen.project), timeout_seconds=chosen.store_timeout_seconds
    )
    sign_ins: SignIns = Lazy(lambda: FirebaseSignIns(firebase_app(chosen.project)))
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
        found[Medium.EMAIL] = SmtpChannel(chosen, lambda: optional_secret("SMTP_PASSWORD"))
    if chosen.push == "fcm":
        found[Medium.PUSH] = Lazy(lambda: fcm.connect(chosen))
    return found


def channel(chosen: Settings) -> AlertChannel | None:
    """Slack, if its secret is bound. A wrong address is logged: it stops messages, never payments."""
    try:
        url = optional_secret("SLACK_WEBHOOK_URL")
        return slack.connect(url, timeout_seconds=chosen.slack_timeout_seconds) if url else None
    except Misconfigured as error:
        log.write("slack.misconfigured", severity="ERROR", text=error.message)
        return None
