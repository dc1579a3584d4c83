"""Where messages to Slack may go. Checked in every process; only one that sends imports Slack's library."""

from __future__ import annotations

from urllib.parse import urlsplit

from pulse.errors import Misconfigured

HOST = "hooks.slack.com"


def require_slack_address(url: str) -> None:
    """Raises *Misconfigured* for an address that is not Slack's: alerts go nowhere else."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.netloc != HOST:
        raise Misconfigured(f"SLACK_WEBHOOK_URL must be an address at https://{HOST}/")
