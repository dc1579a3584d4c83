"""A call that is refused: who is signed in and tries it, with which fields, and what they are told."""

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
    """The administrator who asked for the prize to be paid."""
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
            f"refundRequests/{self.sale.payment_id}": ("status",),
            f"erasures/{uid}": ("status",),
            f"personHolds/{uid}": ("held",),
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
    status: str = "permission-denied"
    """Of the callable's error; `not-found` where strangers learn nothing, not even that it exists."""


Attempts = Callable[[Reached], list[MayNot]]


def naming_another(**fields: Any) -> Attempts:
    """Refused to another person who names this one."""
    return lambda reached: [MayNot(reached.other, {"userId": reached.owner.uid, **fields})]


def naming_another_even_as_administrator(**fields: Any) -> Attempts:
    """Refused to anyone who names this person, also to an administrator."""
    return lambda reached: [
        MayNot(who, {"userId": reached.owner.uid, **fields}) for who in (reached.other, reached.asking_admin)
    ]


def unless_administrator(fields: Callable[[Reached], Mapping[str, Any]]) -> Attempts:
    """Refused to everyone but an administrator: also to the person whom it is about, and to support."""
    return lambda reached: [
        MayNot(who, fields(reached)) for who in (reached.other, reached.owner, reached.support)
    ]


def prize(reached: Reached) -> dict[str, Any]:
    return {"prizeRecordId": reached.prize_record_id}
