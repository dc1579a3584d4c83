"""What Stripe's refusals mean, for every id of Stripe's that we store: one table decides it everywhere.

A refusal of our key, or of our pace, says nothing about the object that was asked for. Only two codes say
that an object is gone, and `account_invalid` says it of accounts alone (docs.stripe.com/error-codes).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pulse.errors import StripeNotPermitted, StripeRefused, StripeUnavailable


class StoredId(StrEnum):
    """An object at Stripe whose id we store, in the part in which we use it."""

    PAYMENT_INTENT = "PaymentIntent of a purchase or of a payment into a pool"
    CUSTOMER = "Customer of a buyer"
    CHARGE = "charge of a sale or of a payment into a pool"
    RETURNED_CHARGE = "charge of a payment into a pool that is returned"
    TRANSFER = "transfer of a prize or a sale"
    REFUND = "refund"
    DISPUTE = "dispute"
    SALE_DESTINATION = "account as destination of a sale"
    PRIZE_DESTINATION = "account as destination of a prize"
    REINSTATEMENT_DESTINATION = "account as destination of a reinstatement"
    ACCOUNT = "account that is asked about"


class Sign(StrEnum):
    """The answers that are read as a statement about an id, or must not be."""

    RESOURCE_MISSING = "`resource_missing`"
    ACCOUNT_INVALID = "`account_invalid`"
    NO_RIGHT = "403 without a code"
    RATE_LIMIT = "400 `rate_limit`"
    SILENCE = "no answer"


class Meaning(StrEnum):
    GONE = "gone"
    """Stripe does not have it, or does not show it to us any more."""
    REFUSED = "refused"
    """Stripe refused this request. Whether the object exists is not said."""
    UNCLEAR = "unclear"
    """Nothing is concluded and nothing released: the same request is made again, under the same key."""


@dataclass(frozen=True, slots=True)
class Cell:
    meaning: Meaning
    then: str


_PARAMS = {
    StoredId.PAYMENT_INTENT: {"intent", "payment_intent"},
    StoredId.CUSTOMER: {"customer"},
    StoredId.CHARGE: {"charge"},
    StoredId.RETURNED_CHARGE: {"charge"},
    StoredId.TRANSFER: {"transfer"},
    StoredId.REFUND: {"refund"},
    StoredId.DISPUTE: {"dispute"},
    StoredId.SALE_DESTINATION: {"destination", "transfer_data[destination]"},
    StoredId.PRIZE_DESTINATION: {"destination"},
    StoredId.REINSTATEMENT_DESTINATION: {"destination"},
    StoredId.ACCOUNT: {"account"},
}
"""The parameter that Stripe names: a request may hold several ids, and one of them is missing."""
_IN_THE_PATH = frozenset({None, "id"})

_NOTHING_SAID = "nothing is said about it: 409 `stripe_refused` to a person, an event fails with an alert"
_ASKED_AGAIN = "503 to a person; an event is handled again; the sweep asks again"
_ONE_ALERT = "one alert, `right.refused`, names the right"

_INTENT_GONE = (
    "stored: no second intent is opened; 409 `payment_vanished`, alert `payment.vanished`, and the sweep"
    " continues with the next payment. Named by an event alone: not ours"
)
_NOT_OURS = "named by an event: not ours, the event is `ignored_unknown`"
_RETRIED = "the attempt stays open and `retrying`; it is looked up before the same key is sent again"
_CORRECTION_RETRIED = "the attempt stays open; the sale is fetched before the same key is sent again"
_CORRECTION_REFUSED = (
    "alert `correction.refused`; tried under a new key after a day, then less and less often"
)
_RETURN_REFUSED = "no money moved; alert `return.failed`; not tried again by itself: a person decides"
_RETURN_RETRIED = "the return stays open; the payment is fetched before the same key is sent again"
_NOT_READY = "409 `owner_not_ready`; the account is fetched, so its stored state follows; a new key next time"
_PRIZE_WAITS = (
    "the attempt is closed and the prize is `awaiting_account`; the account is fetched, so its stored state"
    " follows; paid after onboarding"
)
_DISCONNECTED = "the stored account becomes `disconnected`, one alert; the owner may start onboarding again"


def _row(
    missing: tuple[Meaning, str],
    invalid: tuple[Meaning, str] = (Meaning.REFUSED, _NOTHING_SAID),
    *,
    unclear: str = _ASKED_AGAIN,
) -> dict[Sign, Cell]:
    return {
        Sign.RESOURCE_MISSING: Cell(*missing),
        Sign.ACCOUNT_INVALID: Cell(*invalid),
        Sign.NO_RIGHT: Cell(Meaning.UNCLEAR, f"{unclear}; {_ONE_ALERT}"),
        Sign.RATE_LIMIT: Cell(Meaning.UNCLEAR, unclear),
        Sign.SILENCE: Cell(Meaning.UNCLEAR, unclear),
    }


TABLE: dict[StoredId, dict[Sign, Cell]] = {
    StoredId.PAYMENT_INTENT: _row((Meaning.GONE, _INTENT_GONE)),
    StoredId.CUSTOMER: _row(
        (Meaning.GONE, "a new Customer is created under a new key, and the intent gets it")
    ),
    StoredId.CHARGE: _row((Meaning.GONE, _NOT_OURS)),
    StoredId.RETURNED_CHARGE: _row(
        (Meaning.GONE, _RETURN_REFUSED), (Meaning.REFUSED, _RETURN_REFUSED), unclear=_RETURN_RETRIED
    ),
    StoredId.TRANSFER: _row((Meaning.GONE, f"{_NOT_OURS}. A reversal of it is refused: alert")),
    StoredId.REFUND: _row((Meaning.GONE, f"{_NOT_OURS}. Asked for by a person: 409 `stripe_refused`")),
    StoredId.DISPUTE: _row((Meaning.GONE, _NOT_OURS)),
    StoredId.SALE_DESTINATION: _row(
        (Meaning.GONE, _NOT_READY),
        (Meaning.GONE, _NOT_READY),
        unclear="503 to the buyer; the same key with the same body next time",
    ),
    StoredId.PRIZE_DESTINATION: _row(
        (Meaning.GONE, _PRIZE_WAITS), (Meaning.GONE, _PRIZE_WAITS), unclear=_RETRIED
    ),
    StoredId.REINSTATEMENT_DESTINATION: _row(
        (Meaning.GONE, _CORRECTION_REFUSED), (Meaning.GONE, _CORRECTION_REFUSED), unclear=_CORRECTION_RETRIED
    ),
    StoredId.ACCOUNT: _row((Meaning.GONE, _DISCONNECTED), (Meaning.GONE, _DISCONNECTED)),
}

CANNOT_RECEIVE = frozenset({"insufficient_capabilities_for_transfer", "transfers_not_allowed"})
"""The account is there and cannot be paid now. Stripe sends the first code, and does not list it."""


_BY_CODE = {
    "resource_missing": Sign.RESOURCE_MISSING,
    "not_found": Sign.RESOURCE_MISSING,  # API v2's word
    "account_invalid": Sign.ACCOUNT_INVALID,
}


def sign_of(error: Exception) -> Sign | None:
    """Which column *error* belongs to; None for a refusal that the table does not know."""
    if isinstance(error, StripeNotPermitted):
        return Sign.NO_RIGHT
    if isinstance(error, StripeUnavailable):
        return Sign.RATE_LIMIT if error.stripe_code == "rate_limit" else Sign.SILENCE
    code = error.stripe_code if isinstance(error, StripeRefused) else None
    return _BY_CODE.get(code or "")


def meaning_of(stored: StoredId, error: Exception) -> Meaning:
    """What *error* says about the *stored* id of the request that it answers."""
    sign = sign_of(error)
    if sign is None or not _is_about(stored, error, sign):
        return Meaning.REFUSED
    return TABLE[stored][sign].meaning


def is_gone(stored: StoredId, error: Exception) -> bool:
    return meaning_of(stored, error) is Meaning.GONE


def cannot_be_paid(destination: StoredId, error: StripeRefused) -> bool:
    """Whether the refusal is about the account that was to get the money: it is gone, or may not receive."""
    return is_gone(destination, error) or error.stripe_code in CANNOT_RECEIVE


def _is_about(stored: StoredId, error: Exception, sign: Sign) -> bool:
    if sign is not Sign.RESOURCE_MISSING:
        return True
    param = error.param if isinstance(error, StripeRefused) else None
    return param in _PARAMS[stored] | _IN_THE_PATH
