"""Pay one prize: reserve (claim the record, store the attempt), act (one transfer), record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from pulse import log
from pulse.accounts import (
    try_to_apply_account,
)
from pulse.alerts import notify_missing_right
from pulse.attempts import PRIZE, Attempt, new_lease, was_refused_at_once
from pulse.documents import is_first_systems
from pulse.errors import Conflict, RecordDamaged, StripeNotPermitted, StripeRefused, StripeUnavailable
from pulse.ledger import HEAD, Change, commit_update, existing
from pulse.pools import PoolUnreadable
from pulse.ports import Document, Ports
from pulse.ports.store import Merge, Unchanged, Update, Write
from pulse.ports.stripe_objects import Transfer
from pulse.prizes.allot_own_money import allot_own_money
from pulse.prizes.fan_out import queue_again
from pulse.prizes.holds import hold_writes
from pulse.prizes.line import turn_fields
from pulse.prizes.notices import alert_of, alert_of_silence, notice_writes
from pulse.prizes.pool_conditions import while_asked
from pulse.prizes.protocol import PROTOCOL, Protocol
from pulse.prizes.read_situation import Read, read_situation
from pulse.prizes.reasons import NEXT_ACTION, SENTENCES, WAITS_FOR_ACCOUNT, Reader, Reason
from pulse.prizes.record_transfer import record_transfer
from pulse.prizes.records import (
    CONTROL_FUNDS,
    PrizeRecord,
    PrizeStatus,
    prize_path,
)
from pulse.prizes.rules import Decision, Situation, Step
from pulse.prizes.screening import alert_unusual
from pulse.prizes.sent_before import find_sent_since
from pulse.prizes.wake_funds import try_to_report_breach, try_to_wake_funds


@dataclass(frozen=True, slots=True)
class PayPrize:
    prize_record_id: str
    actor: str
    if_due: bool = False
    """Do nothing before the next try is due. Tasks set it; a request by a person always runs."""
    by_admin: bool = False
    """An administrator asks for it: so it may be paid although nobody paid in for it (decision 1703)."""


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    record: PrizeRecord
    repeat: bool = False
    """Another worker has the record: deliver the task again."""
    already: bool = False
    """The record was settled before this call."""
    username: str | None = None
    """The winner's username, from their user document."""


def pay_prize(command: PayPrize, *, ports: Ports, protocol: Protocol = PROTOCOL) -> PaymentOutcome:
    """Pay the prize, or store in its record why it is not paid yet. Safe to call any number of times.

    Raises *NotFound* for an unknown record and *StoreUnavailable* when Firestore does not answer. Stripe's
    refusals and silences are in the outcome.
    """
    return Worker(command, ports, protocol).run()


class Worker:
    """One delivery going through the protocol (`docs/protocol.md`)."""

    def __init__(self, command: PayPrize, ports: Ports, protocol: Protocol = PROTOCOL) -> None:
        self.command = command
        self.ports = ports
        self.protocol = protocol
        self.started = ports.clock.monotonic()
        self.read = Read()
        self.passed = False
        """Whether a pass over own money was made for this delivery."""

    def run(self) -> PaymentOutcome:
        found = self.ports.store.get(prize_path(self.command.prize_record_id))
        document = existing(found, "prize record", code="prize_record_not_found")
        if is_first_systems(document.fields) or HEAD not in document.fields:
            # Nothing pays what this system has not recorded, or not yet adopted (decision 0802).
            kept = PrizeRecord.of(document)
            return PaymentOutcome(kept, already=kept.settled)
        try:
            outcome = self.work(document)
        except Conflict:
            # Another worker has changed the record since it was read, and continues: nothing is lost.
            outcome = PaymentOutcome(PrizeRecord.of(document), repeat=True)
        return replace(outcome, username=self.read.username)

    def work(self, document: Document) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        situation = self.situation(record)
        decision = self.protocol.first_step(
            record, situation, self.ports.settings, if_due=self.command.if_due
        )
        match decision.step:
            case Step.STOP:
                return PaymentOutcome(record, already=True)
            case Step.NOT_DUE:
                return PaymentOutcome(record)
            case Step.BUSY:
                return PaymentOutcome(record, repeat=True)
            case Step.WAIT:
                return self.wait(document, record, decision)
            case Step.SEND:
                held = self.held_back(document, record, situation)
                return held or self.act(self.reserve(document, record, decision, "prize.claimed"))
            case Step.LOOK_UP:
                document = self.reserve(document, record, decision, "prize.reclaimed")
                return self.look_up(document, situation)

    def wait(self, document: Document, record: PrizeRecord, decision: Decision) -> PaymentOutcome:
        """A prize that lacks nothing but own money gets its turn in a pass first."""
        if not self.may_be_allotted(record, decision):
            return self.set_aside(document, record, decision)
        try:
            document = self.allot(document, record)
        except StripeUnavailable as error:
            return self.unclear(document, error)
        return self.work(document)

    def may_be_allotted(self, record: PrizeRecord, decision: Decision) -> bool:
        """Once in a delivery, and not while our own money is below 0: then nothing leaves it.

        For a task of one that waits for funds already, a pass has decided; each sweep makes the next.
        """
        overdrawn = self.read.own is not None and self.read.own.is_overdrawn
        lacks_own = self.read.own_money is True and decision.reason is Reason.AWAITING_FUNDS
        is_decided = self.command.if_due and record.reason is Reason.AWAITING_FUNDS
        return lacks_own and not overdrawn and not is_decided and not self.passed

    def allot(self, document: Document, record: PrizeRecord) -> Document:
        """The record after a pass over own money, which may have marked it.

        Where our books or our rights do not say what is ours it stays as it is, and the sweep tries again.
        Raises *Conflict* when another pass begins at the same moment (the task is delivered again), and
        *StripeUnavailable* when Stripe does not say what the balance is.
        """
        self.passed = True
        try:
            allot_own_money(record.currency, asking=[record.id], ports=self.ports)
        except (StripeRefused, RecordDamaged, PoolUnreadable) as error:
            log.write("own_money.unknown", severity="WARNING", code=error.code)
            return document
        return existing(self.ports.store.get(document.path), "prize record", code="prize_record_not_found")

    def situation(self, record: PrizeRecord) -> Situation:
        asked = self.command.by_admin
        situation, self.read = read_situation(
            record, by_admin=asked, actor=self.command.actor, ports=self.ports
        )
        return situation

    def reserve(self, document: Document, record: PrizeRecord, decision: Decision, act: str) -> Document:
        """Store the intent and its key before Stripe is asked. Raises *Conflict* after a lost race.

        Raises *RecordDamaged* where the amounts do not add up: nothing is sent by what somebody edited.
        """
        if decision.step is Step.SEND and not record.adds_up:
            raise RecordDamaged(document.path, "winnerAmount and platformFee must add up to prizeAmount")
        now = self.ports.clock.now()
        taken = new_lease(self.ports.new_id(), now, seconds=self.ports.settings.lease_seconds)
        reason = Reason.RETRYING if decision.step is Step.SEND else while_asked(record)
        claimed = record.but(
            status=PrizeStatus.PROCESSING,
            reason=reason,
            next_action=NEXT_ACTION[reason],
            lease=taken if self.protocol.leases else None,
            attempt=decision.attempt or record.attempt,
            own_money=record.own_money if self.read.own_money is None else self.read.own_money,
            requested_by=self.command.actor if self.command.by_admin else record.requested_by,
            next_check_at=taken.until,
            version=record.version + 1,
            updated_at=now,
        )
        requires = self.requires() if decision.step is Step.SEND else []
        return commit_update(self.ports.store, document, claimed, self.change(act, now), *requires)

    def requires(self) -> list[Write]:
        """The pool as it was read: a contest, a new epoch or a new award version takes the claim back.

        So does a pass over own money, for a prize that is paid from it.
        """
        if not self.protocol.requires_pool:
            return []
        required = (self.read.pool, self.read.lock if self.read.own_money else None)
        return [Unchanged(one.path, one.version) for one in required if one is not None]

    def look_up(self, document: Document, situation: Situation) -> PaymentOutcome:
        """List, never search: at Stripe a list shows every write, and a search lags by up to a minute."""
        record = PrizeRecord.of(document)
        looked_up_at = self.ports.clock.now()
        try:
            transfers = self.protocol.find_transfers(record, self.ports)
        except (StripeUnavailable, StripeRefused) as error:
            return self.unclear(document, error)
        if found := self.protocol.settling(record, transfers):
            return PaymentOutcome(record_transfer(found, ports=self.ports, actor=self.command.actor))
        decision = self.protocol.step_after_look_up(record, situation, looked_up_at, self.ports.settings)
        if decision.step is not Step.SEND and self.may_be_allotted(record, decision):
            try:
                document = self.allot(document, record)
            except StripeUnavailable as error:
                return self.unclear(document, error)
            mine, record = record.lease, PrizeRecord.of(document)
            if record.lease != mine:
                raise Conflict("the pass took longer than the lease, and another worker has the prize")
            situation = self.situation(record)
            decision = self.protocol.step_after_look_up(record, situation, looked_up_at, self.ports.settings)
        if decision.step is not Step.SEND:
            return self.set_aside(document, record, decision)
        held = self.held_back(document, record, situation)
        return held or self.act(self.reserve(document, record, decision, "prize.resent"))

    def held_back(
        self, document: Document, record: PrizeRecord, situation: Situation
    ) -> PaymentOutcome | None:
        """A prize of the first system that it may have paid since: two administrators look at it."""
        try:
            found = find_sent_since(record, situation.account, self.read.known, ports=self.ports)
        except (StripeUnavailable, StripeRefused) as error:
            return self.unclear(document, error)
        if not found:
            return None
        self.read = replace(self.read, came_up=(*self.read.came_up, *found))
        return self.set_aside(document, record, Decision(Step.WAIT, Reason.HELD_FOR_APPROVAL))

    def act(self, document: Document) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        attempt = record.attempt
        assert attempt is not None  # noqa: S101 - reserved just now
        if not self.protocol.in_time(self.started, self.ports):
            # A worker that froze may wake while another generation is being sent: it must not send.
            return PaymentOutcome(record, repeat=True)
        try:
            transfer = self.send(record, attempt)
        except StripeUnavailable as error:
            return self.unclear(document, error)
        except StripeRefused as error:
            return self.refused(document, error)
        log.write(
            "transfer.created",
            prize_record_id=record.id,
            transfer_id=transfer.id,
            generation=attempt.generation,
        )
        return PaymentOutcome(
            record_transfer(transfer, ports=self.ports, actor=self.command.actor, document=document)
        )

    def send(self, record: PrizeRecord, attempt: Attempt) -> Transfer:
        """Made from frozen fields alone. Another body would have Stripe refuse the keys of open attempts."""
        source = {"source_type": attempt.source_type} if attempt.source_type else {}
        version = {"award_version": str(attempt.award_version)} if attempt.award_version else {}
        return self.ports.stripe.create_transfer(
            {
                "amount": record.winner_amount,
                "currency": record.currency,
                "destination": attempt.destination,
                **source,
                "description": f"Prize money for challenge: {record.challenge_title}",
                "transfer_group": record.transfer_group,
                "metadata": {
                    "prize_record_id": record.id,
                    "user_id": record.user_id,
                    "challenge_id": record.challenge_id,
                    "generation": str(attempt.generation),
                    **version,
                },
            },
            idempotency_key=attempt.key,
        )

    def unclear(self, document: Document, error: StripeUnavailable | StripeRefused) -> PaymentOutcome:
        """Stripe did not say. An attempt stays open: its transfer may exist, so it is looked up first."""
        record = PrizeRecord.of(document)
        chance = Random(self.ports.new_id()).random()  # noqa: S311 - spreads load, guards nothing
        delay = self.protocol.backoff(record.failures + 1, self.ports.settings, chance)
        now = self.ports.clock.now()
        reason = while_asked(record)
        waiting = record.but(
            reason=reason,
            next_action=NEXT_ACTION[reason],
            lease=None,
            failures=record.failures + 1,
            next_check_at=now + delay,
            version=record.version + 1,
            updated_at=now,
        )
        log.write("transfer.unclear", severity="WARNING", prize_record_id=record.id, error=error.code)
        self.save(document, waiting, "prize.unanswered")
        queue_again(waiting, delay, ports=self.ports)
        if isinstance(error, StripeNotPermitted):
            notify_missing_right(error, ports=self.ports)
        elif alert := alert_of_silence(waiting, error):
            self.ports.alerts.raise_alert(alert)
        return PaymentOutcome(waiting)

    def refused(self, document: Document, error: StripeRefused) -> PaymentOutcome:
        record = PrizeRecord.of(document)
        verdict = self.protocol.classify(error)
        now = self.ports.clock.now()
        attempt = record.attempt and record.attempt.but(
            closed=verdict.closes, closed_reason=error.stripe_code if verdict.closes else None
        )
        stopped = verdict.reason is Reason.NEEDS_REVIEW
        set_aside = record.but(
            status=PrizeStatus.FAILED if stopped else PrizeStatus.PENDING,
            reason=verdict.reason,
            next_action=NEXT_ACTION[verdict.reason],
            attempt=attempt,
            lease=None,
            failures=0,
            stopped_by=(error.stripe_code or f"http_{error.http_status}") if stopped else None,
            next_check_at=None
            if stopped
            else now + self.protocol.wait_for(verdict.reason, self.ports.settings),
            version=record.version + 1,
            updated_at=now,
        )
        if alert := alert_of(set_aside, error.stripe_code):
            self.ports.alerts.raise_alert(alert)
        self.save(document, set_aside, "prize.refused", *self.side_writes(set_aside))
        self.tell(set_aside, verdict.reason)
        self.follow_up(set_aside)
        return PaymentOutcome(set_aside)

    def follow_up(self, record: PrizeRecord) -> None:
        """What a stored refusal says about others: the state of the account, and who else waits for funds."""
        if record.reason is Reason.AWAITING_FUNDS:
            try_to_wake_funds(ports=self.ports)
        elif record.reason in WAITS_FOR_ACCOUNT and record.attempt and record.attempt.destination:
            try_to_apply_account(record.attempt.destination, ports=self.ports)

    def set_aside(self, document: Document, record: PrizeRecord, decision: Decision) -> PaymentOutcome:
        reason = decision.reason or Reason.RETRYING
        now = self.ports.clock.now()
        retry_at = now + self.protocol.wait_for(reason, self.ports.settings)
        waiting = record.but(
            status=PrizeStatus.PENDING,
            reason=reason,
            next_action=NEXT_ACTION[reason],
            lease=None,
            **self.hold_of(reason),
            requested_by=self.command.actor if self.command.by_admin else record.requested_by,
            next_check_at=max(decision.not_before, now) if decision.not_before else retry_at,
            version=record.version + 1,
            updated_at=now,
        )
        waiting = waiting.but(next_action=waiting.next_action_for(Reader.WINNER))
        patterns = self.read.came_up if reason is Reason.HELD_FOR_APPROVAL else ()
        before = (record.status, record.reason, record.lease, record.held, record.requested_by)
        after = (waiting.status, waiting.reason, None, waiting.held, waiting.requested_by)
        if before == after and not patterns:
            again = {"nextCheckAt": waiting.next_check_at}
            self.ports.store.commit([Update(document.path, again, document.version)])
        else:
            change = self.change("prize.postponed", now, reason=reason.value)
            writes = [*self.side_writes(waiting), *hold_writes(waiting, patterns, self.read.known)]
            commit_update(self.ports.store, document, waiting, change, *writes)
            self.tell(waiting, reason)
            alert_unusual(waiting, patterns, ports=self.ports)
            if reason is Reason.AWAITING_FUNDS and not self.read.own_money:
                try_to_report_breach(record.currency, ports=self.ports)
        return PaymentOutcome(waiting)

    def hold_of(self, reason: Reason) -> dict[str, object]:
        """Whatever has come up holds the prize, also one that two agreed to before they could know of it."""
        found = reason is Reason.HELD_FOR_APPROVAL and bool(self.read.came_up)
        return {"held": True, "approved_by": None} if found else {}

    def side_writes(self, record: PrizeRecord) -> list[Write]:
        """The writes beside a record that waits: the winner's notice, and the head of the line for funds."""
        writes = notice_writes(record, self.ports.settings, self.ports.clock.now())
        attempt, first = record.attempt, self.read.line.first
        refused = attempt is not None and was_refused_at_once(attempt, PRIZE)
        if record.reason is Reason.AWAITING_FUNDS and refused and not self.read.own_money:
            head = min(record.turn, first or record.turn)
            writes.append(Merge(CONTROL_FUNDS, {record.currency: turn_fields(head)}))
        return writes

    def tell(self, record: PrizeRecord, reason: Reason) -> None:
        """One line of the log for each new reason."""
        meaning = SENTENCES[reason].log
        log.write("prize.set_aside", prize_record_id=record.id, reason=reason.value, meaning=meaning)

    def save(self, document: Document, record: PrizeRecord, act: str, *others: Write) -> None:
        commit_update(self.ports.store, document, record, self.change(act, record.updated_at), *others)

    def change(self, act: str, at: datetime, *, reason: str | None = None) -> Change:
        return Change(act=act, actor=self.command.actor, at=at, reason=reason)
