"""Everything that a notice can say, and which of it leaves the app."""

from __future__ import annotations

from enum import StrEnum


class Said(StrEnum):
    """The key of a text. The reason that is stored with a notice may be shared by several."""

    PRIZE_WON = "prize_won"
    """The result, to a person whose place has a prize."""
    RESULT_RECORDED = "result_recorded"
    """The result, to a person whose place has none."""
    RESULT_CHANGED_PRIZE_WON = "result_changed_prize_won"
    """The result after two administrators changed it."""
    RESULT_CHANGED = "result_changed"
    CONTEST_OPENED = "contest_opened"
    """To the owners of the challenge."""
    PLACE_CONTESTED = "place_contested"
    """To the person at the contested place."""
    CONTEST_WITHDRAWN = "contest_withdrawn"
    CONTEST_UPHELD = "contest_upheld"
    CONTEST_CHANGED_RESULT = "contest_changed_result"
    DISQUALIFIED = "disqualified"
    PRIZE_AWAITS_ACCOUNT = "prize_awaits_account"
    PRIZE_ACCOUNT_RESTRICTED = "prize_account_restricted"
    PRIZE_ACCOUNT_REJECTED = "prize_account_rejected"
    PRIZE_CLAIM_REMINDED = "prize_claim_reminded"
    """The winner has to set up an account, or the prize becomes unclaimed."""
    PRIZE_UNCLAIMED = "prize_unclaimed"
    PRIZE_LOST = "prize_lost"
    """The prize is canceled: its money was taken back."""
    PRIZE_REDUCED = "prize_reduced"
    """The prize is smaller: a part of the money was taken back."""
    PRIZE_PAID = "prize_paid"
    PAYOUT_FAILED = "payout_failed"
    """The bank sent money back."""
    BANK_CHANGED = "bank_changed"
    BANK_CHANGED_PRIZES_WAIT = "bank_changed_prizes_wait"
    REFUND_MADE = "refund_made"
    ROUND_CANCELLED = "round_cancelled"
    ROUND_NOT_SOLD = "round_not_sold"
    REFUND_REQUEST_DONE = "refund_request_done"
    REFUND_REQUEST_DECLINED = "refund_request_declined"
    POOL_PAID_TOO_LATE = "pool_paid_too_late"
    POOL_CLOSED = "pool_closed"
    POOL_TOO_LARGE = "pool_too_large"
    ERASED = "erased"
    """By e-mail alone: what was in the app is gone."""


IN_APP_ONLY = frozenset({Said.RESULT_RECORDED, Said.RESULT_CHANGED})
"""Thousands may take part, and no money of theirs is concerned."""

ALWAYS = frozenset({Said.BANK_CHANGED, Said.BANK_CHANGED_PRIZES_WAIT, Said.ERASED})
"""Sent by e-mail whatever the person chose: who takes over a sign-in could switch off what warns of it."""
