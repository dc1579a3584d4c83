"""The act `decide_contest`: who may not decide, what two administrators agree on, and the decision."""

from __future__ import annotations

from pulse.backoffice.approvals.act import ApproveAct, RequestAct, Rule, Terms, decision_of
from pulse.backoffice.approvals.parties import pool_parties
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.approvals.refusals import TermsChanged
from pulse.errors import InvalidRequest
from pulse.ledger import existing
from pulse.pools import Contest, read_pool
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import (
    Award,
    ContestDecision,
    DecideContest,
    award_path,
    decide_contest,
    fetch_first_standings,
    read_contest,
    require_decidable,
)


def _read_terms(command: RequestAct, *, ports: Ports) -> Terms:
    """Raises *InvalidRequest*, and what `require_decidable` raises."""
    takes_out = ContestDecision(decision_of(command)) is ContestDecision.DISQUALIFY
    out = command.disqualified_user_id
    if takes_out and out is None:
        raise InvalidRequest("disqualifiedUserId must name whom to take out", field="disqualifiedUserId")
    if not takes_out and out is not None:
        raise InvalidRequest("disqualifiedUserId is for disqualify alone", field="disqualifiedUserId")
    return require_decidable(command.subject_id, out, ports=ports)


def _parties(contest_id: str, actor: str, ports: Ports) -> tuple[str, ...]:
    """All parties to the pool, both sides of the contest, and *actor* if they are ranked in the result."""
    _, contest = read_contest(contest_id, ports=ports)
    pool = read_pool(contest.challenge_id, ports=ports)
    award = Award.of(existing(ports.store.get(award_path(contest.challenge_id)), "award"))
    ranked = {one.user_id for one in fetch_first_standings(award, ports=ports)}
    people = {contest.user_id, contest.contested_user_id, *(award.owner_ids or ()), *({actor} & ranked)}
    return tuple(sorted({*people, *pool_parties(pool, actor, ports=ports)}))


def _decide(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> Contest:
    """Raises *TermsChanged* where the contest or the award is not what was agreed on any more."""
    out = approval.terms.get("disqualifiedUserId")
    if dict(require_decidable(command.subject_id, out, ports=ports)) != approval.terms:
        raise TermsChanged("the award has changed since the request; please request it again")
    agreed = DecideContest(
        contest_id=command.subject_id,
        disqualified=out,
        award_version=approval.terms["awardVersion"],
        actor=command.actor,
        reason=command.reason,
        approval_id=approval.path,
        others=writes,
    )
    return decide_contest(agreed, ports=ports)


DECIDE_CONTEST = Rule(collection="poolContests", terms=_read_terms, parties=_parties, do=_decide, chosen=True)
