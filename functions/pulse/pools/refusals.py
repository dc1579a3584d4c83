"""Why nothing is paid in, awarded or returned: one class and one machine word for each reason."""

from __future__ import annotations

from pulse.errors import Refusal, TooManyRequests


class PromiseInvalid(Refusal):
    """What the challenge promises cannot be paid. Nothing is awarded until the challenge is corrected."""


class PrizePoolInvalid(PromiseInvalid):
    """Stripe takes the pool, or a prize of it, as no amount. Nothing is awarded."""

    code = "prize_pool_invalid"


class StatementMismatched(Refusal):
    """The payments and the books of the pool differ. Operators are told; no wrong statement is shown."""

    code = "statement_mismatched"


class CurrencyNotPaid(PromiseInvalid):
    """The prizes are promised in a currency that we do not settle in; `facts` has those that we do."""

    code = "currency_not_settled"


class DistributionUnknown(PromiseInvalid):
    """The challenge names a distribution that does not exist. Nothing is awarded."""

    code = "distribution_unknown"


class PrizesNotApproved(Refusal):
    """Stripe's approval of prizes is not written down, and the key is a live one. Nothing was charged."""

    code = "prizes_not_approved"


class PaidEntryRefused(Refusal):
    """The challenge has a price, and `PRIZES_WITH_PAID_ENTRY` refuses it a prize. Nothing was charged."""

    code = "paid_entry_refused"


class PoolClosed(Refusal):
    """The challenge is over, cancelled or awarded, or has no end: nothing is paid in. Nothing was charged."""

    code = "pool_closed"


class SplitFrozen(Refusal):
    """People take part or have paid in: how the pool is divided stays. Nothing was charged."""

    code = "split_frozen"


class PoolCurrency(Refusal):
    """The pool is in another currency; `facts` has it. Nothing was charged."""

    code = "pool_currency"


class LimitReached(Refusal):
    """A limit on payments into pools would be passed; `facts` has `limit_name`, `limit`, `currency`.

    Nothing was charged.
    """

    code = "limit_reached"


class TooManyFundings(TooManyRequests):
    """One person begins too many payments into pools. Nothing was charged."""

    code = "limit_reached"


class FundingUnderWay(Refusal):
    """The bank is still deciding about an earlier payment of this person into the pool."""

    code = "payment_processing"


class FundingNotPaid(Refusal):
    """Stripe does not have the money; `facts` has the status by our record and by Stripe."""

    code = "payment_not_succeeded"


class FundedTooLate(Refusal):
    """The pool took no money any more when it was paid. All of it is refunded, and the payer has a notice."""

    code = "paid_too_late"


class FundingPaid(Refusal):
    """The payment has succeeded, so it cannot be cancelled."""

    code = "already_paid"


class FundingVanished(Refusal):
    """Stripe does not know the funding's PaymentIntent any more. Operators have an alert; none is opened."""

    code = "payment_vanished"


class PoolUnreadable(Refusal):
    """A record of the pool cannot be read, so nobody knows what it holds. Nothing happens to its money."""

    code = "pool_unreadable"


class FundingNotHeld(Refusal):
    """The funding waits for nobody: there is nothing to accept."""

    code = "not_held"


class PoolChanged(Refusal):
    """Another change of the pool was committed first. Nothing of this one was written."""

    code = "changed_meanwhile"


class OwnMoneyShort(Refusal):
    """The platform's own money does not cover what was asked; `facts` has what is missing. Nothing moved.

    A sponsoring or the cover of a loss takes more than there is, or our balance lacks money of pools.
    """

    code = "own_money_short"


class LimitNotRaised(Refusal):
    """The amount raises no limit of this pool, or is no amount that Stripe would charge. Nothing changed."""

    code = "limit_not_raised"
