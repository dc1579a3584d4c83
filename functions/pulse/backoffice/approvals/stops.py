"""Acts that end a stop of all payouts or of a person, and the one that takes a challenge off for good."""

from __future__ import annotations

from pulse.accounts import PersonHold
from pulse.backoffice.approvals.act import ApproveAct, RequestAct, Rule, Terms
from pulse.backoffice.approvals.parties import challenge_parties
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.approvals.refusals import NotPaused, TermsChanged
from pulse.backoffice.cancellations import AskCancellation, Cancellation, ask_cancellation, read_extent
from pulse.backoffice.people import PersonNotHeld, ReleasePerson, read_person_hold, release_person
from pulse.errors import NotFound
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import PayoutControl, is_paused, pause_payouts


def _read_resuming_terms(command: RequestAct, *, ports: Ports) -> Terms:
    if command.subject_id != "payouts":
        raise NotFound("there is no such switch")
    return _read_pause_terms(ports=ports)


def _read_pause_terms(*, ports: Ports) -> Terms:
    """Who paused payouts, and why."""
    document = ports.store.get("control/payouts")
    if document is None or not is_paused(document):
        raise NotPaused("payouts are not paused")
    return {"pausedBy": document.fields.get("by"), "pausedFor": document.fields.get("reason")}


def _resume(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> PayoutControl:
    """A later pause has another reason, which the approving administrator has not seen."""
    if dict(_read_pause_terms(ports=ports)) != approval.terms:
        raise TermsChanged("payouts were paused again since the request; please request it again")
    return pause_payouts(paused=False, actor=command.actor, reason=command.reason, ports=ports, others=writes)


def _read_release_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return _read_hold_terms(command.subject_id, ports=ports)


def _read_hold_terms(user_id: str, *, ports: Ports) -> Terms:
    """Who put the person on hold, when, and why."""
    hold = read_person_hold(user_id, ports=ports)
    if hold is None or not hold.held:
        raise PersonNotHeld("this person is not on hold")
    return {"heldBy": hold.by, "heldAt": hold.at, "heldFor": hold.reason}


def _release_person(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> PersonHold:
    if dict(_read_hold_terms(command.subject_id, ports=ports)) != approval.terms:
        raise TermsChanged("the person was put on hold again since the request; please request it again")
    return release_person(
        ReleasePerson(command.subject_id, command.actor, command.reason, writes), ports=ports
    )


def _read_cancellation_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return read_extent(command.subject_id, ports=ports)


def _cancel_challenge(
    _: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Cancellation:
    """How many sales go back may have grown since the request; what is agreed to is that all of them do."""
    return ask_cancellation(
        AskCancellation(command.subject_id, command.actor, command.reason, writes), ports=ports
    )


RESUME_PAYOUTS = Rule(
    collection="control",
    terms=_read_resuming_terms,
    parties=lambda _subject, _actor, _ports: (),
    do=_resume,
)
RELEASE_PERSON = Rule(
    collection="personHolds",
    terms=_read_release_terms,
    parties=lambda user_id, _actor, _ports: (user_id,),
    do=_release_person,
)
CANCEL_CHALLENGE = Rule(
    collection="challenges",
    terms=_read_cancellation_terms,
    parties=lambda challenge_id, actor, ports: challenge_parties(challenge_id, actor, ports=ports),
    do=_cancel_challenge,
)
