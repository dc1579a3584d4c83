"""A link lets its bearer name the bank account: an alert says when one is requested for another person."""

from __future__ import annotations

from pulse.alerts import causes
from pulse.ports import Ports
from pulse.ports.paths import path


def report_link_request(user_id: str, *, actor: str, ports: Ports) -> None:
    """Call this before the link is made. An administrator may request one, but never unseen."""
    if actor == user_id:
        return
    ports.alerts.raise_alert(
        causes.LINK_FOR_ANOTHER.alert(
            "An administrator asked for a link to another person's account at Stripe.",
            subject=path("users", user_id),
            facts={"actor": actor},
            announced=True,
        )
    )
