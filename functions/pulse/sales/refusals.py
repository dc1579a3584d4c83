"""Why a round is not sold, completed or refunded: one class and one machine word for each reason."""

from __future__ import annotations

from pulse.errors import Refusal


class NotForSale(Refusal):
    """The challenge sells no round now, or at no price that Stripe would charge. Nothing was charged."""

    code = "not_for_sale"


class CurrencyNotSettled(NotForSale):
    """The round is priced in a currency that we do not settle in; `facts` has those that we do.

    Nothing was charged.
    """

    code = "currency_not_settled"


class PaidEntryRefused(NotForSale):
    """The round promises prizes, and `PRIZES_WITH_PAID_ENTRY` refuses entry fees. Nothing was charged."""

    code = "paid_entry_refused"


class OwnRound(Refusal):
    """The buyer owns the challenge. Nothing was charged."""

    code = "own_round"


class OwnerNotReady(Refusal):
    """The trainer's account cannot be paid yet. Nothing was charged."""

    code = "owner_not_ready"


class SellerOnHold(Refusal):
    """An administrator stopped this trainer's sales. Nothing was charged."""

    code = "seller_on_hold"


class LimitReached(Refusal):
    """A limit on this trainer's sales would be passed; `facts` has it: `limit_name`, `limit`, `currency`.

    Nothing was charged.
    """

    code = "limit_reached"


class QuoteMismatch(Refusal):
    """The client claims another amount or currency than the server's; `facts` has the server's.

    Nothing was charged by this call.
    """

    code = "amount_mismatch"


class OwnerMismatch(QuoteMismatch):
    """The client names an owner that the challenge does not have. Nothing was charged."""

    code = "owner_mismatch"


class AlreadyBought(Refusal):
    """The buyer has paid for the round or takes part in it. Nothing was charged by this call."""

    code = "already_bought"


class PaymentVanished(Refusal):
    """Stripe does not know the purchase's PaymentIntent any more. Operators have an alert; none is opened."""

    code = "payment_vanished"


class PaymentUnderWay(Refusal):
    """The bank is still deciding about an earlier payment for the same round; it may still succeed."""

    code = "payment_processing"


class PaymentNotSucceeded(Refusal):
    """Stripe does not have the money; `facts` has the payment's status by our record and by Stripe."""

    code = "payment_not_succeeded"


class PaidTooLate(Refusal):
    """The round was no longer sold when it was paid. Everything is refunded, and the buyer has a notice."""

    code = "paid_too_late"


class NotRefundable(Refusal):
    """The payment is unpaid or disputed, or less is left of it than asked for; `facts` says how much.

    Nothing was reserved.
    """

    code = "not_refundable"


class PaymentNotAdopted(Refusal):
    """The payment is the first system's: the migration adopts it, or a person leaves it as it is.

    Nothing was reserved.
    """

    code = "not_adopted"


class RequestReused(Refusal):
    """An earlier request of the same name asked for another amount or policy. Nothing was reserved."""

    code = "request_reused"


class AboveTotal(Refusal):
    """All refunds of the payment together would pass `total_max`. Nothing was reserved."""

    code = "above_total"


class OwnMoneyLimitReached(Refusal):
    """One administrator's refunds at our cost within a day would pass the limit; `facts` has it.

    Nothing was reserved. Two administrators may make this refund.
    """

    code = "limit_reached"


class RefundRefused(Refusal):
    """Stripe refused the refund; `facts["stripe_code"]` is its reason. No money moved."""

    code = "refund_refused"


class RefundFailed(Refusal):
    """The refund failed: the money is with us. The buyer has to be paid in another way."""

    code = "refund_failed"
