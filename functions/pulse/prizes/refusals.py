"""Why a prize or an award stays as it is: each refusal is a class with its machine word. No money moved."""

from __future__ import annotations

from pulse.errors import Refusal


class AttemptMade(Refusal):
    """A transfer may exist or appear at Stripe, so the prize cannot be canceled now."""

    code = "attempt_made"


class NotAdopted(Refusal):
    """The record is the first system's: the migration adopts it, or a person leaves it as it is."""

    code = "not_adopted"


class PrizeSettled(Refusal):
    """The prize is paid, reversed, canceled or stopped: no transfer is under way that could be held."""

    code = "settled"


class PrizeNotStopped(Refusal):
    """The prize has not stopped, or its transfer is known: there is nothing to release."""

    code = "not_stopped"


class PrizeNotAwaitingApproval(Refusal):
    """The prize is settled, or an administrator has approved it already: a second approval pays nothing."""

    code = "not_held"


class PrizeNotReversed(Refusal):
    """The prize's transfer was not taken back in full: issuing it again could pay it twice."""

    code = "not_reversed"


class PaymentInProgress(Refusal):
    """A worker holds the prize's lease: a transfer may be on its way to Stripe right now."""

    code = "payment_under_way"


class ChangedMeanwhile(Refusal):
    """Another change was committed first. Nothing of this one was written."""

    code = "changed_meanwhile"


class ChallengeCancelled(Refusal):
    """A cancelled challenge has no winners. No award and no prize record exists."""

    code = "challenge_cancelled"


class ChallengeNotEnded(Refusal):
    """Scores may still change. No award and no prize record exists."""

    code = "challenge_not_ended"


class AwardedBefore(Refusal):
    """This system does not award it: the first system did, or the prizes were settled by hand."""

    code = "awarded_before"


class SettledBefore(AwardedBefore):
    """The challenge ended before `awards_from`, or at no known time: prizes may have been paid by hand."""

    code = "settled_before"


class MoneyReturned(Refusal):
    """The prize pool was closed, and its money goes back to who paid it in. Nothing is awarded."""

    code = "money_returned"


class PrizeNotUnclaimed(Refusal):
    """The prize is not one that its winner did not claim, or it was decided about before."""

    code = "not_unclaimed"


class NothingLost(Refusal):
    """No money was taken back from the pool that this decision could be about; `facts` says how much was."""

    code = "nothing_lost"


class NothingToReturn(Refusal):
    """All of the pool's money is assigned, goes back by itself, or is with its bank."""

    code = "nothing_to_return"


class PoolNotFinal(Refusal):
    """Its award is in review, contested or being changed, or the challenge takes place: nothing moves."""

    code = "pool_not_final"


class NobodyNext(Refusal):
    """There is nobody to whom an unclaimed prize could go instead of its winner."""

    code = "nobody_next"


class PrizesDamaged(Refusal):
    """A prize of the pool cannot be read, so nobody knows what its money covers. Nothing is allotted."""

    code = "prizes_damaged"


class AwardGoesOn(Refusal):
    """The records of the award are not complete, so nobody changes it. Nothing of this change was written."""

    code = "award_goes_on"


class ReviewNotBegun(Refusal):
    """Not everybody was told the result, so its review has not begun. Nothing was written."""

    code = "review_not_begun"


class ReviewOver(Refusal):
    """A result is contested during its review. Nothing was written."""

    code = "review_over"


class ContestedBefore(Refusal):
    """One contest for each person and version of an award. Nothing was written."""

    code = "contested_before"


class PrizeClaimed(Refusal):
    """A prize at or below the contested place is being paid or was. Nothing was written."""

    code = "prize_claimed"


class ContestDecided(Refusal):
    """The contest was decided or withdrawn before. Nothing was written."""

    code = "contest_decided"


class NotAtOrBelow(Refusal):
    """The person has no place at or below the contested one: only such places wait. Nothing was written."""

    code = "not_at_or_below"


class PrizeSent(Refusal):
    """A prize that would change was sent, so nobody is disqualified any more. Nothing was written."""

    code = "prize_sent"


class SentMeanwhile(Refusal):
    """A prize was sent with the amount of an earlier version. Nothing of its pool moves; people decide."""

    code = "sent_meanwhile"
