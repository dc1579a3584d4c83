"""A world in which every operation has something to act on, and for each a call that succeeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from pulse.accounts import OpenAccount, RefreshAccount, Role, open_account, refresh_account
from pulse.backoffice import Act, RequestAct, RequestRefund, request_act, request_refund
from pulse.inbox import EventStatus, StoredEvent
from pulse.inbox.records import Endpoint
from pulse.pools import FundPrizePool, fund_prize_pool
from pulse.ports.store import Create, Update
from pulse.prizes import AwardPrizes, ContestAward, award_prizes, contest_award, prize_record_id
from pulse.sales import CompletePayment, CreatePaymentIntent, complete_payment, create_payment_intent
from pulse.settings import Settings
from tests.doors.cast import (
    ADMIN,
    BUYER,
    CONTESTED,
    ENDED,
    EVENT,
    FAN,
    OTHER,
    PAID_IN,
    PAID_OUT,
    PEOPLE,
    POOL,
    QUITTER,
    REVIEWED,
    RIVAL,
    ROUND,
    SECOND_ADMIN,
    STOPPED,
    SUPPORT,
    TRAINER,
    UNPAID,
    WINNER,
)
from tests.doors.expected import Sample
from tests.doors.operations import EXPECTED
from tests.doors.served import Served
from tests.world import START, TEST_SETTINGS, Moment, World

__all__ = [
    "ADMIN", "BUYER", "ENDED", "FAN", "OTHER", "PAID_OUT", "PEOPLE", "QUITTER", "ROUND", "SECOND_ADMIN",
    "STOPPED", "SUPPORT", "TRAINER", "WINNER", "Sample", "Story",
]  # fmt: skip


class Story(Served):
    """The trainer sells a round, which the fan has bought; three challenges have ended, two are awarded."""

    def __init__(self, settings: Settings = TEST_SETTINGS, start: datetime = START) -> None:
        super().__init__(settings, start)
        self.ended_at = self.world.clock.now() - timedelta(days=1)
        beginning, self.paid = _beginning(settings, start)
        self.world.back_to(beginning)

    def samples(self) -> dict[str, Sample]:
        return {name: expected.sample(self) for name, expected in EXPECTED.items()}

    @property
    def prize_record_id(self) -> str:
        return prize_record_id(PAID_OUT, WINNER, int(self.ended_at.timestamp()))

    @property
    def stopped_record_id(self) -> str:
        return _stopped_record_id(self.ended_at)

    def funding(self, challenge_id: str) -> str:
        """The payment intent by which the trainer pays into the challenge's pool."""
        return _funding(self.world, challenge_id)

    def erasure_of(self, user_id: str) -> None:
        """As an erasure begins; the person's token stays valid for an hour."""
        now = self.world.clock.now()
        begun = {"userId": user_id, "status": "started", "requestedBy": user_id, "reason": "asked"}
        self.world.store.commit([Create(f"erasures/{user_id}", {**begun, "requestedAt": now})])

    def pay(self, payment_intent_id: str) -> None:
        """As the buyer's app does with Stripe's own library."""
        _pay(self.world, payment_intent_id)


@cache
def _beginning(settings: Settings, start: datetime) -> tuple[Moment, str]:
    """The world in which every story begins, and the payment in it: played once, each story gets a copy."""
    world = World(settings, start=start)
    ended_at = world.clock.now() - timedelta(days=1)
    world.emulator.set_balance("usd", 1_000_000)
    _write_documents(world, ended_at)
    _onboard(world, TRAINER, Role.CREATOR)
    _onboard(world, WINNER, Role.WINNER)
    paid = _buy(world, FAN)
    for challenge_id in (PAID_IN, UNPAID):
        fund_prize_pool(
            FundPrizePool(challenge_id=challenge_id, payer_id=TRAINER, amount=10_000), ports=world.ports
        )
    _pay(world, _funding(world, PAID_IN))
    for challenge_id in (PAID_OUT, STOPPED, REVIEWED, CONTESTED):
        award_prizes(AwardPrizes(challenge_id, "system:test"), ports=world.ports)
    _review_longer(world)
    _contest(world)
    _stop(world, _stopped_record_id(ended_at))
    _ask_for_refund(world, paid, 500)
    _wish_for_refund(world, paid, 1_000)
    _hear(world)
    return world.moment(), paid


def _funding(world: World, challenge_id: str) -> str:
    return str(world.store.get(f"poolFundings/{challenge_id}_{TRAINER}_1").fields["paymentIntentId"])


def _stopped_record_id(ended_at: datetime) -> str:
    return prize_record_id(STOPPED, FAN, int(ended_at.timestamp()))


def _stop(world: World, record_id: str) -> None:
    """As after a refusal by Stripe that the code does not know."""
    stopped = {"status": "failed", "reason": "needs_review", "nextCheckAt": None}
    world.store.commit([Update(f"prizeRecords/{record_id}", stopped)])


def _review_longer(world: World) -> None:
    later = {"reviewUntil": world.clock.now() + timedelta(hours=1)}
    world.store.commit([Update(f"prizePools/{one}", later) for one in (REVIEWED, CONTESTED)])


def _contest(world: World) -> None:
    command = ContestAward(challenge_id=CONTESTED, user_id=FAN, placement=1, reason="not their own steps")
    contest_award(command, ports=world.ports)


def _ask_for_refund(world: World, payment_id: str, amount: int) -> None:
    asked = RequestAct(
        act=Act.REFUND_PAYMENT,
        subject_id=payment_id,
        actor=SECOND_ADMIN,
        reason="a gesture",
        amount=amount,
    )
    request_act(asked, ports=world.ports)


def _wish_for_refund(world: World, payment_id: str, amount: int) -> None:
    asked = RequestRefund(payment_id=payment_id, actor=TRAINER, reason="the buyer is ill", amount=amount)
    request_refund(asked, ports=world.ports)


def _hear(world: World) -> None:
    """As an event that was handled is kept."""
    now = world.clock.now()
    account_id = world.store.get(f"stripeConnect/{TRAINER}").fields["stripeAccountId"]
    event = StoredEvent(
        event_id=EVENT,
        type="account.updated",
        endpoint=Endpoint.CONNECT,
        account=account_id,
        object_id=account_id,
        object_type="account",
        created=now,
        status=EventStatus.DONE,
        attempts=1,
        received_at=now,
        handled_at=now,
        expire_at=now + timedelta(days=30),
    )
    world.store.commit([Create(event.path, event.fields())])


def _write_documents(world: World, ended_at: datetime) -> None:
    now = world.clock.now()
    prize = {"isEnabled": True, "totalAmount": 10_000, "currency": "usd", "winnerCount": 1}
    ended = {
        "title": "Morning Mobility",
        "subtitle": "Seven days",
        "ownerId": [TRAINER],
        "status": "completed",
        "startDate": now - timedelta(days=8),
        "endDate": ended_at,
        "prizeMoney": {**prize, "distributionType": "winner_takes_all"},
    }
    on_sale = {
        "title": "Summer Round",
        "ownerId": TRAINER,
        "status": "published",
        "pricingInfo": {"isEnabled": True, "amount": 10_000, "currency": "usd"},
    }
    running = {
        "title": "Autumn Steps",
        "ownerId": TRAINER,
        "status": "active",
        "endDate": now + timedelta(days=30),
        "prizeMoney": {"isEnabled": False},
    }
    documents = {
        f"challenges/{ROUND}": on_sale,
        f"challenges/{ENDED}": ended,
        f"challenges/{PAID_OUT}": ended,
        f"challenges/{STOPPED}": ended,
        f"challenges/{REVIEWED}": ended,
        f"challenges/{CONTESTED}": ended,
        **{f"challenges/{one}": running for one in (POOL, PAID_IN, UNPAID)},
    }
    ranked = [(ENDED, WINNER), (PAID_OUT, WINNER), (STOPPED, FAN)]
    ranked += [(one, person) for one in (REVIEWED, CONTESTED) for person in (RIVAL, FAN)]
    for challenge_id, user_id in ranked:
        documents[f"user-challenge/{challenge_id}_{user_id}"] = {
            "challengeId": challenge_id,
            "userId": user_id,
            "username": "winner",
            "joinDate": now - timedelta(days=8),
            "isCompleted": True,
            "completedAt": now - timedelta(days=2),
            "pulsePoints": {"totalPoints": 240 if user_id == RIVAL else 120},
        }
    for user_id in PEOPLE:
        documents[f"users/{user_id}"] = {
            "id": user_id,
            "username": user_id,
            "email": f"{user_id}@example.com",
        }
    world.store.commit([Create(path, fields) for path, fields in documents.items()])


def _onboard(world: World, user_id: str, role: Role) -> None:
    link = open_account(OpenAccount(user_id, role, user_id), ports=world.ports)
    world.emulator.complete_onboarding(link.account_id)
    refresh_account(RefreshAccount(user_id, role, user_id), ports=world.ports)


def _buy(world: World, user_id: str) -> str:
    command = CreatePaymentIntent(challenge_id=ROUND, buyer_id=user_id, actor=user_id)
    intent = create_payment_intent(command, ports=world.ports)
    _pay(world, intent.payment_intent_id)
    confirm = CompletePayment(challenge_id=ROUND, payment_id=intent.payment_intent_id, actor=user_id)
    complete_payment(confirm, ports=world.ports)
    return intent.payment_intent_id


def _pay(world: World, payment_intent_id: str) -> None:
    world.sdk.v1.payment_intents.confirm(
        payment_intent_id,
        {"payment_method": "pm_card_visa", "return_url": "https://pulse.example/paid"},
    )
