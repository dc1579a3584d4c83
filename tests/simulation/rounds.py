"""A round is sold while its owner changes it and buyers leave, and money goes back at the worst time.

Who pays for what is no longer sold gets everything back; every other sale stands, and no intent of a round
that is gone can still be paid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.backoffice.privacy.erase import EraseUser, erase_user
from pulse.ports.store import DELETE_FIELD, Create, Delete, Merge, Write
from pulse.sales import (
    CompletePayment,
    CreatePaymentIntent,
    RefundPayment,
    RefundReason,
    complete_payment,
    create_payment_intent,
    find_open,
    refund_payment,
    revoke_all,
)
from stripe_emulator.errors import StripeError
from stripe_emulator.resources.payments import disputes, payment_intents
from stripe_emulator.world.state import PLATFORM
from tests.simulation.faults import HOUR
from tests.simulation.scheduler import EPOCH

if TYPE_CHECKING:
    from tests.simulation.verdict import Verdict
    from tests.simulation.world import SimulatedWorld

ROUND, TRAINER, OTHER_TRAINER = "round", "trainer1", "trainer2"
BUYERS = ("buyer1", "buyer2")
PRICE_CENTS = 10_000
TRIES_MAX = 6
SAME_MOMENT_SECONDS = 60
"""Clocks may differ by that much: which of two acts came first is not judged then."""


@dataclass
class Sales:
    """What became of the round and of its buyers, in UNIX seconds."""

    gone_at: float | None = None
    """When it was cancelled, withdrawn, made free or handed over."""
    intents: dict[str, str] = field(default_factory=dict)
    """The buyer of each intent that was handed out."""
    given_back: set[str] = field(default_factory=set)
    """Intents of which a refund or a dispute was begun."""


class Rounds:
    def __init__(self, world: SimulatedWorld) -> None:
        self.world, self.sales = world, world.sales
        self.random = Random(f"rounds {world.seed}")

    def set_scene(self) -> None:
        if self.random.random() >= self.world.profile.hostile:
            return
        world = self.world
        owner = OpenAccount(TRAINER, Role.CREATOR, actor=TRAINER)
        world.memory.commit([Create(f"users/{name}", {"id": name}) for name in (TRAINER, *BUYERS)])
        account_id = open_account(owner, ports=world.plain).account_id
        world.emulator.complete_onboarding(account_id, "active")
        apply_account(account_id, ports=world.plain)
        world.memory.commit([Create(f"challenges/{ROUND}", _round())])
        hours = 4 + self.random.random() * 8
        for buyer in BUYERS:
            self._at(self.random.random() * hours, lambda buyer=buyer: self._buy(buyer))
        self._at(self.random.random() * hours, self._change_round)
        if self.random.random() < 0.4:
            self._at(self.random.random() * hours, lambda: self._erase(BUYERS[0]))

    def _at(self, hours: float, happening: Callable[[], None]) -> None:
        self.world.scheduler.after(hours * HOUR, happening)

    # Owners

    def _change_round(self) -> None:
        """The owner changes the round past the rules, which refuse most of it once it is being sold."""
        kind, write = self.random.choice(tuple(self._changes().items()))
        self.world.faults.note(f"round_{kind}", "challenges")
        if kind not in {"repriced", "prolonged"}:
            self.sales.gone_at = self.world.scheduler.unix()
        self.world.memory.commit([write])
        self.world.changed(ROUND)

    def _changes(self) -> dict[str, Write]:
        where = f"challenges/{ROUND}"
        return {
            "cancelled": Merge(where, {"status": "cancelled"}),
            "withdrawn": Delete(where),
            "made_free": Merge(where, {"pricingInfo": {"isEnabled": False}}),
            "handed_over": Merge(where, {"ownerId": OTHER_TRAINER}),
            "repriced": Merge(where, {"pricingInfo": {"amount": self.random.choice((50, 99_900, "free"))}}),
            "prolonged": Merge(
                where, {"endDate": self.random.choice((DELETE_FIELD, "never", 4_102_444_800))}
            ),
        }

    # Buyers

    def _buy(self, buyer: str, tries: int = 1) -> None:
        """The app asks for an intent, again if it gets no answer, and pays it some time later."""

        def ask() -> None:
            command = CreatePaymentIntent(challenge_id=ROUND, buyer_id=buyer, actor=buyer)
            intent = create_payment_intent(command, ports=self.world.ports).payment_intent_id
            self.sales.intents[intent] = buyer
            if self.random.random() < 0.7:  # the others look at it and leave
                self._at(self.random.random() ** 2 * 6, lambda: self._pay(intent, buyer))

        def again() -> None:
            if tries < TRIES_MAX:
                self._at(0.2 * tries, lambda: self._buy(buyer, tries + 1))

        self.world.spawn(0, ask, again)

    def _pay(self, intent: str, buyer: str) -> None:
        try:
            paid = payment_intents.pay(self.world.emulator, intent, "pm_card_visa")
        except StripeError:
            return  # it was canceled: nothing is charged
        self.world.pump_webhooks()
        if paid["status"] != "succeeded":
            return
        self.world.faults.note("round_paid", "world")
        if self.random.random() < 0.6:
            command = CompletePayment(challenge_id=ROUND, payment_id=intent, actor=buyer)
            self.world.run_actor(lambda: complete_payment(command, ports=self.world.ports))
        if self.random.random() < 0.5:
            happening = self.random.choice((self._refund, self._dispute))
            self._at(self.random.random() ** 2 * 6, lambda: happening(intent))

    def _erase(self, buyer: str, tries: int = 1) -> None:
        def ask() -> None:
            erase_user(EraseUser(user_id=buyer, actor=buyer, reason="asked"), ports=self.world.ports)

        def again() -> None:
            if tries < TRIES_MAX:
                self._at(0.2 * tries, lambda: self._erase(buyer, tries + 1))

        self.world.faults.note("buyer_erased", "world")
        self.world.spawn(0, ask, again)

    # Money goes back

    def _refund(self, intent: str) -> None:
        self.sales.given_back.add(intent)
        self.world.faults.note("round_refunded", "world")
        command = RefundPayment(payment_id=intent, actor="admin", reason=RefundReason.REQUESTED_BY_CUSTOMER)
        self.world.run_actor(lambda: refund_payment(command, ports=self.world.ports))

    def _dispute(self, intent: str) -> None:
        world = self.world
        charge_id = world.plain.stripe.retrieve_payment_intent(intent).latest_charge
        charge = world.emulator.store.get(PLATFORM, "charge", charge_id)
        try:
            dispute_id = disputes.open_for(world.emulator, PLATFORM, charge)["id"]
        except StripeError:
            return  # everything was refunded already
        self.sales.given_back.add(intent)
        world.faults.note("round_disputed", "world")
        world.pump_webhooks()

        def settle() -> None:
            dispute = world.emulator.store.get(PLATFORM, "dispute", dispute_id)
            disputes.settle(world.emulator, PLATFORM, dispute, self.random.choice(("won", "lost")))
            world.pump_webhooks()

        self._at(self.random.random() * 6, settle)


def _round() -> dict[str, Any]:
    return {
        "title": "Morning Mobility",
        "ownerId": TRAINER,
        "status": "published",
        "startDate": EPOCH,
        "endDate": EPOCH + timedelta(days=30),
        "pricingInfo": {"isEnabled": True, "amount": PRICE_CENTS, "currency": "usd"},
    }


def follow_round(world: SimulatedWorld) -> None:
    """As the trigger on `challenges` does: what may take back the reason of an open payment is looked at."""
    revoke_all(find_open("challengeId", ROUND, ports=world.ports), ports=world.ports)


def judge_sales(world: SimulatedWorld, verdict: Verdict) -> None:
    for intent_id in sorted(world.sales.intents):
        _judge_sale(intent_id, world, verdict)


def _judge_sale(intent_id: str, world: SimulatedWorld, verdict: Verdict) -> None:
    buyer = world.sales.intents[intent_id]
    intent = world.plain.stripe.retrieve_payment_intent(intent_id)
    ends = [at for at in (world.sales.gone_at, _erased_at(world, buyer)) if at is not None]
    gone_at = min(ends, default=None)
    payment = world.memory.get(f"payments/{intent_id}")
    if payment is None:
        verdict.lost.append(f"payments/{intent_id}: not recorded")
    elif intent.status != "succeeded":
        if gone_at is not None and intent.status != "canceled":
            verdict.stuck.append(f"{intent_id}: it can still be paid, and the round is gone")
    else:
        charge = world.plain.stripe.retrieve_charge(intent.latest_charge)
        if intent_id in world.sales.given_back:
            return  # what goes back then is judged by the books
        _judge_paid(intent_id, charge, gone_at, payment.fields, verdict)


def _judge_paid(intent_id: str, charge: Any, gone_at: float | None, payment: Any, verdict: Verdict) -> None:
    """Who paid just before the round was gone has it, or has the money back: never neither, never both."""
    gone_by_then = gone_at is not None and charge.created > gone_at + SAME_MOMENT_SECONDS
    enrolled, back = payment.get("enrolledAt") is not None, charge.amount_refunded
    if gone_by_then and back != charge.amount:
        verdict.lost.append(f"{intent_id}: paid for what is gone, and not given back")
    if back and gone_at is None:
        verdict.lost.append(f"{intent_id}: given back, though the round stands")
    if (back, enrolled) not in {(0, True), (charge.amount, False)}:
        verdict.stuck.append(f"{intent_id}: {back} came back, enrolled is {enrolled}")


def _erased_at(world: SimulatedWorld, buyer: str) -> float | None:
    erasure = world.memory.get(f"erasures/{buyer}")
    return None if erasure is None else float(erasure.fields["requestedAt"].timestamp())
