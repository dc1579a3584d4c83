"""Slack: one message about a group of alerts, through an incoming webhook (docs.slack.dev/messaging)."""

from __future__ import annotations

from http.client import HTTPException

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from pulse import log
from pulse.alerts import AlertGroup
from pulse.money import written
from pulse.outside.slack_address import require_slack_address

_UNREACHED = (OSError, HTTPException, SlackClientError, ValueError)
"""What the client raises when Slack is down, slow, or answers nonsense."""


class SlackChannel:
    def __init__(self, client: WebhookClient) -> None:
        self._client = client

    def tell(self, group: AlertGroup) -> bool:
        try:
            response = self._client.send(text=text_of(group), unfurl_links=False)
        except _UNREACHED as error:
            log.write("slack.unreachable", severity="ERROR", error=type(error).__name__, cause=group.cause)
            return False
        if response.status_code != 200:
            log.write("slack.refused", severity="ERROR", status=response.status_code, cause=group.cause)
        return response.status_code == 200


def connect(url: str, *, timeout_seconds: int) -> SlackChannel:
    """Raises *Misconfigured* for an address that is not Slack's: alerts go nowhere else."""
    require_slack_address(url)
    return SlackChannel(client(url, timeout_seconds=timeout_seconds))


def client(url: str, *, timeout_seconds: int) -> WebhookClient:
    """Without retries: a caller may be waiting, and the heartbeat tries again."""
    return WebhookClient(url, timeout=timeout_seconds, retry_handlers=[])


def text_of(group: AlertGroup) -> str:
    """Slack's three special characters are escaped, so the text mentions nobody and links nothing."""
    amounts = ", ".join(
        written(amount, currency) for currency, amount in sorted(group.amount_at_risk.items())
    )
    lines = [
        f"[{group.severity}] {group.cause}: {group.message}",
        f"{group.count} affected since {group.first_at:%Y-%m-%d %H:%M} UTC"
        + (f", {amounts} at risk" if amounts else ""),
        *(f"for example {subject}" for subject in group.subjects[:1]),
        f"What to do: {group.runbook}",
    ]
    return log.redacted("\n".join(lines)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
