"""Systems that handle the money of pools wrongly, each in one place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from pulse.backoffice.sweep.sweep import STEPS, SweepStep
from pulse.batches import BatchResult, TimeLimit
from pulse.pools import CompletePoolFunding, complete_pool_funding
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Masks, Query, Write
from pulse.ports.stripe_objects import Charge, PaymentIntent
from pulse.prizes import PrizeRecord, wake_pools
from pulse.prizes.pay_prize import Worker
from pulse.prizes.protocol import PROTOCOL, Protocol
from pulse.prizes.rules import Situation, first_step, step_after_look_up
from tests.simulation.faults import CALM, GENERIC, KEY_EXPIRY
from tests.simulation.mutant import MONEY, Mutant, Passing
from tests.simulation.pool_claims import acts_of
from tests.simulation.scheduler import EPOCH, Actor
from tests.simulation.world import SETTINGS, Design

POOLED = replace(GENERIC, pools=1.0, starved=0, completed_at=(2, 12))
"""Every challenge is paid in for, and ends so late that most payments are recorded in time."""
CALM_POOLED = replace(CALM, pools=1.0, completed_at=POOLED.completed_at)
LOSSY = replace(POOLED, losses=1.0)
"""Every payment is taken back or warned of, also at the moment of a claim."""
POOLS_EXPIRY = replace(KEY_EXPIRY, pools=1.0, contests=0, sponsored=0)
UNCOVERED, IN_REVIEW = frozenset({"uncovered"}), frozenset({"in_review"})
RETURNED_TWICE = frozenset({"returned_twice"})
_fresh = itertools.count(1)


def _paying(protocol: Protocol) -> Design:
    return Design(pay=lambda command, ports: Worker(command, ports, protocol).run())


def _deciding(see: Callable[[PrizeRecord, Situation], Situation]) -> Design:
    """A worker whose rules see the pool otherwise than it is."""

    def first(record: PrizeRecord, situation: Situation, settings: Any, *, if_due: bool) -> Any:
        return first_step(record, see(record, situation), settings, if_due=if_due)

    def after(record: PrizeRecord, situation: Situation, looked_up_at: Any, settings: Any) -> Any:
        return step_after_look_up(record, see(record, situation), looked_up_at, settings)

    return _paying(replace(PROTOCOL, first_step=first, step_after_look_up=after))


def _with_pool(situation: Situation, **changes: Any) -> Situation:
    pool = situation.pool.pool
    if pool is None:
        return situation
    return replace(situation, pool=replace(situation.pool, pool=pool.but(**changes)))


def _any_epoch(record: PrizeRecord, situation: Situation) -> Situation:
    return _with_pool(situation, cover_epoch=record.cover_epoch)


def _no_review(record: PrizeRecord, situation: Situation) -> Situation:
    return _with_pool(situation, review_until=EPOCH)


def _by_pools_group(record: PrizeRecord, ports: Ports) -> list[Any]:
    """The group that the payments into the pool have."""
    return ports.stripe.list_transfers({"transfer_group": f"pool_{record.challenge_id}"})


class _PassSees(Passing):
    """A store that tells a pass something else of the payments of the pool that it has begun with."""

    changes: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self._passing: dict[Actor | None, str] = {}

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        versions: list[Any] = self._inner.commit(writes)
        if "pool.allotted" in acts_of(writes):
            self._passing[Actor.running()] = writes[0].path.partition("/")[2]
        return versions

    def query(self, query: Query) -> list[Document]:
        found: list[Document] = self._inner.query(query)
        if query.collection != "poolFundings":
            return found
        begun = self._passing.pop(Actor.running(), None)
        if query.where != [("challengeId", "==", begun)]:
            return found
        return [Document(one.path, {**one.fields, **self.changes}, one.version) for one in found]


class _HeldCounts(_PassSees):
    """What waits for two people, also for a warning, counts as if they had agreed."""

    changes: ClassVar[Mapping[str, Any]] = {"heldFor": []}


class _TakenCounts(_PassSees):
    """What a bank or somebody else has taken back counts as if it were there."""

    changes: ClassVar[Mapping[str, Any]] = {"takings": []}


class _BookedAgain(Passing):
    """An entry of a payment into a pool has a new id each time, and nobody finds it booked."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        return self._inner.commit([_renamed(one) if _is_pools_entry(one) else one for one in writes])

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        found: dict[str, Document] = self._inner.get_all(paths, masks)
        return {path: one for path, one in found.items() if not path.startswith("journal/")}


def _renamed(write: Write) -> Write:
    return Create(f"{write.path}-{next(_fresh)}", write.fields)  # type: ignore[union-attr]


def _is_pools_entry(write: Write) -> bool:
    is_entry = isinstance(write, Create) and write.path.startswith("journal/")
    return is_entry and str(write.fields.get("subject")).startswith("poolFundings/")  # type: ignore[union-attr]


def _believes_the_client(command: CompletePoolFunding, ports: Ports) -> Any:
    return complete_pool_funding(command, ports=replace(ports, stripe=_Believing(ports.stripe)))


class _Believing(Passing):
    """Stripe as a client may tell it: the payment has succeeded, by a charge of the same amount."""

    def retrieve_payment_intent(self, intent_id: str) -> PaymentIntent:
        found: PaymentIntent = self._inner.retrieve_payment_intent(intent_id)
        if found.status == "succeeded":
            return found
        return found.model_copy(update={"status": "succeeded", "latest_charge": f"ch_{intent_id}"})

    def retrieve_charge(self, charge_id: str) -> Any:
        if not charge_id.startswith("ch_pi_"):
            return self._inner.retrieve_charge(charge_id)
        intent = self._inner.retrieve_payment_intent(charge_id.removeprefix("ch_"))
        return Charge(
            id=charge_id,
            amount=intent.amount,
            currency=intent.currency,
            created=intent.created,
            payment_intent=intent.id,
        )


class _RefundsAgain(Passing):
    """A refund has a new key each time, and nobody looks whether there is one."""

    def create_refund(self, params: Mapping[str, Any], *, idempotency_key: str) -> Any:
        return self._inner.create_refund(params, idempotency_key=f"{idempotency_key}:{next(_fresh)}")

    def list_refunds(self, params: Mapping[str, Any]) -> list[Any]:
        found = self._inner.list_refunds(params)
        return [one for one in found if "pool_return_id" not in one.metadata]


class _RefundsAll(Passing):
    """A refund without an amount is one of the whole charge."""

    def create_refund(self, params: Mapping[str, Any], *, idempotency_key: str) -> Any:
        whole = {name: value for name, value in params.items() if name != "amount"}
        return self._inner.create_refund(whole, idempotency_key=idempotency_key)


class _ReviewIsOver(Passing):
    """A store of which all pools can be looked at, at any time, and none is in review."""

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        found: dict[str, Document] = self._inner.get_all(paths, masks)
        return {path: self._over(one) for path, one in found.items()}

    def query(self, query: Query) -> list[Document]:
        if query.collection == "prizePools":
            query = Query("prizePools", fields=["phase", "nextCheckAt"])
        found: list[Document] = self._inner.query(query)
        return found

    @staticmethod
    def _over(document: Document) -> Document:
        if not document.path.startswith("prizePools/") or document.fields.get("phase") != "awarded":
            return document
        return Document(document.path, {**document.fields, "reviewUntil": EPOCH}, document.version)


def _steps_where(name: str, run: Callable[[Ports, TimeLimit], BatchResult]) -> list[SweepStep]:
    return [replace(step, run=run) if step.name == name else step for step in STEPS]


def _without(name: str) -> Design:
    return Design(sweep_steps=[step for step in STEPS if step.name != name])


def _returns_in_review(ports: Ports, limit: TimeLimit) -> BatchResult:
    return wake_pools(limit=limit, ports=replace(ports, store=_ReviewIsOver(ports.store)))


_LONG = Design(settings=SETTINGS.model_copy(update={"award_review_seconds": 6 * 3_600}))
_NO_SKEW = Design(settings=SETTINGS.model_copy(update={"review_skew_seconds": 0}))

POOL_MUTANTS: dict[str, Mutant] = {
    "funding believed from the client": Mutant(
        Design(completes=_believes_the_client), POOLED, UNCOVERED, calm=True
    ),
    "funding booked twice": Mutant(Design(store=_BookedAgain), POOLED, frozenset({"promises"}), calm=True),
    "claim that does not require the pool": Mutant(
        _paying(replace(PROTOCOL, requires_pool=False)), LOSSY, UNCOVERED
    ),
    "claim that does not require the epoch": Mutant(_deciding(_any_epoch), LOSSY, UNCOVERED, calm=True),
    "paid in review": Mutant(
        replace(_LONG, pay=_deciding(_no_review).pay), POOLED, IN_REVIEW, calm=True, baseline=_LONG
    ),
    "claim at the end of the review without skew": Mutant(_NO_SKEW, POOLED, IN_REVIEW, calm=True),
    "held or warned money pays": Mutant(Design(store=_HeldCounts), LOSSY, UNCOVERED),
    "disputed or refunded money pays": Mutant(Design(store=_TakenCounts), LOSSY, UNCOVERED, calm=True),
    "returned in review": Mutant(
        replace(_LONG, sweep_steps=_steps_where("pools", _returns_in_review)),
        POOLED,
        IN_REVIEW,
        calm=True,
        baseline=_LONG,
    ),
    "rest returned twice": Mutant(Design(stripe=_RefundsAgain), POOLED, RETURNED_TWICE, calm=True),
    "return of the whole charge": Mutant(Design(stripe=_RefundsAll), POOLED, RETURNED_TWICE, calm=True),
    "look-up by the pool's group": Mutant(
        _paying(replace(PROTOCOL, find_transfers=_by_pools_group)), POOLS_EXPIRY, frozenset({"double"})
    ),
    "sweep without fundings": Mutant(_without("fundings"), POOLED, MONEY | UNCOVERED, calm=True),
    "sweep without pools": Mutant(_without("pools"), POOLED, MONEY, calm=True),
}
