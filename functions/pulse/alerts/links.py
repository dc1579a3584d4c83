"""A link lets its holder change the bank account, so requesting one for another person raises an alert."""

from __future__ import annotations

from pulse.alerts import causes
from pulse.ports import Ports
from pulse.ports.paths import path


def report_link_request(user_id: str, *, actor: str, ports: Ports) -> None:
    """Call this before the link is made. An administrator may request one, but never unnoticed."""
    if actor == user_id:
        return
    ports.alerts.raise_alert(
        causes.LINK_REQUESTED.alert(
            "An administrator requested a link to another person's Stripe account. Check that it was them.",
            subject=path("users", user_id),
            facts={"actor": actor},
            announced=True,
        )
    )
