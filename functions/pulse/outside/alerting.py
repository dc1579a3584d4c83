"""Alerts as log lines that Cloud Monitoring counts, and as one document per cause for operators."""

from __future__ import annotations

from pulse import log
from pulse.ports import Alert


class LoggedAlerts:
    def raise_alert(self, alert: Alert) -> None:
        log.write(
            "alert",
            severity=alert.severity,
            cause=alert.cause,
            text=alert.message,
            subject=alert.subject,
            amount_cents=alert.amount_cents,
            currency=alert.currency,
            user=alert.user_id and log.uid_hash(alert.user_id),
            **alert.facts,
        )
