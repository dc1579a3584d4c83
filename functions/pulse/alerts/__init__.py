"""How operators hear about problems: alerts are grouped by cause, and a heartbeat proves that they arrive."""

from pulse.alerts.groups import (
    AlertGroup,
    again,
    begun,
    counted,
    details,
    group_path,
    is_over,
    is_stale,
    is_to_be_told,
)
from pulse.alerts.heartbeat import HEARTBEAT, Heartbeat, heartbeat, recent_alerts
from pulse.alerts.links import link_asked_for
from pulse.alerts.notify_error import notify_error

__all__ = [
    "AlertGroup",
    "HEARTBEAT",
    "Heartbeat",
    "again",
    "begun",
    "counted",
    "details",
    "group_path",
    "heartbeat",
    "is_over",
    "is_stale",
    "is_to_be_told",
    "link_asked_for",
    "notify_error",
    "recent_alerts",
]
