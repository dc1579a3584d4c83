"""A pool in the books: one entry for each movement at Stripe and for each decision, keyed by its id.

The cash side of an entry is `platform:balance`, our balance at Stripe to the unit, against `payer:{uid}`. The
other side says whose the money is, against `platform:pools`: `prizes:{challengeId}` (held for its winners),
`returning:{challengeId}` (on its way back to payers), `unclaimed:{challengeId}` (its winner never came), and
`platform:processing` (what payments cost, less what payers paid for it). A sponsoring comes from
`platform:own`, and what is left of it goes back there. A prize that is paid leaves `prizes:{challengeId}`, or
`platform:own` where nobody paid in for it.
"""

from __future__ import annotations

from pulse.ledger import Posting, moved
from pulse.pools.records import Funding
from pulse.pools.states import FundingStatus

BALANCE, STRIPE, PROCESSING = "platform:balance", "stripe", "platform:processing"
POOLS, OWN_MONEY, RECEIVABLE = "platform:pools", "platform:own", "platform:receivable"


def prizes_of(challenge_id: str) -> str:
    return f"prizes:{challenge_id}"


def returning_of(challenge_id: str) -> str:
    return f"returning:{challenge_id}"


def unclaimed_of(challenge_id: str) -> str:
    return f"unclaimed:{challenge_id}"


def set_unclaimed(challenge_id: str, amount: int, currency: str) -> list[Posting]:
    """A prize's winner never came: its money waits outside the pool until two administrators decide."""
    return moved(prizes_of(challenge_id), unclaimed_of(challenge_id), amount, currency)


def claim_resolved(challenge_id: str, amount: int, currency: str) -> list[Posting]:
    """It is decided: the pool has the money again, and it goes on from there."""
    return moved(unclaimed_of(challenge_id), prizes_of(challenge_id), amount, currency)


def holder_of(funding: Funding) -> str:
    """Whose a funding's money is: the pool's, or, of late money, its payer's already."""
    is_late = funding.status is FundingStatus.LATE
    return returning_of(funding.challenge_id) if is_late else prizes_of(funding.challenge_id)


def payer_of(funding: Funding) -> str:
    return f"payer:{funding.payer_id}"


def paid_in(funding: Funding) -> list[Posting]:
    """The pool gets its part, the processing what was paid for it; late money is all on its way back."""
    currency = funding.currency
    return [
        *moved(payer_of(funding), BALANCE, funding.total, currency),
        *moved(POOLS, holder_of(funding), funding.base, currency),
        *moved(POOLS, PROCESSING, funding.total - funding.base, currency),
    ]


def sponsored(funding: Funding) -> list[Posting]:
    """The pool gets it from our own money. Nothing moves at Stripe."""
    return moved(OWN_MONEY, prizes_of(funding.challenge_id), funding.amount, funding.currency)


def sponsoring_returned(funding: Funding, pool_amount: int) -> list[Posting]:
    """What no prize takes of a sponsoring is our own money again. Nothing moves at Stripe."""
    return moved(prizes_of(funding.challenge_id), OWN_MONEY, pool_amount, funding.currency)


def processed(fee: int, currency: str) -> list[Posting]:
    """What Stripe took for a movement; negative where it gave something back."""
    return [*moved(BALANCE, STRIPE, fee, currency), *moved(PROCESSING, POOLS, fee, currency)]


def set_aside(funding: Funding, pool_amount: int) -> list[Posting]:
    """A refund is asked for, by us or by others: from then on the pool does not have its part."""
    return moved(holder_of(funding), returning_of(funding.challenge_id), pool_amount, funding.currency)


def released(funding: Funding, pool_amount: int) -> list[Posting]:
    """The refund was refused or failed: the pool has its part again."""
    return moved(returning_of(funding.challenge_id), holder_of(funding), pool_amount, funding.currency)


def refunded(funding: Funding, amount: int, set_aside_amount: int) -> list[Posting]:
    """A refund of *amount* has left our balance, of which *set_aside_amount* was set aside before."""
    currency = funding.currency
    return [
        *moved(BALANCE, payer_of(funding), amount, currency),
        *moved(returning_of(funding.challenge_id), POOLS, set_aside_amount, currency),
        *moved(PROCESSING, POOLS, amount - set_aside_amount, currency),
    ]


def refund_failed(funding: Funding, amount: int, set_aside_amount: int) -> list[Posting]:
    """A refund of *amount* came back to our balance. `released` then gives the pool its part."""
    return [
        Posting(one.account, -one.amount, one.currency) for one in refunded(funding, amount, set_aside_amount)
    ]


def disputed(funding: Funding, amount: int, pool_amount: int) -> list[Posting]:
    """A dispute has moved *amount*, *pool_amount* of it the pool's; both negative when it gave back."""
    currency = funding.currency
    return [
        *moved(BALANCE, payer_of(funding), amount, currency),
        *moved(holder_of(funding), POOLS, pool_amount, currency),
        *moved(PROCESSING, POOLS, amount - pool_amount, currency),
    ]


def covered(funding: Funding, amount: int) -> list[Posting]:
    """Our own money stands in for what was taken of the funding: our loss, which its payer owes us."""
    currency = funding.currency
    return [
        *moved(OWN_MONEY, holder_of(funding), amount, currency),
        *moved(payer_of(funding), RECEIVABLE, amount, currency),
    ]


def cover_returned(funding: Funding, amount: int) -> list[Posting]:
    """The money came back, or no prize needs it any more: we have ours again, and nobody owes it."""
    return [Posting(one.account, -one.amount, one.currency) for one in covered(funding, amount)]
