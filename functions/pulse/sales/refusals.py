"""Why a round is not sold: each its own class and machine word. No money moved."""

from __future__ import annotations

from pulse.errors import Refusal


class OwnRound(Refusal):
    code = "own_round"


class OwnerNotReady(Refusal):
    """The trainer's account cannot be paid yet; nothing was charged."""

    code = "owner_not_ready"


class QuoteMismatch(Refusal):
    """What the client claims is not what the server would charge; `facts` has the quote."""

    code = "amount_mismatch"


class AlreadyBought(Refusal):
    code = "already_bought"


class PaymentUnderWay(Refusal):
    """The bank is still deciding about an earlier payment for the same round."""

    code = "payment_processing"
