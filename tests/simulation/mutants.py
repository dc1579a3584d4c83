"""Ways of getting the protocol wrong, by name. If the simulation misses one, it is too weak.

Each mutant is the real system with one part replaced through an argument the system has anyway: a rule of
the payment protocol, a method of its worker, or a port.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.attempts import PRIZE, Attempt
from pulse.backoffice.sweep.sweep import STEPS
from pulse.errors import StripeRefused
from pulse.inbox.handlers import Hint, handle
from pulse.inbox.records import EventStatus, StoredEvent, event_path
from pulse.ledger import commit_update
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Update, Write
from pulse.prizes import PrizeRecord, PrizeStatus, Reason
from pulse.prizes.pay_prize import PaymentOutcome, PayPrize, Worker
from pulse.prizes.protocol import PROTOCOL, Protocol, Verdict
from pulse.prizes.reasons import NEXT_ACTION
from pulse.prizes.record_transfer import record_transfer
from pulse.prizes.rules import Decision, Step, step_after_look_up
from tests.simulation.account_mutants import (
    ListsOnePage,
    ReadsWithoutInclude,
    believes_a_snapshot,
    opens_anew_after_a_refusal,
)
from tests.simulation.award_mutants import AWARD_MUTANTS
from tests.simulation.edge_mutants import EDGE_MUTANTS
from tests.simulation.faults import (
    EXPIRY_EDGE,
    FLAPPING,
    FUNDS_QUEUE,
    GENERIC,
    KEY_EXPIRY,
    MIDNIGHT,
    NEW_ACCOUNTS,
    OPENINGS,
    REVERSAL,
    TIDES,
)
from tests.simulation.mutant import Mutant, Passing
from tests.simulation.pool_mutants import POOL_MUTANTS
from tests.simulation.world import SETTINGS, Design

_fresh = itertools.count(1)


def _worker(cls: type[Worker], protocol: Protocol = PROTOCOL) -> Design:
    def pay(command: PayPrize, ports: Ports) -> PaymentOutcome:
        return cls(command, ports, protocol).run()

    return Design(pay=pay)


def _protocol(**broken: Any) -> Design:
    return _worker(Worker, replace(PROTOCOL, **broken))


def _keyed(key: Callable[[Worker, Attempt], str]) -> type[Worker]:
    """A worker that sends with another key than the one it stored."""

    class Keyed(Worker):
        def send(self, record: PrizeRecord, attempt: Attempt) -> Any:
            return super().send(record, attempt.but(key=key(self, attempt)))

    return Keyed


def _no_key(_: Worker, attempt: Attempt) -> str:
    return f"{attempt.key}:{next(_fresh)}"


def _blind(record: PrizeRecord, ports: Ports) -> list[Any]:
    return []


def _stale_search(record: PrizeRecord, ports: Ports) -> list[Any]:
    """Stripe's search instead of its list: it does not show what is younger than an hour."""
    now = ports.clock.now().timestamp()
    found = ports.stripe.list_transfers({"transfer_group": record.transfer_group})
    return [transfer for transfer in found if transfer.created < now - 3_600]


class _SwappedDestination(Worker):
    """Sends to the account that the winner has now."""

    def send(self, record: PrizeRecord, attempt: Attempt) -> Any:
        document = self.ports.store.get(account_path(Role.WINNER, record.user_id))
        account = document and ConnectedAccount.of(document).stripe_account_id
        return super().send(record, attempt.but(destination=account or attempt.destination))


class _AlwaysDollars(Worker):
    """The guide's transfer: always dollars, also for a prize in another currency."""

    def send(self, record: PrizeRecord, attempt: Attempt) -> Any:
        return super().send(record.but(currency="usd"), attempt)


class _UnclearIsDefinitive(Worker):
    """Treats a missing answer as a refusal: it opens a new key and does not wait."""

    def unclear(self, document: Document, error: Any) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        if record.attempt is not None:
            closed = record.attempt.but(closed=True, closed_reason="timeout", last_sent_at=record.created_at)
            document = commit_update(
                self.ports.store,
                document,
                record.but(attempt=closed),
                self.change("mutant", record.updated_at),
            )
        return super().unclear(document, error)


class _PaidBeforeTheAnswer(Worker):
    def act(self, document: Document) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        paid = record.but(
            status=PrizeStatus.PAID,
            reason=None,
            next_action=None,
            lease=None,
            next_check_at=None,
            paid_at=self.ports.clock.now(),
        )
        self.save(document, paid, "mutant")
        transfer = self.send(record, record.attempt)
        return PaymentOutcome(record_transfer(transfer, ports=self.ports, actor="mutant"))


class _DedupedInMemory(Worker):
    """The guide's `Set`: only the process that sent a prize knows that it was sent."""

    sent: ClassVar[WeakKeyDictionary[Any, set[str]]] = WeakKeyDictionary()

    def act(self, document: Document) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        if record.id in self.sent.get(self.ports.clock, ()):
            return PaymentOutcome(record)
        return super().act(document)

    def send(self, record: PrizeRecord, attempt: Attempt) -> Any:
        transfer = super().send(record, attempt.but(key=_no_key(self, attempt)))
        self.sent.setdefault(self.ports.clock, set()).add(record.id)
        return transfer


def _new_generation_at_once(
    record: PrizeRecord, situation: Any, looked_up_at: Any, settings: Any
) -> Decision:
    """Any error opens a new key, with no quiet period."""
    attempt = record.attempt
    if attempt is None or situation.account is None or not situation.account.ready_for_transfers:
        return step_after_look_up(record, situation, looked_up_at, settings)
    generation = attempt.generation + 1
    again = attempt.but(
        generation=generation,
        key=f"prize:{record.id}:g{generation}",
        first_sent_at=situation.now,
        last_sent_at=situation.now,
        closed=False,
        closed_reason=None,
    )
    return Decision(Step.SEND, attempt=again)


def _refusal_answers_every_send(
    record: PrizeRecord, situation: Any, looked_up_at: Any, settings: Any
) -> Decision:
    """Takes a refusal of one send for the end of all of them: the quiet time is skipped."""
    attempt = record.attempt
    if attempt is not None and attempt.closed_reason in PRIZE.closed_by:
        record = record.but(attempt=attempt.but(sends=1))
    return step_after_look_up(record, situation, looked_up_at, settings)


def _release_answers_every_send(
    record: PrizeRecord, situation: Any, looked_up_at: Any, settings: Any
) -> Decision:
    """Takes a person's release or re-issue for a refusal of the only send: the quiet time is skipped."""
    attempt = record.attempt
    if attempt is not None and attempt.closed_reason in {"released", "reversed"}:
        record = record.but(attempt=attempt.but(sends=1, closed_reason="balance_insufficient"))
    return step_after_look_up(record, situation, looked_up_at, settings)


def _same_key_for_ever(record: PrizeRecord, situation: Any, looked_up_at: Any, settings: Any) -> Decision:
    if record.attempt is None:
        return step_after_look_up(record, situation, looked_up_at, settings)
    return Decision(Step.SEND, attempt=record.attempt.but(last_sent_at=situation.now))


def _nothing_closes(error: StripeRefused) -> Verdict:
    return replace(PROTOCOL.classify(error), closes=False)


def _everything_stops(error: StripeRefused) -> Verdict:
    """Treats every refusal as unknown: each waits for a person."""
    return Verdict(False, Reason.NEEDS_REVIEW)


def _reversed_is_paid_again(record: PrizeRecord, transfers: Sequence[Any]) -> Any:
    """Counts only transfers that stand: after a reversal it looks as if nothing was sent."""
    return PROTOCOL.settling(
        record.but(former_transfer_ids=[transfer.id for transfer in transfers]), transfers
    )


class _ReversedIsPaidAgain(Worker):
    def work(self, document: Document) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        if record.status == PrizeStatus.REVERSED:
            reopened = record.but(
                status=PrizeStatus.PENDING,
                stripe_transfer_id=None,
                attempt=record.attempt.but(closed=True),
                reason=Reason.RETRYING,
                next_action=NEXT_ACTION[Reason.RETRYING],
            )
            change = self.change("mutant", self.ports.clock.now())
            document = commit_update(self.ports.store, document, reopened, change)
        return super().work(document)


class _NoLease(Worker):
    """The claim keeps no other worker out, neither by its lease nor by the time of the next try."""

    def run(self) -> PaymentOutcome:
        self.command = replace(self.command, if_due=False)
        return super().run()


class _NoClaim(Worker):
    """Stores nothing before it calls Stripe: the record gets its attempt from the answer."""

    def reserve(self, document: Document, record: PrizeRecord, decision: Decision, act: str) -> Document:
        self.read = document
        fields = {**document.fields, "attempt": (decision.attempt or record.attempt).fields()}
        return Document(document.path, fields, document.version)

    def act(self, document: Document) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        transfer = self.send(record, record.attempt)
        change = self.change("mutant", self.ports.clock.now())
        commit_update(self.ports.store, self.read, record.but(version=record.version + 1), change)
        return PaymentOutcome(record_transfer(transfer, ports=self.ports, actor="mutant"))


class _JournalByChance(Passing):
    """Journal entries get random ids and a separate commit."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        entries = [write for write in writes if write.path.startswith("journal/")]
        others = [write for write in writes if not write.path.startswith("journal/")]
        if entries:
            self._inner.commit([Create(f"{write.path}-{next(_fresh)}", write.fields) for write in entries])
        return self._inner.commit(others) if others else []


class _FeeByFloat(Passing):
    """The fee by round(): a binary fraction, rounded half to even."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        return self._inner.commit([self._rounded(write) for write in writes])

    @staticmethod
    def _rounded(write: Write) -> Write:
        if not isinstance(write, Create) or not write.path.startswith("prizeRecords/"):
            return write
        amount = write.fields["prizeAmount"]
        fee = round(amount * 0.03)
        return Create(write.path, {**write.fields, "platformFee": fee, "winnerAmount": amount - fee})


class _LastWriterWins(Passing):
    """No preconditions: the last write wins."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        free: list[Write] = []
        for write in writes:
            if isinstance(write, Update):
                free.append(Update(write.path, write.fields))
            elif not write.path.startswith("auditLog/"):
                free.append(write)
        return self._inner.commit(free)


def _marked_before_handled(event_id: str, ports: Ports) -> None:
    document = ports.store.get(event_path(event_id))
    event = StoredEvent.of(document)
    if event.status is EventStatus.RECEIVED:
        ports.store.commit([Update(document.path, {"status": "done"}, document.version)])
        handle(Hint(event.type, event.object_id, event.account), ports=ports)


def _sweep_without(name: str) -> Design:
    return Design(sweep_steps=[step for step in STEPS if step.name != name])


_UNRECONCILED = Design(reconciles=False)
_BLIND = replace(PROTOCOL, find_transfers=_blind)
_NO_QUIET = SETTINGS.model_copy(update={"quiet_seconds": 0})

MUTANTS: dict[str, Mutant] = {
    "no key": Mutant(_worker(_keyed(_no_key)), GENERIC),
    "key per attempt": Mutant(
        _worker(_keyed(lambda worker, attempt: f"{attempt.key}:{attempt.last_sent_at.timestamp()}")), GENERIC
    ),
    "key with the date": Mutant(
        _worker(_keyed(lambda worker, attempt: f"{attempt.key}:{worker.ports.clock.now():%Y%m%d}")), MIDNIGHT
    ),
    "one key for ever without look-up": Mutant(
        _protocol(find_transfers=_blind, step_after_look_up=_same_key_for_ever), KEY_EXPIRY
    ),
    "new generation without look-up": Mutant(_worker(Worker, _BLIND), KEY_EXPIRY),
    "search instead of list": Mutant(_protocol(find_transfers=_stale_search), EXPIRY_EDGE),
    "without quiet period": Mutant(replace(_protocol(), settings=_NO_QUIET), EXPIRY_EDGE),
    "quiet time skipped although a send was unanswered": Mutant(
        _protocol(step_after_look_up=_refusal_answers_every_send), TIDES
    ),
    "quiet time skipped after a release": Mutant(
        _protocol(step_after_look_up=_release_answers_every_send), TIDES
    ),
    "new generation on any error": Mutant(_protocol(step_after_look_up=_new_generation_at_once), GENERIC),
    "without send deadline": Mutant(_protocol(in_time=lambda started, ports: True), EXPIRY_EDGE),
    "no lease": Mutant(
        _worker(_NoLease, replace(PROTOCOL, leases=False)), GENERIC, shows=frozenset({"overlaps"})
    ),
    "nothing stored before the call": Mutant(_worker(_NoClaim), GENERIC),
    "last writer wins": Mutant(Design(store=_LastWriterWins), GENERIC),
    "mark event before handling": Mutant(
        Design(handle=_marked_before_handled, reconciles=False), REVERSAL, baseline=_UNRECONCILED
    ),
    "journal not keyed by Stripe's id": Mutant(Design(store=_JournalByChance), GENERIC, calm=True),
    "dedupe in memory": Mutant(_worker(_DedupedInMemory, _BLIND), GENERIC),
    "no reconcile": Mutant(_UNRECONCILED, REVERSAL),
    "paid before the answer": Mutant(_worker(_PaidBeforeTheAnswer), GENERIC),
    "error classed as definitive": Mutant(_worker(_UnclearIsDefinitive), KEY_EXPIRY),
    "refusal classed as unclear": Mutant(_protocol(classify=_nothing_closes), FUNDS_QUEUE),
    "known refusal classed as unknown": Mutant(_protocol(classify=_everything_stops), FUNDS_QUEUE),
    "destination swapped": Mutant(_worker(_SwappedDestination), NEW_ACCOUNTS),
    "always dollars": Mutant(_worker(_AlwaysDollars), GENERIC, calm=True),
    "reversed is paid again": Mutant(
        _worker(_ReversedIsPaidAgain, replace(PROTOCOL, settling=_reversed_is_paid_again)), REVERSAL
    ),
    "sweep without awards": Mutant(_sweep_without("awards"), GENERIC, calm=True),
    "sweep without prizes": Mutant(_sweep_without("prizes"), GENERIC, calm=True),
    "sweep without events": Mutant(_sweep_without("events"), REVERSAL),
    "sweep without lost events": Mutant(
        replace(_sweep_without("lost_events"), reconciles=False), REVERSAL, baseline=_UNRECONCILED
    ),
    "sweep without winners": Mutant(_sweep_without("winners"), FLAPPING),
    "sweep without projections": Mutant(_sweep_without("projections"), GENERIC),
    "a second generation after a v2 refusal": Mutant(
        Design(accounts="v2", opens=opens_anew_after_a_refusal),
        OPENINGS,
        shows=frozenset({"accounts"}),
        baseline=Design(accounts="v2"),
    ),
    "only the first page of a list read": Mutant(
        Design(accounts="v2", stripe=ListsOnePage),
        OPENINGS,
        shows=frozenset({"accounts"}),
        baseline=Design(accounts="v2"),
    ),
    "a read without include": Mutant(
        Design(accounts="v2", stripe=ReadsWithoutInclude),
        GENERIC,
        calm=True,
        baseline=Design(accounts="v2"),
    ),
    "an event's snapshot believed": Mutant(
        Design(accounts="v1", handle=believes_a_snapshot),
        FLAPPING,
        shows=frozenset({"accounts"}),
        baseline=Design(accounts="v1"),
    ),
    "fee by float": Mutant(Design(store=_FeeByFloat), GENERIC, calm=True),
    **EDGE_MUTANTS,
    **POOL_MUTANTS,
    **AWARD_MUTANTS,
}
