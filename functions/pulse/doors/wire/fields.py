"""The forms that fields may have, each with a description that error sentences repeat."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from pulse.money import AMOUNT_MAX
from pulse.ports.paths import COMPOSED_ID_LENGTH_MAX, ID_PATTERN, ID_RULE, is_segment

_PLACEMENT = re.compile(r"^[0-9]{1,4}(\.0{1,9})?$")
_TEXT_LENGTH_MAX = 1_000
GROUNDS_LENGTH_MAX = 2_000
_OWNERS_MAX = 20


def _taken_by_firestore(value: str) -> str:
    if not is_segment(value):
        raise ValueError("not an id")
    return value


def _printable(value: str) -> str:
    if not value.isprintable() or not value.strip():
        raise ValueError("not printable")
    return value


def _readable(value: str) -> str:
    """Lines may end, and something must be said."""
    if not value.strip() or not all(one.isprintable() or one in "\n\t" for one in value):
        raise ValueError("not readable")
    return value


def _number(value: Any) -> Any:
    """Old clients and queries send the place as a string of digits, some as `1.0`."""
    matches = isinstance(value, str) and _PLACEMENT.fullmatch(value)
    return int(value.partition(".")[0]) if matches else value


def _several(value: Any) -> Any:
    """A challenge's `ownerId` is one id or a list, and clients send what the challenge has."""
    return tuple(one for one in value if not _says_nothing(one)) if isinstance(value, list) else (value,)


def _says_nothing(value: Any) -> bool:
    return value is None or value == ""


def _claim(value: Any) -> Any:
    """None for an empty text or list: clients send them for what they do not know."""
    empty_list = isinstance(value, list) and all(_says_nothing(one) for one in value)
    return None if _says_nothing(value) or empty_list else value


T = TypeVar("T")
Claim = Annotated[T | None, BeforeValidator(_claim)]
"""A field that is checked where it claims something, and never decides alone what happens to money."""
Id = Annotated[
    str,
    Field(pattern=ID_PATTERN, description=ID_RULE),
    AfterValidator(_taken_by_firestore),
]
RequestId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]{1,128}$", description="1 to 128 letters, digits, _ or -")
]
"""A name that the caller makes. Requests without one are named with other characters: the two never meet."""
OwnerIds = Annotated[
    tuple[Id, ...],
    Field(min_length=1, max_length=_OWNERS_MAX),
    BeforeValidator(_several),
    WithJsonSchema(
        {
            "type": ["string", "array"],
            "pattern": ID_PATTERN,
            "items": {"type": "string", "pattern": ID_PATTERN},
            "minItems": 1,
            "maxItems": _OWNERS_MAX,
            "description": f"{ID_RULE}, or a list of up to {_OWNERS_MAX} such ids",
        }
    ),
]
ComposedId = Annotated[
    str,
    Field(
        pattern=rf"^[^/]{{1,{COMPOSED_ID_LENGTH_MAX}}}$",
        description=f"1 to {COMPOSED_ID_LENGTH_MAX} characters without /, and not ., .. or of the form __x__",
    ),
    AfterValidator(_taken_by_firestore),
]
PayoutId = Annotated[
    str,
    Field(
        pattern=r"^po_[A-Za-z0-9_]{1,125}$",
        description="the id of a payout: po_ and up to 125 letters, digits or _",
    ),
]
BalanceTransactionId = Annotated[
    str,
    Field(
        pattern=r"^txn_[A-Za-z0-9_]{1,125}$",
        description="the nextPageToken of an answer: txn_ and up to 125 letters, digits or _",
    ),
]
Month = Annotated[
    str,
    Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="a month as 2026-11"),
]
EventId = Annotated[
    str,
    Field(
        pattern=r"^evt_[A-Za-z0-9_]{1,124}$",
        description="the id of an event: evt_ and up to 124 letters, digits or _",
    ),
]
PaymentIntentId = Annotated[
    str,
    Field(
        pattern=r"^pi_[A-Za-z0-9_]{1,125}$",
        description="the id of a PaymentIntent: pi_ and up to 125 letters, digits or _",
    ),
]
Place = Annotated[
    int,
    Field(ge=1, le=1_000),
    BeforeValidator(_number),
    WithJsonSchema(
        {
            "type": ["integer", "string"],
            "minimum": 1,
            "maximum": 1_000,
            "pattern": _PLACEMENT.pattern,
            "description": "a whole number from 1 to 1000",
        }
    ),
]
Cents = Annotated[
    int, Field(ge=1, le=AMOUNT_MAX, description=f"a whole number of cents from 1 to {AMOUNT_MAX}")
]
Currency = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="a three-letter currency, such as usd")]
UnusedText = Annotated[
    str,
    Field(
        max_length=_TEXT_LENGTH_MAX, description=f"a text of up to {_TEXT_LENGTH_MAX} characters; not used"
    ),
]
PaymentMethodType = Annotated[
    str, Field(pattern=r"^[a-z_]{1,64}$", description="a type of payment method, such as card")
]
PageToken = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.=-]{1,2048}$", description="the nextPageToken of the previous answer")
]
Cursor = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]{1,4096}$", description="the cursor of the previous answer")
]
AccountType = Annotated[
    Literal["creator", "trainer", "winner"], Field(description="creator, trainer or winner")
]
ComponentName = Literal[
    "notification_banner", "account_onboarding", "payouts_list", "payout_details", "documents", "balances"
]
Components = Annotated[
    tuple[ComponentName, ...],
    Field(
        min_length=1,
        max_length=len(get_args(ComponentName)),
        description=f"a list of {', '.join(get_args(ComponentName))}",
    ),
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
]
ApiVersion = Annotated[
    str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}(\.[a-z]{1,32})?$", description="a Stripe API version")
]
RefundReason = Annotated[
    Literal["requested_by_customer", "duplicate", "fraudulent"],
    Field(description="requested_by_customer, duplicate or fraudulent"),
]
Policy = Annotated[
    Literal["proportional", "keep_fee", "platform_pays"],
    Field(description="proportional, keep_fee or platform_pays"),
]
Distribution = Annotated[
    Literal["winner_takes_all", "top_three_equal", "top_three_weighted", "custom"],
    Field(description="winner_takes_all, top_three_equal, top_three_weighted or custom"),
]
_SHARES_MAX = 1_000
Shares = Annotated[
    list[float] | dict[str, float],
    Field(
        max_length=_SHARES_MAX,
        description=f"percentages: a list of 1 to {_SHARES_MAX}, or a map with the places 1, 2, 3 and so on",
    ),
]
"""With `custom`: what each place wins, best first."""
Reason = Annotated[
    str,
    Field(min_length=1, max_length=500, description="1 to 500 characters on one line"),
    AfterValidator(_printable),
]
Grounds = Annotated[
    str,
    Field(min_length=10, max_length=GROUNDS_LENGTH_MAX, description="10 to 2000 characters"),
    AfterValidator(_readable),
]
Evidence = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=GROUNDS_LENGTH_MAX), AfterValidator(_readable)], ...],
    Field(max_length=5, description="a list of at most 5 texts, of 1 to 2000 characters each, such as links"),
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
]
ActName = Annotated[
    Literal[
        "pay-prize",
        "reissue-prize",
        "refund-payment",
        "resume-payouts",
        "release_person",
        "cancel_challenge",
        "accept_funding",
        "raise_limit",
        "revert_entry",
        "resolve_unclaimed",
        "resolve_pool_loss",
        "return_pool",
        "sponsor_pool",
        "decide_contest",
    ],
    Field(
        description="pay-prize, reissue-prize, refund-payment, resume-payouts, release_person, "
        "cancel_challenge, accept_funding, raise_limit, revert_entry, "
        "resolve_unclaimed, resolve_pool_loss, return_pool, sponsor_pool or decide_contest"
    ),
]
Decision = Annotated[
    Literal["pay", "return", "next_place", "cover", "cancel", "reduce", "uphold", "disqualify"],
    Field(
        description="for resolve_unclaimed: pay, return or next_place; for resolve_pool_loss: cover, cancel "
        "or reduce; for decide_contest: uphold or disqualify"
    ),
]
