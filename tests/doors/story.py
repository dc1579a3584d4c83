"""A world in which every operation has something to act on, and for each a call that succeeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pulse.accounts import OpenAccount, RefreshAccount, Role, open_account, refresh_account
from pulse.backoffice import Act, RequestAct, request_act
from pulse.ports.store import Create, Update
from pulse.prizes import AwardPrizes, award_prizes, prize_record_id
from pulse.sales import CompletePayment, CreatePaymentIntent, complete_payment, create_payment_intent
from tests.doors.cast import (
    ADMIN,
    BUYER,
    ENDED,
    FAN,
    OTHER,
    PAID_OUT,
    PEOPLE,
    QUITTER,
    ROUND,
    SECOND_ADMIN,
    STOPPED,
    SUPPORT,
    TRAINER,
    WINNER,
)
from tests.doors.expected import Sample
from tests.doors.operations import EXPECTED
from tests.doors.served import Served

__all__ = [
    "ADMIN", "BUYER", "ENDED", "FAN", "OTHER", "PAID_OUT", "PEOPLE", "QUITTER", "ROUND", "SECOND_ADMIN",
    "STOPPED", "SUPPORT", "TRAINER", "WINNER", "Sample", "Story",
]  # fmt: skip


class Story(Served):
    """The trainer sells a round, which the fan has bought; three challenges have ended, two are awarded."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.world.emulator.set_balance("usd", 1_000_000)
        self._documents()
        self._onboard(TRAINER, Role.CREATOR)
        self._onboard(WINNER, Role.WINNER)
        self.paid = self._bought(FAN)
        for challenge_id in (PAID_OUT, STOPPED):
            award_prizes(AwardPrizes(challenge_id, "system:test"), ports=self.world.ports)
        self._stop(self.stopped_record_id)
        self._asked_for(500)

    def samples(self) -> dict[str, Sample]:
        return {name: expected.sample(self) for name, expected in EXPECTED.items()}

    @property
    def prize_record_id(self) -> str:
        return prize_record_id(PAID_OUT, WINNER, int(self.ended_at.timestamp()))

    @property
    def stopped_record_id(self) -> str:
        return prize_record_id(STOPPED, FAN, int(self.ended_at.timestamp()))

    def erasure_of(self, user_id: str) -> None:
        """As an erasure begins; the person's token stays valid for an hour."""
        now = self.world.clock.now()
        begun = {"userId": user_id, "status": "started", "requestedBy": user_id, "reason": "asked"}
        self.world.store.commit([Create(f"erasures/{user_id}", {**begun, "requestedAt": now})])

    def _stop(self, record_id: str) -> None:
        """As after a refusal by Stripe that the code does not know."""
        stopped = {"status": "failed", "reason": "needs_review", "nextCheckAt": None}
        self.world.store.commit([Update(f"prizeRecords/{record_id}", stopped)])

    def _asked_for(self, refund_cents: int) -> None:
        asked = RequestAct(
            act=Act.REFUND_PAYMENT,
            subject_id=self.paid,
            actor=SECOND_ADMIN,
            reason="a gesture",
            amount=refund_cents,
        )
        request_act(asked, ports=self.world.ports)

    def _documents(self) -> None:
        now = self.world.clock.now()
        self.ended_at = now - timedelta(days=1)
        prize = {"isEnabled": True, "totalAmount": 10_000, "currency": "usd", "winnerCount": 1}
        ended = {
            "title": "Morning Mobility",
            "subtitle": "Seven days",
            "ownerId": [TRAINER],
            "status": "completed",
            "startDate": now - timedelta(days=8),
            "endDate": self.ended_at,
            "prizeMoney": {**prize, "distributionType": "winner_takes_all"},
        }
        on_sale = {
            "title": "Summer Round",
            "ownerId": TRAINER,
            "status": "published",
            "pricingInfo": {"isEnabled": True, "amount": 10_000, "currency": "usd"},
        }
        documents = {
            f"challenges/{ROUND}": on_sale,
            f"challenges/{ENDED}": ended,
            f"challenges/{PAID_OUT}": ended,
            f"challenges/{STOPPED}": ended,
        }
        for challenge_id, user_id in ((ENDED, WINNER), (PAID_OUT, WINNER), (STOPPED, FAN)):
            documents[f"user-challenge/{challenge_id}_{user_id}"] = {
                "challengeId": challenge_id,
                "userId": user_id,
                "username": "winner",
                "joinDate": now - timedelta(days=8),
                "isCompleted": True,
                "completedAt": now - timedelta(days=2),
                "pulsePoints": {"totalPoints": 120},
            }
        for user_id in PEOPLE:
            documents[f"users/{user_id}"] = {
                "id": user_id,
                "username": user_id,
                "email": f"{user_id}@example.com",
            }
        self.world.store.commit([Create(path, fields) for path, fields in documents.items()])

    def _onboard(self, user_id: str, role: Role) -> None:
        ports = self.world.ports
        link = open_account(OpenAccount(user_id, role, user_id), ports=ports)
        self.world.emulator.complete_onboarding(link.account_id)
        refresh_account(RefreshAccount(user_id, role, user_id), ports=ports)

    def _bought(self, user_id: str) -> str:
        ports = self.world.ports
        command = CreatePaymentIntent(challenge_id=ROUND, buyer_id=user_id, actor=user_id)
        intent = create_payment_intent(command, ports=ports)
        self.pay(intent.payment_intent_id)
        confirm = CompletePayment(challenge_id=ROUND, payment_id=intent.payment_intent_id, actor=user_id)
        complete_payment(confirm, ports=ports)
        return intent.payment_intent_id

    def pay(self, payment_intent_id: str) -> None:
        """As the buyer's app does with Stripe's own library."""
        self.world.sdk.v1.payment_intents.confirm(
            payment_intent_id,
            {"payment_method": "pm_card_visa", "return_url": "https://pulse.example/paid"},
        )
