"""The words for pools: what is true of the money of a pool, a funding, a return and a contest."""

from __future__ import annotations

from enum import StrEnum

SYSTEM_ACTOR = "system:pools"
"""The actor of changes that no person asked for."""


class PoolPhase(StrEnum):
    """How far a pool is. Nothing is stored about its sums: they follow from its fundings and prizes."""

    OPEN = "open"
    """Money may be paid in."""
    CLOSED = "closed"
    """Nothing is paid in any more, and nothing is awarded: the challenge is gone or cancelled.
    Everything is returned."""
    AWARDED = "awarded"
    """The award has divided what was paid in. Prizes are reviewed and paid, and the rest is returned."""
    SETTLED = "settled"
    """All of it is paid, returned or lost. A reversed prize or a failed return opens it again."""


class FundingKind(StrEnum):
    CARD = "card"
    """Charged to the payer's card, on the platform itself."""
    SPONSOR = "sponsor"
    """From the platform's own money, by two administrators. Nothing was charged."""


class FundingStatus(StrEnum):
    REQUIRES_PAYMENT = "requires_payment"
    """Reserved: an intent exists or is about to. Nobody has paid."""
    PROCESSING = "processing"
    """The bank decides; money may move at any moment."""
    FAILED = "failed"
    """The last try was declined; the same intent may be paid by another try."""
    CANCELED = "canceled"
    """The intent can never be paid. No money moved."""
    SUCCEEDED = "succeeded"
    """The money is with us and belongs to the pool."""
    LATE = "late"
    """It was charged when the pool took no money any more: the pool has none of it, and all is refunded."""


class HeldFor(StrEnum):
    """Why a funding does not count until two people accept it."""

    RISK_ELEVATED = "risk_elevated"
    """Stripe's risk level for the charge is elevated or above."""
    FRAUD_WARNING = "fraud_warning"
    """The card's network reported fraud early. Most such charges are disputed."""
    LIMIT_PASSED = "limit_passed"
    """Another funding that was paid at the same moment took the limit."""


class TakingKind(StrEnum):
    REFUND = "refund"
    DISPUTE = "dispute"
    SPONSOR_RETURN = "sponsor_return"
    """What no prize took of a sponsoring: our own money again."""


class ReturnKind(StrEnum):
    """Why money of a funding goes back to its payer."""

    LATE = "late"
    """It was charged too late: the whole total."""
    UNASSIGNED = "unassigned"
    """No prize took it, or nobody could win it."""
    DECIDED = "decided"
    """Two administrators decided it: it was held, or an earlier refund of it failed."""


class ReturnStatus(StrEnum):
    OPEN = "open"
    """It may have happened at Stripe: look it up before anything is sent."""
    DONE = "done"
    """Stripe has the refund, and it has not failed."""
    REFUSED = "refused"
    """Stripe refused: no money moved. The pool has the money again."""
    FAILED = "failed"
    """The payer's bank sent it back. The pool has the money again, and a person decides."""


class UnclaimedRule(StrEnum):
    """What a pool promises for a prize that its winner never claims. Frozen when the pool is opened."""

    RETURN = "return"
    """It goes back to those who paid in."""
    PAY = "pay"
    """It stays the winner's, whenever they come."""
    NEXT_PLACE = "next_place"
    """The best of those who are ranked and have no prize wins it."""


class ContestStatus(StrEnum):
    OPEN = "open"
    """Its place and those below it are not paid."""
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    """Two administrators left the award as it is."""
    DISQUALIFIED = "disqualified"
    """Two administrators took a person out; the next places moved up."""


class PoolStatus(StrEnum):
    """What clients are shown of a pool: the documented words."""

    OPEN = "open"
    FUNDED = "funded"
    AWARDED = "awarded"
    CONTESTED = "contested"
    FROZEN = "frozen"
    """What counts of the money paid in is below what is awarded."""
    RETURNING = "returning"
    RETURNED = "returned"
    SETTLED = "settled"
