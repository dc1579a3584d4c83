"""The ports of a process, together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pulse.ports.alerts import Alerts
from pulse.ports.clock import Clock
from pulse.ports.messages import Channel, Medium
from pulse.ports.queue import TaskQueue
from pulse.ports.sign_ins import SignIns
from pulse.ports.store import Store
from pulse.ports.stripe import Stripe
from pulse.settings import Settings


@dataclass(frozen=True)
class Ports:
    """Built once in `outside.build`, passed to every use case as `ports=`."""

    store: Store
    stripe: Stripe
    queue: TaskQueue
    clock: Clock
    alerts: Alerts
    sign_ins: SignIns
    settings: Settings
    new_id: Callable[[], str]
    """A new random id, for lease tokens and request ids."""
    channels: Mapping[Medium, Channel] = field(default_factory=dict)
    """By which people are told outside the app. Without one, notices are in the app alone."""
