from pulse.alerts import causes
from pulse.alerts.causes import AlertCause
from pulse.alerts.groups import (
    AlertGroup,
    continued,
    detail_writes,
    group_path,
    is_over,
    is_stale,
    new_group,
    read_group,
    recount,
    should_be_told,
)
from pulse.alerts.heartbeat import HEARTBEAT, Heartbeat, heartbeat, read_recent_alerts, read_silence
from pulse.alerts.links import report_link_request
from pulse.alerts.notify_error import notify_error, notify_missing_right, notify_missing_rights

__all__ = [
    "causes", "AlertCause",
    "AlertGroup", "new_group", "continued", "recount", "read_group", "detail_writes", "group_path",
    "is_over", "is_stale", "should_be_told",
    "heartbeat", "Heartbeat", "HEARTBEAT", "read_recent_alerts", "read_silence",
    "notify_error", "notify_missing_right", "notify_missing_rights", "report_link_request",
]  # fmt: skip
