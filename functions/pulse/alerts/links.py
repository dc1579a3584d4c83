"""A link lets its bearer name the bank account: people hear when somebody asks for another person's."""

from __future__ import annotations

from pulse.ports import Alert, Ports, Severity
from pulse.ports.paths import path


def link_asked_for(user_id: str, *, actor: str, ports: Ports) -> None:
    """To be called before the link is made. An administrator may ask for one; nobody does so unseen."""
    if actor == user_id:
        return
    ports.alerts.raise_alert(
        Alert(
            cause="link.for_another",
            severity=Severity.ERROR,
            message="An administrator asked for a link to another person's account at Stripe.",
            subject=path("users", user_id),
            facts={"actor": actor},
            announced=True,
        )
    )
