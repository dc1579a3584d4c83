"""Which codes each operation answers with: those of any operation, and its own."""

from __future__ import annotations

from collections.abc import Mapping

COMMON: Mapping[int, tuple[str, ...]] = {
    400: ("invalid_request", "invalid_json"),
    401: ("not_signed_in", "sign_in_again", "erased", "app_check_failed"),
    403: ("not_allowed", "second_factor_required", "address_not_allowed", "anonymous_not_allowed"),
    405: ("method_not_allowed",),
    413: ("body_too_large",),
    429: ("too_many_requests",),
    500: ("internal",),
    503: (
        "try_again", "busy", "stripe_unavailable", "stripe_unreadable", "stripe_right_missing",
        "store_unavailable",
        "queue_unavailable",
    ),
}  # fmt: skip
"""What any operation may answer. 415 `not_json` belongs to those that take a body."""

_ACCOUNT = ("user_not_found", "stripe_refused", "document_invalid")
_OPENS = (
    *_ACCOUNT, "account_rejected", "account_disconnected", "account_not_adopted", "account_creation_refused",
)  # fmt: skip
_SHOWS = (*_ACCOUNT, "no_account", "account_rejected", "account_disconnected")
_DASHBOARD = (*_SHOWS, "onboarding_incomplete")
_LOOKS_AT_STRIPE = ("stripe_refused",)
_FUNDING = (
    "challenge_not_found", "not_found", "payment_vanished", "pool_unreadable", "document_invalid",
    "stripe_refused",
)  # fmt: skip
_PROMISE = (
    "challenge_not_found", "document_invalid", "prize_pool_invalid", "currency_invalid",
    "distribution_invalid",
    "distribution_unknown",
)  # fmt: skip
_PRIZE_ACT = (
    "prize_record_not_found", "party_to_it", "changed_meanwhile", "payment_under_way", "not_adopted",
)  # fmt: skip
_ERASES = (
    "user_not_found", "money_on_its_way", "erasure_busy", "payment_vanished", "pool_unreadable",
    "document_invalid",
    "stripe_refused",
)  # fmt: skip
_REFUNDS = (
    "payment_not_found", "not_found", "party_to_it", "not_refundable", "above_total", "limit_reached",
    "request_reused",
    "refund_refused", "refund_failed", "refund_waits", "payment_vanished", "not_adopted", "stripe_refused",
)  # fmt: skip
_ACTS_OF_TWO = (
    *_REFUNDS, *_PROMISE, *_FUNDING, "prize_record_not_found", "award_not_found", "contest_not_found",
    "entry_not_found", "funding_not_found", "pool_not_found", "user_not_found", "reason_required",
    "amount_out_of_range", "terms_changed", "changed_meanwhile", "award_goes_on", "award_busy",
    "contest_decided",
    "currency_not_settled", "entry_reverted", "entry_unreadable", "limit_not_raised", "nobody_next",
    "not_at_or_below", "not_cancellable", "not_held", "not_paused", "not_reversed", "not_unclaimed",
    "nothing_lost", "nothing_to_return", "nothing_to_revert", "own_money_short", "payment_under_way",
    "pool_closed", "pool_currency", "pool_not_final", "prize_sent", "prizes_damaged",
    "prizes_not_approved", "split_frozen",
)  # fmt: skip

BY_OPERATION: Mapping[str, tuple[str, ...]] = {
    "create-connected-account": _OPENS,
    "create-winner-connected-account": _OPENS,
    "complete-stripe-onboarding": _ACCOUNT,
    "complete-winner-stripe-onboarding": _ACCOUNT,
    "reset-onboarding": ("user_not_found", "test_mode_only", "document_invalid"),
    "reset-winner-onboarding": ("user_not_found", "test_mode_only", "document_invalid"),
    "get-dashboard-link": _DASHBOARD,
    "get-winner-dashboard-link": _DASHBOARD,
    "create-account-session": _SHOWS,
    "get-earnings": ("user_not_found", "document_invalid", "stripe_refused"),
    "get-winner-earnings": ("user_not_found", "document_invalid"),
    "get-payouts": _LOOKS_AT_STRIPE,
    "get-statement": ("no_account", "payout_not_found", "payout_by_hand", *_LOOKS_AT_STRIPE),
    "create-payment-intent": (
        "challenge_not_found", "user_not_found", "not_for_sale", "paid_entry_refused", "currency_not_settled",
        "own_round",
        "owner_not_ready",
        "seller_on_hold", "limit_reached", "amount_mismatch", "owner_mismatch", "already_bought",
        "payment_processing",
        "payment_vanished", "id_taken", "document_invalid", "currency_invalid", "stripe_refused",
    ),
    "complete-payment": (
        "not_found", "payment_not_succeeded", "payment_vanished", "paid_too_late",
        "amount_mismatch", "id_taken", "document_invalid", "stripe_refused",
    ),
    "fund-prize-pool": (
        *_PROMISE, "limit_reached", "prizes_not_approved", "paid_entry_refused", "pool_closed",
        "split_frozen", "pool_currency",
        "currency_not_settled", "payment_processing", "payment_vanished", "pool_unreadable", "pool_busy",
        "id_taken",
        "stripe_refused",
    ),
    "complete-pool-funding": (*_FUNDING, "payment_not_succeeded", "paid_too_late"),
    "cancel-pool-funding": (*_FUNDING, "already_paid", "payment_processing"),
    "get-prize-pool": ("challenge_not_found", "pool_unreadable", "document_invalid"),
    "get-pool-statement": (
        "pool_not_found", "funding_not_found", "pool_unreadable", "statement_mismatched", "document_invalid",
    ),
    "calculate-winners": (
        *_PROMISE, "award_not_found", "not_found", "currency_not_settled", "challenge_cancelled",
        "challenge_not_ended",
        "awarded_before", "settled_before", "money_returned", "pool_unreadable", "prizes_damaged",
        "sent_meanwhile",
        "id_taken", "award_busy", "award_goes_on",
    ),
    "payout-prize-money": (
        "prize_record_not_found", "party_to_it", "award_not_found", "user_not_found", "pool_unreadable",
        "prizes_damaged", "document_invalid", "stripe_refused",
    ),
    "get-winner-prize-info": (*_PROMISE, "placement_not_found"),
    "contest-award": (
        "award_not_found", "placement_not_found", "not_ranked", "review_not_begun", "review_over",
        "contested_before",
        "prize_claimed", "pool_unreadable", "prizes_damaged", "id_taken", "contest_busy",
    ),
    "withdraw-contest": (
        "contest_not_found", "not_found", "award_not_found", "contest_decided", "pool_unreadable",
        "contest_busy",
    ),
    "refund-payment": (*_REFUNDS, "approval_required", "document_invalid"),
    "request-refund": ("payment_not_found", "not_refundable", "refund_requested"),
    "decline-refund": ("refund_request_not_found", "not_found", "refund_not_requested"),
    "cancel-prize": (*_PRIZE_ACT, "attempt_made", "document_invalid"),
    "hold-prize": (*_PRIZE_ACT, "settled", "document_invalid"),
    "release-prize": (*_PRIZE_ACT, "not_stopped", "document_invalid"),
    "pause-payouts": ("changed_meanwhile",),
    "hold-person": ("user_not_found", "payment_vanished", "document_invalid", "stripe_refused"),
    "request-approval": (*_ACTS_OF_TWO, "approval_pending"),
    "approve-request": (
        *_ACTS_OF_TWO, "approval_not_found", "approval_expired", "approval_used", "same_person",
    ),
    "erase-user": (*_ERASES, "party_to_it", "reason_required"),
    "delete-my-data": _ERASES,
    "export-my-data": ("user_not_found",),
    "find": ("document_invalid",),
    "list-work": (),
    "get-overview": (),
    "get-metrics": (),
    "explain-prize": ("prize_record_not_found", "record_unreadable", "stripe_refused"),
    "explain-payment": ("payment_not_found", "record_unreadable"),
    "explain-account": ("account_not_found", "record_unreadable"),
    "replay-event": ("event_not_found", "record_unreadable", "event_busy"),
}  # fmt: skip
"""What each operation answers beyond `COMMON`."""
