"""`challenges/{id}` as a frozen value. Trainers, apps and scripts write it; these fields are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pulse.documents.misfit import Checked, CurrencyMisfit, checked
from pulse.documents.promises import CURRENCY_DEFAULT, Promise, read_promise
from pulse.documents.raw import Raw
from pulse.documents.readers import AMOUNT, CURRENCY, END, FLAG, MOMENT, cleaned, one_of
from pulse.ports.store import Document

COLLECTION = "challenges"
FIELDS = (
    "title",
    "subtitle",
    "ownerId",
    "status",
    "startDate",
    "endDate",
    "pricingInfo",
    "prizeMoney",
    "termsFrozenAt",
    "firstPaidAt",
    "cancelAskedAt",
)
"""The maps are read whole: a text in place of a map would otherwise look like an absent one."""
STATUS = ("status",)


class ChallengeStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


_STATUS = one_of(*ChallengeStatus)


@dataclass(frozen=True, slots=True)
class Price:
    """*amount* in minor units of *currency*."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What decides money is *Checked*: it is read strictly, and who needs it meets its misfit."""

    id: str
    title: str
    subtitle: str
    owner_ids: Checked[tuple[str, ...]]
    """The first one is paid for sales."""
    status: Checked[ChallengeStatus]
    starts_at: Checked[datetime | None]
    ends_at: Checked[datetime | None]
    price: Checked[Price | None]
    """None for a round that is free."""
    promise: Checked[Promise]
    """The prize money."""
    terms_frozen_at: datetime | None = None
    """The backend's own: when a purchase was last reserved. While it stands, price and dates stand."""
    first_paid_at: datetime | None = None
    """The backend's own: when the first sale was recorded as paid."""
    cancel_asked_at: datetime | None = None
    """The backend's own: two administrators cancel it, and its buyers get their money back first."""
    version: Any = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, document: Document) -> Challenge:
        raw = Raw.of(document)
        return cls(
            id=document.id,
            title=cleaned(raw.any("title")),
            subtitle=cleaned(raw.any("subtitle")),
            owner_ids=checked(lambda: raw.people("ownerId")),
            status=checked(lambda: ChallengeStatus(raw.required("status", _STATUS))),
            starts_at=checked(lambda: raw.optional("startDate", MOMENT)),
            ends_at=checked(lambda: raw.optional("endDate", END)),
            price=checked(lambda: _price(raw.inner("pricingInfo"))),
            promise=checked(lambda: read_promise(raw.inner("prizeMoney"))),
            terms_frozen_at=checked(lambda: raw.optional("termsFrozenAt", MOMENT)).value_or(None),
            first_paid_at=checked(lambda: raw.optional("firstPaidAt", MOMENT)).value_or(None),
            cancel_asked_at=checked(lambda: raw.optional("cancelAskedAt", MOMENT)).value_or(None),
            version=document.version,
        )

    @property
    def end(self) -> datetime:
        """For what depends on the end. Raises *DocumentMisfit* where it is absent or cannot be read."""
        ends_at = self.ends_at.value
        if ends_at is None:
            raise Raw(f"{COLLECTION}/{self.id}", {}).misfit("endDate", END.allowed)
        return ends_at

    @property
    def cancelled(self) -> bool:
        """Whether it says so; a status that cannot be read does not."""
        return self.status.value_or(ChallengeStatus.DRAFT) is ChallengeStatus.CANCELLED

    @property
    def promises_nothing(self) -> bool:
        """Whether it certainly promises no prize: what else is wrong with it is nobody's problem."""
        return self.promise.misfit is None and self.promise.value.pool == 0

    @property
    def sells_entry_to_prizes(self) -> bool:
        """Whether it costs something and promises prizes. Raises *DocumentMisfit*."""
        return self.price.value is not None and self.promise.value.pool > 0


def is_sold_otherwise(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    """Whether a change of a challenge's document may take back the reason of an open payment."""
    if before is None or after is None:
        return before is not None
    decisive = ("status", "ownerId", "pricingInfo", "endDate", "cancelAskedAt")
    return any(before.get(name) != after.get(name) for name in decisive)


def is_completed(fields: Mapping[str, Any] | None) -> bool:
    """Whether the document of a challenge, None if there is none, says that it is completed."""
    return fields is not None and fields.get("status") == ChallengeStatus.COMPLETED.value


def is_cancelled(fields: Mapping[str, Any] | None) -> bool:
    """As `is_completed`."""
    return fields is not None and fields.get("status") == ChallengeStatus.CANCELLED.value


def _price(pricing: Raw) -> Price | None:
    if not pricing.optional("isEnabled", FLAG):
        return None
    return Price(
        pricing.required("amount", AMOUNT),
        pricing.optional("currency", CURRENCY, CurrencyMisfit) or CURRENCY_DEFAULT,
    )
