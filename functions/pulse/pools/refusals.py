"""Why nothing is paid in, awarded or returned: one class and one machine word for each reason."""

from __future__ import annotations

from pulse.errors import Refusal


class PromiseInvalid(Refusal):
    """What the challenge promises cannot be paid. Nothing is awarded until the challenge is corrected."""


class PrizePoolInvalid(PromiseInvalid):
    """Stripe takes the pool, or a prize of it, as no amount. Nothing is awarded."""

    code = "prize_pool_invalid"


class CurrencyNotPaid(PromiseInvalid):
    """The prizes are promised in a currency that we do not settle in; `facts` has those that we do."""

    code = "currency_not_settled"


class DistributionUnknown(PromiseInvalid):
    """The challenge names a distribution that does not exist. Nothing is awarded."""

    code = "distribution_unknown"
