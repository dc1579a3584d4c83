"""The challenge as a sale needs it, read from a document that other programs write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pulse.ledger import existing
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.sales.refusals import NotForSale

_ON_SALE = frozenset({"published", "active"})
TITLE_LENGTH_MAX = 200
"""Characters. People write titles, each purchase and payment has a copy, and a document holds 1 MiB."""


@dataclass(frozen=True, slots=True)
class RoundOnSale:
    challenge_id: str
    title: str
    owner_id: str
    """The payee: the first owner where a challenge has several."""
    owner_ids: tuple[str, ...]
    amount: int
    currency: str


def read_round(challenge_id: str, *, ports: Ports) -> RoundOnSale:
    """Raises *NotFound*, and *NotForSale* when the challenge is not published, is free or has no owner."""
    document = existing(ports.store.get(path("challenges", challenge_id)), "challenge")
    if document.fields.get("status") not in _ON_SALE:
        raise NotForSale("this challenge is not on sale", challenge_status=document.fields.get("status"))
    owners = _owner_ids(document.fields.get("ownerId"))
    if not owners:
        raise NotForSale("this challenge has no owner who could be paid")
    amount, currency = _price(document)
    title = document.fields.get("title")
    return RoundOnSale(
        challenge_id=challenge_id,
        title=title[:TITLE_LENGTH_MAX] if isinstance(title, str) else "",
        owner_id=owners[0],
        owner_ids=owners,
        amount=amount,
        currency=currency,
    )


def _price(document: Document) -> tuple[int, str]:
    pricing = document.fields.get("pricingInfo")
    if not isinstance(pricing, dict) or pricing.get("isEnabled") is not True:
        raise NotForSale("this challenge is free")
    amount, currency = pricing.get("amount"), pricing.get("currency") or "usd"
    if isinstance(amount, float) and amount.is_integer():
        amount = int(amount)  # JavaScript clients write whole numbers as doubles
    if not isinstance(amount, int) or isinstance(amount, bool) or not isinstance(currency, str):
        raise NotForSale("this challenge has no valid price")
    return amount, currency.lower()


def _owner_ids(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(owner for owner in listed if isinstance(owner, str) and owner)
