"""The challenge as a sale needs it: what is for sale, at which price, and who is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pulse.alerts import causes
from pulse.documents import Challenge, DocumentMisfit, fetch_challenge, freeze_terms
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.sales.refusals import NotForSale, PaidEntryRefused
from pulse.sales.revoke_rules import ON_SALE, has_ended
from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class RoundOnSale:
    challenge_id: str
    title: str
    owner_id: str
    """The payee: the first owner where a challenge has several."""
    owner_ids: tuple[str, ...]
    amount: int
    currency: str
    sold_until: datetime | None = None
    freeze: Sequence[Write] = field(default=(), repr=False)
    """What the commit that reserves a purchase writes as well."""


def read_round(challenge_id: str, *, ports: Ports) -> RoundOnSale:
    """Raises *NotFound*, and *NotForSale*: it is not published, has ended, is free, has no owner or promises
    prizes where `PRIZES_WITH_PAID_ENTRY` refuses that.

    A challenge that cannot be read is not for sale either, and operators are told why.
    """
    challenge = fetch_challenge(challenge_id, ports.store)
    try:
        on_sale = _round_on_sale(challenge, ports.clock.now())
        _refuse_paid_entry(challenge, ports.settings)
    except DocumentMisfit as misfit:
        _alert_stopped(challenge, misfit, ports=ports)
        raise NotForSale(f"this round cannot be sold: {misfit.message}", field=misfit.field) from misfit
    return on_sale


def _refuse_paid_entry(challenge: Challenge, settings: Settings) -> None:
    if settings.prizes_with_paid_entry == "refuse" and challenge.sells_entry_to_prizes:
        raise PaidEntryRefused("this challenge promises prizes, and those with prizes are not sold here")


def _round_on_sale(challenge: Challenge, now: datetime) -> RoundOnSale:
    status, owners, ends_at = challenge.status.value, challenge.owner_ids.value, challenge.ends_at.value
    if status not in ON_SALE:
        raise NotForSale("this challenge is not on sale", challenge_status=status.value)
    if challenge.cancel_asked_at is not None:
        raise NotForSale("this challenge is being cancelled", challenge_status=status.value)
    if has_ended(challenge, now):
        raise NotForSale("this challenge has ended", challenge_status=status.value)
    if not owners:
        raise NotForSale("this challenge has no owner who could be paid")
    price = challenge.price.value
    if price is None:
        raise NotForSale("this challenge is free")
    return RoundOnSale(
        challenge_id=challenge.id,
        title=challenge.title,
        owner_id=owners[0],
        owner_ids=owners,
        amount=price.amount,
        currency=price.currency,
        sold_until=ends_at,
        freeze=freeze_terms(challenge, now),
    )


def _alert_stopped(challenge: Challenge, misfit: DocumentMisfit, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.SALE_STOPPED.alert(
            "A round cannot be sold: its document cannot be read. Correct the named field.",
            subject=f"challenges/{challenge.id}",
            facts={"document": misfit.where, "field": misfit.field, "allowed": misfit.allowed},
        )
    )
