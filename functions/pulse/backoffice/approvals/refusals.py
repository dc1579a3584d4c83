"""Why an act that takes two administrators is not requested or not done. No money moved."""

from __future__ import annotations

from pulse.errors import InvalidRequest, NotAllowed, NotFound, Refusal


class ApprovalRequired(Refusal):
    """`facts["act"]` names the act that has to be requested."""

    code = "approval_required"


class ApprovalPending(Refusal):
    """A request with other terms is open."""

    code = "approval_pending"


class ApprovalNotFound(NotFound):
    code = "approval_not_found"


class ApprovalExpired(Refusal):
    code = "approval_expired"


class ApprovalUsed(Refusal):
    code = "approval_used"


class RequestedMeanwhile(Refusal):
    """Another administrator requested the same act at the same moment."""

    code = "changed_meanwhile"


class TermsChanged(Refusal):
    """The subject has changed since the request, so the request no longer describes it."""

    code = "terms_changed"


class SamePerson(NotAllowed):
    """The administrator who requests an act cannot approve it."""

    code = "same_person"


class PartyToIt(NotAllowed):
    """The person who gets the money, or bears it, neither requests nor approves."""

    code = "party_to_it"


class NotHeld(Refusal):
    code = "not_held"


class NotReversed(Refusal):
    code = "not_reversed"


class NotPaused(Refusal):
    code = "not_paused"


class EntryReverted(Refusal):
    code = "entry_reverted"


class EntryUnreadable(Refusal):
    """It was edited, or not written by this system: its opposite would say as little."""

    code = "entry_unreadable"


class NothingToRevert(Refusal):
    """No open difference says that the entry is wrong."""

    code = "nothing_to_revert"


class AmountOutOfRange(InvalidRequest):
    code = "amount_out_of_range"


class ReasonRequired(InvalidRequest):
    code = "reason_required"
