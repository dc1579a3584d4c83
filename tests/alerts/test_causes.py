"""Every cause of an alert has its page."""

from __future__ import annotations

from pulse.ports import Severity
from tests.alerts.test_alerting import alert, group


def test_an_alert_s_link_is_its_page(world, alerts):
    alerts.raise_alert(alert(cause="sweep.prizes_failed", severity=Severity.ERROR))
    assert group(world, "sweep.prizes_failed").runbook == "docs/runbook/sweep-failed.md"
