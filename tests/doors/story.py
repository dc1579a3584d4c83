"""A world in which every operation has something to act on, and for each a call that succeeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pulse.accounts import OpenAccount, RefreshAccount, Role, open_account, refresh_account
from pulse.backoffice import Act, RequestAct, request_act
from pulse.ports.store import Create, Update
from pulse.prizes import AwardPrizes, award_prizes, prize_record_id
from pulse.sales import CompletePayment, CreatePaymentIntent, complete_payment, create_payment_intent
from tests.doors.served import Served

TRAINER, WINNER, BUYER, FAN, OTHER, QUITTER = (
    "trainer_1", "winner_1", "buyer_1", "fan_1", "other_1", "quitter_1",
)  # fmt: skip
SUPPORT, ADMIN, SECOND_ADMIN = "support_1", "admin_1", "admin_2"
PEOPLE = (TRAINER, WINNER, BUYER, FAN, OTHER, QUITTER, SUPPORT, ADMIN)
ROUND, ENDED, PAID_OUT, STOPPED = "round_1", "ended_1", "ended_2", "ended_3"


@dataclass(frozen=True)
class Sample:
    """*fields* that succeed when *owner* calls, or for an administrator's operation the administrator."""

    fields: dict[str, Any]
    owner: str


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
        trainer, winner = {"userId": TRAINER}, {"userId": WINNER}
        return {
            "create-connected-account": Sample(trainer, TRAINER),
            "create-winner-connected-account": Sample(
                {**winner, "challengeId": ENDED, "placement": "1"}, WINNER
            ),
            "complete-stripe-onboarding": Sample(trainer, TRAINER),
            "complete-winner-stripe-onboarding": Sample(winner, WINNER),
            "reset-onboarding": Sample(trainer, TRAINER),
            "reset-winner-onboarding": Sample(winner, WINNER),
            "get-dashboard-link": Sample({**trainer, "accountType": "creator"}, TRAINER),
            "get-winner-dashboard-link": Sample(winner, WINNER),
            "get-earnings": Sample(trainer, TRAINER),
            "get-winner-earnings": Sample(winner, WINNER),
            "create-payment-intent": Sample(
                {
                    "userId": BUYER,
                    "buyerId": BUYER,
                    "buyerEmail": "buyer@example.com",
                    "ownerId": TRAINER,
                    "connectedAccountId": "acct_1",
                    "challengeId": ROUND,
                    "amount": 10_000,
                    "currency": "usd",
                },
                BUYER,
            ),
            "complete-payment": Sample({"userId": FAN, "challengeId": ROUND, "paymentId": self.paid}, FAN),
            "refund-payment": Sample({"paymentId": self.paid, "amount": 1_000}, ADMIN),
            "cancel-prize": Sample({"prizeRecordId": self.prize_record_id, "reason": "a mistake"}, ADMIN),
            "hold-prize": Sample({"prizeRecordId": self.prize_record_id, "reason": "odd"}, ADMIN),
            "release-prize": Sample({"prizeRecordId": self.stopped_record_id, "reason": "looked at"}, ADMIN),
            "pause-payouts": Sample({"reason": "something is odd"}, ADMIN),
            "request-approval": Sample(
                {"act": "pay-prize", "subjectId": self.prize_record_id, "reason": "large"}, ADMIN
            ),
            "approve-request": Sample(
                {"act": "refund-payment", "subjectId": self.paid, "reason": "agreed"}, ADMIN
            ),
            "erase-user": Sample({"userId": QUITTER, "reason": "asked by letter"}, ADMIN),
            "delete-my-data": Sample({"userId": QUITTER}, QUITTER),
            "export-my-data": Sample({"userId": TRAINER}, TRAINER),
            "calculate-winners": Sample({"challengeId": ENDED}, TRAINER),
            "payout-prize-money": Sample({"prizeRecordId": self.prize_record_id}, ADMIN),
            "get-winner-prize-info": Sample(
                {"userId": WINNER, "challengeId": ENDED, "placement": "1"}, WINNER
            ),
        }

    @property
    def prize_record_id(self) -> str:
        return prize_record_id(PAID_OUT, WINNER, int(self.ended_at.timestamp()))

    @property
    def stopped_record_id(self) -> str:
        return prize_record_id(STOPPED, FAN, int(self.ended_at.timestamp()))

    def _stop(self, record_id: str) -> None:
        """As after a refusal of Stripe's that nobody knows."""
        stopped = {"status": "failed", "reason": "needs_review", "nextAttemptAt": None}
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
