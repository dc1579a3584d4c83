"""What a round costs and who gets which part of it. Pure, in integers of minor units."""

from __future__ import annotations

from dataclasses import dataclass

from pulse import money
from pulse.sales.refusals import NotForSale
from pulse.sales.states import FeePayer
from pulse.settings import Settings

_MINIMUM_IN_USD = 50
"""Stripe's minimum charge in any currency is worth about this, so its fixed fee is converted with it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Fields of *Terms*, in minor units of *currency*; `amount = application_fee_amount + owner_amount`."""

    amount: int
    """What the buyer is charged: the price, and the surcharge where they bear the processing."""
    surcharge: int
    currency: str
    fee_bps: int
    platform_fee: int
    processing_fee: int
    """An estimate by Stripe's price list; the books take the real one from the balance transaction."""
    processing_fee_payer: FeePayer
    application_fee_amount: int
    """What Stripe takes from the trainer for us: the platform fee, and the processing or the surcharge."""
    owner_amount: int
    platform_margin: int
    """What we expect to keep after Stripe has taken its fee; may be negative."""

    @property
    def price(self) -> int:
        return self.amount - self.surcharge


def quote(price: int, currency: str, settings: Settings, *, country: str | None = None) -> Quote:
    """The quote for *price*, for a trainer whose account is in *country* (None: the platform's own).

    Raises *NotForSale* where Stripe charges no such price or amount, or the trainer would get nothing.
    """
    if problem := money.chargeable(price, currency):
        raise NotForSale(problem)
    payer = FeePayer(settings.processing_fee_payer)
    surcharge = buyers_surcharge(price, currency, settings) if payer is FeePayer.BUYER else 0
    amount = price + surcharge
    if problem := money.chargeable(amount, currency):
        raise NotForSale(problem)
    platform_fee = money.fee(price, settings.platform_fee_bps, currency)
    processing_fee = processing_estimate(amount, currency, settings, country=country)
    borne = processing_fee if payer is FeePayer.TRAINER else surcharge
    application_fee = platform_fee + borne
    if application_fee >= amount:
        raise NotForSale("the price does not cover the fees")
    return Quote(
        amount=amount,
        surcharge=surcharge,
        currency=currency,
        fee_bps=settings.platform_fee_bps,
        platform_fee=platform_fee,
        processing_fee=processing_fee,
        processing_fee_payer=payer,
        application_fee_amount=application_fee,
        owner_amount=amount - application_fee,
        platform_margin=application_fee - processing_fee,
    )


def buyers_surcharge(price: int, currency: str, settings: Settings) -> int:
    """As the first system's web page adds it, in minor units of any currency (decision 0504).

    In a currency that Stripe charges only in steps it is rounded up to a step.
    """
    surcharge = money.share(price, settings.processing_fee_bps) + settings.processing_fee_fixed_cents
    return money.rounded_up(surcharge, currency)


def processing_estimate(amount: int, currency: str, settings: Settings, *, country: str | None = None) -> int:
    """Stripe's fee by its price list: a share and a fixed part, more for a trainer abroad.

    It may become part of our fee, so it is rounded up to a step of the currency.
    """
    abroad = country is not None and country != settings.account_country
    bps = settings.processing_fee_bps + (settings.processing_fee_abroad_bps if abroad else 0)
    fixed = settings.processing_fee_fixed_cents * money.minimum_charge(currency) // _MINIMUM_IN_USD
    return money.rounded_up(money.share(amount, bps) + fixed, currency)
