"""The API versions that are served, and the parameters and values that only older ones take.

docs.stripe.com/api/versioning. Found by comparing the typed parameters of stripe-python 11.6, 12.5, 13.2,
14.4 and 16.1, and docs.stripe.com/changelog. A date is that of the first version that refuses.
"""

from typing import Any

API_VERSION = "2026-10-28.endive"
OLDEST = "2024-10-28.acacia"
"""The oldest version whose parameters are known; one before it is served like it."""

BASIL, CLOVER, ENDIVE = "2025-03-31", "2025-09-30", "2026-09-30"

_FILES = {"ref": "AccountCreateParamsDocumentsProofOfAddress"}
_SPEED = {"any": ["empty", {"enum": ["fastest", "standard"]}]}
_INTENT = ("PaymentIntentCreateParams", "PaymentIntentConfirmParams", "PaymentIntentUpdateParams")
_BANK_DEBIT = "PaymentMethodOptionsUsBankAccount"

REMOVED: dict[str, list[tuple[str, str, Any]]] = {
    "AccountCreateParamsDocuments": [(ENDIVE, "proof_of_registration", _FILES)],
    "CustomerCreateParams": [(BASIL, "coupon", "str"), (BASIL, "promotion_code", "str")],
    "PaymentMethodUpdateParams": [(ENDIVE, "payto", {"ref": "PaymentMethodCreateParamsPayto"})],
    **{f"{name}{_BANK_DEBIT}": [(ENDIVE, "preferred_settlement_speed", _SPEED)] for name in _INTENT},
}
"""Class of parameters: the version that removed it, name and kind."""

_DAYS = {"list": {"enum": ["friday", "monday", "saturday", "sunday", "thursday", "tuesday", "wednesday"]}}

WIDER: dict[str, list[tuple[str, str, Any]]] = {
    f"{name}PayoutsSchedule": [(CLOVER, "weekly_payout_days", _DAYS)]
    for name in ("AccountCreateParamsSettings", "AccountUpdateParamsSettings")
}
"""Class of parameters: the version that removed values, name and the kind with those values."""


def era_of(version: str) -> str:
    """The first version that refuses something which this one takes, or "" for the current one."""
    if version == API_VERSION:
        return ""
    return next((end for end in (BASIL, CLOVER, ENDIVE) if version < end), "")


def fields_of(class_name: str, era: str) -> dict[str, Any]:
    """What a class of parameters takes in an era besides what it takes now."""
    past = [*REMOVED.get(class_name, ()), *WIDER.get(class_name, ())]
    return {name: kind for end, name, kind in past if era and end >= era}
