"""For each callable, the signed-in people who may not call it, what they send, and the answer they get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.people import Person
from tests.e2e.js.scene import Sale, Scene, value_at


@dataclass(frozen=True)
class Reached:
    """What others reach for: a trainer with a sale, a winner, the owner of a challenge to be awarded."""

    sale: Sale
    prize_record_id: str
    ended: str
    asking_admin: Person
    """Has asked for the prize to be paid."""
    other: Person
    support: Person

    @property
    def owner(self) -> Person:
        return self.sale.trainer

    @classmethod
    def on(cls, scene: Scene) -> Reached:
        sale, admin = scene.sale(), scene.administrator()
        prize_record_id = scene.prize(sale.trainer)
        scene.does(admin, "requestApproval", act="pay-prize", subjectId=prize_record_id, reason="well known")
        ended = scene.ended(sale.trainer, sale.buyer)
        return cls(sale, prize_record_id, ended, admin, scene.person(), scene.person("support", support=True))

    def state(self, scene: Scene) -> dict[str, list[Any]]:
        """All that the refused calls would have changed."""
        uid, prize = self.owner.uid, self.prize_record_id
        watched = {
            f"users/{uid}": ("email", "creator.stripeAccountId", "creator.onboardingStatus"),
            f"stripeConnect/{uid}": ("stripeAccountId", "state"),
            f"winnerStripeConnect/{uid}": ("stripeAccountId",),
            f"payments/{self.sale.payment_id}": ("status", "refundedAmount"),
            f"prizeRecords/{prize}": ("status", "reason", "approvedBy", "released", "stripeTransferId"),
            f"approvals/pay-prize_prizeRecords_{prize}": ("status", "requestedBy", "approvedBy"),
            f"approvals/refund-payment_payments_{self.sale.payment_id}": ("status",),
            f"awards/{self.ended}": ("status",),
            f"purchases/{self.sale.challenge_id}_{self.other.uid}": ("paymentId",),
            f"erasures/{uid}": ("status",),
            "control/payouts": ("paused", "by"),
        }
        return {
            path: [value_at(scene.there(path), name) for name in names] for path, names in watched.items()
        }


@dataclass(frozen=True)
class MayNot:
    who: Person
    fields: Mapping[str, Any]
    code: str = "not_allowed"


Attempts = Callable[[Reached], list[MayNot]]


def _for_somebody_else(**fields: Any) -> Attempts:
    """By somebody else, in the person's name."""
    return lambda reached: [MayNot(reached.other, {"userId": reached.owner.uid, **fields})]


def _for_oneself_alone(**fields: Any) -> Attempts:
    """Not even by an administrator in the person's name."""
    return lambda reached: [
        MayNot(who, {"userId": reached.owner.uid, **fields}) for who in (reached.other, reached.asking_admin)
    ]


def _by_an_administrator(fields: Callable[[Reached], Mapping[str, Any]]) -> Attempts:
    """By nobody else: neither the person whom it is about, nor support."""
    return lambda reached: [
        MayNot(who, fields(reached)) for who in (reached.other, reached.owner, reached.support)
    ]


def _buys(reached: Reached) -> list[MayNot]:
    buying = {"challengeId": reached.sale.challenge_id}
    named = [{**buying, name: reached.owner.uid} for name in ("userId", "buyerId")]
    return [MayNot(who, fields) for who in (reached.other, reached.asking_admin) for fields in named]


def _completes(reached: Reached) -> list[MayNot]:
    theirs = {"challengeId": reached.sale.challenge_id, "paymentId": reached.sale.payment_id}
    return [
        MayNot(reached.other, theirs),
        MayNot(reached.other, {**theirs, "userId": reached.sale.buyer.uid}),
        MayNot(reached.owner, theirs),
    ]


def _awards(reached: Reached) -> list[MayNot]:
    ended = {"challengeId": reached.ended}
    return [MayNot(reached.other, ended), MayNot(reached.other, {**ended, "userId": reached.owner.uid})]


def _agrees(reached: Reached) -> list[MayNot]:
    asked = {"act": "pay-prize", "subjectId": reached.prize_record_id, "reason": "agreed"}
    by_nobody_else = _by_an_administrator(lambda _reached: asked)(reached)
    return [*by_nobody_else, MayNot(reached.asking_admin, asked, "same_person")]


def _prize(reached: Reached) -> dict[str, Any]:
    return {"prizeRecordId": reached.prize_record_id}


MAY_NOT: dict[str, Attempts] = {
    "createConnectedAccount": _for_somebody_else(),
    "createWinnerConnectedAccount": _for_somebody_else(),
    "completeStripeOnboarding": _for_somebody_else(),
    "completeWinnerStripeOnboarding": _for_somebody_else(),
    "resetOnboarding": _for_somebody_else(),
    "resetWinnerOnboarding": _for_somebody_else(),
    "getDashboardLink": _for_somebody_else(accountType="creator"),
    "getWinnerDashboardLink": _for_somebody_else(),
    "getEarnings": _for_somebody_else(),
    "getWinnerEarnings": _for_somebody_else(),
    "createPaymentIntent": _buys,
    "completePayment": _completes,
    "calculateWinners": _awards,
    "payoutPrizeMoney": _by_an_administrator(_prize),
    "getWinnerPrizeInfo": lambda reached: _for_somebody_else(challengeId=reached.ended, placement=1)(reached),
    "refundPayment": _by_an_administrator(lambda reached: {"paymentId": reached.sale.payment_id}),
    "cancelPrize": _by_an_administrator(lambda reached: {**_prize(reached), "reason": "a mistake"}),
    "holdPrize": _by_an_administrator(lambda reached: {**_prize(reached), "reason": "odd"}),
    "releasePrize": _by_an_administrator(lambda reached: {**_prize(reached), "reason": "looked at"}),
    "pausePayouts": _by_an_administrator(lambda _reached: {"reason": "something is odd"}),
    "requestApproval": _by_an_administrator(
        lambda reached: {"act": "refund-payment", "subjectId": reached.sale.payment_id, "reason": "a gesture"}
    ),
    "approveRequest": _agrees,
    "eraseUser": _by_an_administrator(lambda reached: {"userId": reached.owner.uid, "reason": "a letter"}),
    "deleteMyData": _for_oneself_alone(),
    "exportMyData": _for_somebody_else(),
}
