"""Where real things are plugged in, lazily and once per process; nothing is connected at import."""

from __future__ import annotations

import os
import uuid
from functools import cache

from google.cloud import firestore

from pulse.outside.alerting import LoggedAlerts
from pulse.outside.cloud_tasks import CloudTasksQueue, connect
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.lazy import Lazy
from pulse.outside.stripe_client import StripeClient
from pulse.outside.system_clock import SystemClock
from pulse.ports import Ports, Stripe, TaskQueue
from pulse.settings import Settings, secret


@cache
def settings() -> Settings:
    return Settings.from_environment()


@cache
def ports() -> Ports:
    """The ports of this process. Stripe and the queue connect at first use: not every function has them."""
    chosen = settings()
    stripe: Stripe = Lazy(lambda: StripeClient(secret("STRIPE_SECRET_KEY"), chosen))
    queue: TaskQueue = Lazy(
        lambda: CloudTasksQueue(connect(os.environ.get("CLOUD_TASKS_EMULATOR_HOST")), chosen)
    )
    return Ports(
        store=FirestoreStore(firestore.Client(project=chosen.project)),
        stripe=stripe,
        queue=queue,
        clock=SystemClock(),
        alerts=LoggedAlerts(),
        settings=chosen,
        new_id=lambda: uuid.uuid4().hex,
    )
