"""What the operations are called and which file has them, without importing any."""

from __future__ import annotations

from collections.abc import Mapping

FILES: Mapping[str, tuple[str, ...]] = {
    "accounts": (
        "create-connected-account",
        "create-winner-connected-account",
        "complete-stripe-onboarding",
        "complete-winner-stripe-onboarding",
        "reset-onboarding",
        "reset-winner-onboarding",
        "get-dashboard-link",
        "get-winner-dashboard-link",
        "create-account-session",
    ),
    "earnings": ("get-earnings",),
    "winner_earnings": ("get-winner-earnings",),
    "statements": ("get-payouts", "get-statement"),
    "sales": ("create-payment-intent", "complete-payment"),
    "pools": ("fund-prize-pool", "complete-pool-funding", "cancel-pool-funding", "get-prize-pool"),
    "pool_statements": ("get-pool-statement",),
    "prizes": ("calculate-winners", "payout-prize-money", "get-winner-prize-info"),
    "contests": ("contest-award", "withdraw-contest"),
    "refunds": ("refund-payment", "request-refund", "decline-refund"),
    "interventions": ("cancel-prize", "hold-prize", "release-prize", "pause-payouts"),
    "people": ("hold-person",),
    "approvals": ("request-approval", "approve-request"),
    "privacy": ("erase-user", "delete-my-data", "export-my-data"),
    "support": ("find", "list-work"),
    "console": ("get-overview", "get-metrics"),
    "histories": ("explain-prize", "explain-payment", "explain-account"),
    "inbox": ("replay-event",),
}
"""By file of `operations/`: its operations."""
ALIASES: Mapping[str, str] = {"get-winner-prize-history": "get-winner-earnings"}
"""By the name of the first system: the operation."""


def callable_name(operation: str) -> str:
    """The name of its Cloud Function, which the apps' SDKs call."""
    first, *rest = operation.split("-")
    return first + "".join(word.capitalize() for word in rest)
