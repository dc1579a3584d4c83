"""What a code means that a general error class carries, or whose class says it to engineers. By status."""

from __future__ import annotations

from collections.abc import Mapping

_MEANINGS: Mapping[int, Mapping[str, str]] = {
    400: {
        "invalid_request": "A field is missing or malformed; the sentence names it and says what is allowed.",
        "invalid_json": "The body is not JSON, or names a field twice.",
        "reason_required": "The act needs a reason.",
        "amount_out_of_range": "The amount is not one that this act may move.",
    },
    401: {
        "not_signed_in": "There is no valid ID token: sign in, or refresh the token, and repeat the call.",
        "sign_in_again": "The sign-in is too old for an administrator's or support's act: sign in again.",
        "erased": "The data of this account was erased; it cannot be used again.",
        "app_check_failed": "The App Check token is missing or not valid: get a new one and repeat the call.",
    },
    403: {
        "not_allowed": "The caller may not do this.",
        "second_factor_required": "Staff must sign in with a second factor for this.",
        "address_not_allowed": "Staff may not do this from this address.",
        "anonymous_not_allowed": "The caller is signed in without an account.",
        "not_ranked": "Only people who are ranked in the result may contest it.",
    },
    404: {
        "not_found": "There is nothing of this id.",
        "user_not_found": "There is no such person.",
        "challenge_not_found": "There is no such challenge, or it is not shown to the caller.",
        "placement_not_found": "The place wins no prize.",
        "award_not_found": "The challenge has no result yet.",
        "account_not_found": "The person has no account of this kind.",
        "event_not_found": "There is no such event of Stripe's: it was never received, or it is no longer "
        "kept.",
        "contest_not_found": "There is no such contest.",
        "pool_not_found": "There is no such prize pool.",
        "funding_not_found": "The caller has not paid into this prize pool.",
        "payment_not_found": "There is no such payment.",
        "prize_record_not_found": "There is no such prize record.",
        "entry_not_found": "There is no such entry in the books.",
        "approval_not_found": "Nobody has requested this act.",
        "refund_request_not_found": "Nobody has asked for a refund of this payment.",
    },
    405: {
        "method_not_allowed": "The operation does not take this method; the header `Allow` has those it "
        "takes.",
    },
    409: {
        "stripe_refused": "Stripe did not accept this; nothing was changed, and operators are told.",
        "approval_required": "The act takes two administrators: request it with `request-approval`.",
        "approval_expired": "The request has expired: request the act again.",
        "approval_used": "The act was done already.",
        "not_held": "It is not held: it was settled or accepted before, and there is nothing to let go on.",
        "not_reversed": "The prize's transfer was not taken back in full: issuing it again could pay it "
        "twice.",
        "not_paused": "Prizes are not paused.",
        "entry_reverted": "The entry was reverted before.",
        "money_on_its_way": "Money of the person is on its way: repeat the call once it has arrived.",
        "limit_reached": "A limit would be passed. Nothing was charged or reserved.",
        "amount_mismatch": "The price or currency is another one; the facts have it. Nothing was charged "
        "by this call.",
        "currency_not_settled": "The currency is not one that we settle in; the facts have those that we do.",
        "not_refundable": "The payment cannot be refunded, or not by so much; the facts say how much is "
        "left.",
    },
    413: {
        "body_too_large": "The body has more bytes than any call needs.",
    },
    415: {
        "not_json": "The header `Content-Type` must be `application/json`.",
    },
    429: {
        "too_many_requests": "The caller calls too often: wait as long as the header `Retry-After` says.",
    },
    500: {
        "internal": "An error on our side, which was logged. Repeating the call is safe.",
    },
    503: {
        "try_again": "A service gave no clear answer. Repeat the same call; nothing happens twice.",
        "busy": "Another call is working on the same thing. Repeat the same call in a moment.",
        "stripe_unavailable": "Stripe gave no clear answer. Repeat the same call; nothing happens twice.",
        "stripe_unreadable": "Stripe's answer has a form that we do not know. Operators are told.",
        "stripe_right_missing": "Our key at Stripe lacks a right. Operators are told.",
        "store_unavailable": "The database gave no clear answer. Repeat the same call; nothing happens "
        "twice.",
        "queue_unavailable": "The task queue gave no clear answer. Repeat the same call; nothing happens "
        "twice.",
        "pool_busy": "Another payment into the same pool is being recorded. Repeat the same call in a "
        "moment.",
        "award_busy": "The award is being recorded by another call. Repeat the same call in a moment.",
        "contest_busy": "The contest is being recorded by another call. Repeat the same call in a moment.",
        "erasure_busy": "The person is being erased by another call. Repeat the same call in a moment.",
        "refund_waits": "An earlier refund of the payment is not answered yet. Repeat the same call in a "
        "moment.",
    },
}
MEANINGS: Mapping[str, tuple[int, str]] = {
    code: (status, text) for status, texts in _MEANINGS.items() for code, text in texts.items()
}
"""Code -> its status and its meaning."""
