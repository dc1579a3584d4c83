"""Systems in which awards, contests and what two people decide go wrong, each in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pulse.backoffice.approvals import ApproveAct, RequestAct
from pulse.ports import Document, Ports
from pulse.ports.store import Write
from pulse.ports.stripe_objects import Balance
from pulse.prizes import AwardPrizes, award_prizes
from tests.simulation.mutant import Misreading, Mutant, Passing
from tests.simulation.people import decide
from tests.simulation.pool_claims import acts_of
from tests.simulation.pool_mutants import IN_REVIEW, LOSSY, POOLED, UNCOVERED
from tests.simulation.world import Design

CONTESTED = replace(POOLED, contests=1.0)
"""Every award is contested, in all its versions."""
SPONSORED = replace(POOLED, sponsored=1.0)


class _ContestBeside(Passing):
    """A contest is stored, and the pool does not hear of it."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        if "contest.opened" in acts_of(writes):
            writes = [one for one in writes if not one.path.startswith("prizePools/")]
        versions: list[Any] = self._inner.commit(writes)
        return versions


class _AnyVersion(Misreading):
    """Each prize is taken for one of the award's last version."""

    def read(self, document: Document) -> Document:
        if not document.path.startswith("prizeRecords/") or "challengeId" not in document.fields:
            return document
        pool = self._inner.inner.get(f"prizePools/{document.fields['challengeId']}")
        if pool is None:
            return document
        return _with(document, {"awardVersion": pool.fields["awardVersion"]})


class _AnybodyApproves(Misreading):
    """Nobody knows who asked for something."""

    def read(self, document: Document) -> Document:
        return _with(document, {"requestedBy": "x"}) if document.path.startswith("approvals/") else document


class _Untouched(Misreading):
    """All that was ever paid in seems to be there, and to count."""

    def read(self, document: Document) -> Document:
        if not document.path.startswith("poolFundings/"):
            return document
        return _with(document, {"takings": [], "heldFor": [], "returningAmount": 0})


class _Rich(Passing):
    """Stripe, as if our balance were a hundred times larger."""

    def retrieve_balance(self) -> Balance:
        found: Balance = self._inner.retrieve_balance()
        more = tuple(one.model_copy(update={"amount": one.amount * 1_000}) for one in found.available)
        return found.model_copy(update={"available": more})


def _with(document: Document, changes: Mapping[str, Any]) -> Document:
    return Document(document.path, {**document.fields, **changes}, document.version)


def _awards_all(command: AwardPrizes, ports: Ports) -> Any:
    return award_prizes(command, ports=replace(ports, store=_Untouched(ports.store)))


def _decides_rich(command: RequestAct | ApproveAct, ports: Ports) -> Any:
    return decide(command, replace(ports, stripe=_Rich(ports.stripe)))


AWARD_MUTANTS: dict[str, Mutant] = {
    "award above what counts": Mutant(Design(awards=_awards_all), LOSSY, UNCOVERED, calm=True),
    "contest that does not touch the pool": Mutant(Design(store=_ContestBeside), CONTESTED, IN_REVIEW),
    "prize of an old version paid": Mutant(Design(store=_AnyVersion), CONTESTED, IN_REVIEW),
    "decided by one person": Mutant(
        Design(store=_AnybodyApproves), CONTESTED, frozenset({"alone"}), calm=True
    ),
    "sponsored without own money": Mutant(Design(decides=_decides_rich), SPONSORED, UNCOVERED),
}
