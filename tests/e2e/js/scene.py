"""People, rounds and prizes that only these tests use, so they may pause, pay and erase them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from google.cloud.firestore import FieldFilter

from local.people import Auth, Person
from local.story import onboarding_form
from local.story.expect import eventually
from local.story.stage import Stage
from tests.e2e.js.app import App

ROUND_CENTS = PRIZE_CENTS = 10_000
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Sale:
    trainer: Person
    buyer: Person
    challenge_id: str
    payment_id: str


@dataclass(frozen=True)
class Scene:
    stage: Stage
    app: App

    def does(self, who: Person, name: str, /, **fields: Any) -> Mapping[str, Any]:
        """The answer to a call that must succeed."""
        outcome = self.app.call(who, name, **fields)
        assert outcome.ok, (name, outcome)
        return outcome.answer

    def there(self, path: str) -> Mapping[str, Any]:
        """A document, or what Stripe has at a path that begins with `/v1/`; empty if there is nothing."""
        if path.startswith("/v1/"):
            return self.stage.stripe.raw_request("get", path).data
        return self.stage.document(path)

    def person(self, name: str = "person", *, phone: str = "", **claims: Any) -> Person:
        """A new person who can sign in and has a user document."""
        uid = f"js_{name}_{next(_numbers)}"
        person = Person(uid, f"name_of_{uid}", f"{uid}@example.com", claims, phone)
        Auth(self.stage.where.auth).create(person)
        self.stage.store.document(f"users/{uid}").set(person.document())
        return person

    def administrator(self) -> Person:
        """Signs in with a password and a code by phone."""
        return self.person("admin", phone=f"+1555556{next(_numbers):04}", admin=True)

    def with_form_submitted(self, create: str) -> Person:
        person = self.person()
        onboarding_form.submit(self.does(person, create)["accountLink"])
        return person

    def trainer(self) -> Person:
        trainer = self.with_form_submitted("createConnectedAccount")
        self.does(trainer, "completeStripeOnboarding")
        return trainer

    def winner(self) -> Person:
        winner = self.with_form_submitted("createWinnerConnectedAccount")
        self.does(winner, "completeWinnerStripeOnboarding")
        return winner

    def challenge(self, owner: Person, *, ends_in: timedelta = timedelta(days=30)) -> str:
        """A round of it can be bought; one winner takes the prize."""
        name, now = f"js_challenge_{next(_numbers)}", datetime.now(UTC)
        document = {
            "id": name,
            "title": "Evening Stretch",
            "subtitle": "Ten minutes before bed",
            "ownerId": owner.uid,
            "status": "active",
            "startDate": now - timedelta(days=30),
            "endDate": now + ends_in,
            "pricingInfo": {"isEnabled": True, "amount": ROUND_CENTS, "currency": "usd"},
            "prizeMoney": {
                "isEnabled": True,
                "totalAmount": PRIZE_CENTS,
                "currency": "usd",
                "winnerCount": 1,
                "distributionType": "winner_takes_all",
            },
        }
        self.stage.store.document(f"challenges/{name}").set(document)
        return name

    def ended(self, owner: Person, first: Person) -> str:
        """A challenge that has ended and is not awarded yet. With fewer than two the prize would be held."""
        name = self.challenge(owner, ends_in=timedelta(minutes=-1))
        for person, points in ((first, 980), (self.person(), 700)):
            entry = {
                "id": f"{name}_{person.uid}",
                "challengeId": name,
                "userId": person.uid,
                "username": person.username,
                "joinDate": datetime.now(UTC) - timedelta(days=29),
                "isCompleted": True,
                "completedAt": datetime.now(UTC) - timedelta(days=1),
                "pulsePoints": {"totalPoints": points},
            }
            self.stage.store.document(f"user-challenge/{entry['id']}").set(entry)
        return name

    def order(self) -> Sale:
        """The buyer has paid at Stripe, and we have no event about it yet."""
        trainer, buyer = self.trainer(), self.person()
        challenge_id = self.challenge(trainer)
        payment_id = self.does(buyer, "createPaymentIntent", challengeId=challenge_id)["paymentIntentId"]
        card = {"payment_method": "pm_card_visa", "return_url": self.stage.where.hosting}
        self.stage.stripe.v1.payment_intents.confirm(payment_id, card)
        return Sale(trainer, buyer, challenge_id, payment_id)

    def sale(self) -> Sale:
        sale = self.order()
        self.does(sale.buyer, "completePayment", challengeId=sale.challenge_id, paymentId=sale.payment_id)
        return sale

    def prize(self, winner: Person, *, waits_for: str = "awaiting_account") -> str:
        """The id of the record of a reviewed prize, once the queue has found why it cannot be paid."""
        owner = self.person()
        awarded = self.does(owner, "calculateWinners", challengeId=self.ended(owner, winner))
        (record,) = awarded["prizeRecords"]
        path = f"prizeRecords/{record['id']}"
        eventually(f"{path} waiting", lambda: self.there(path), lambda seen: seen["reason"] == waits_for)
        pool = f"prizePools/{self.there(path)['challengeId']}"
        eventually(f"the review of {pool} over", lambda: self.there(pool), _reviewed)
        return record["id"]

    def unpaid_prize(self, winner: Person) -> str:
        """A prize that could be paid now but is not checked for an hour: it was awarded during a pause."""
        self.does(self.administrator(), "pausePayouts", reason="a prize is to wait")
        prize_record_id = self.prize(winner, waits_for="payouts_paused")
        self.resume_payouts()
        return prize_record_id

    def stopped_prize(self, winner: Person) -> str:
        """As after an unknown refusal by Stripe."""
        prize_record_id = self.prize(winner)
        stopped = {"status": "failed", "reason": "needs_review", "nextCheckAt": None}
        self.stage.store.document(f"prizeRecords/{prize_record_id}").update(stopped)
        return prize_record_id

    def event_about(self, trainer: Person) -> str:
        """The id of one of Stripe's events about the trainer's account, once it is handled."""
        account_id = self.there(f"stripeConnect/{trainer.uid}")["stripeAccountId"]
        events = self.stage.store.collection("stripeEvents")
        about = events.where(filter=FieldFilter("objectId", "==", account_id))

        def handled() -> list[str]:
            return [one.id for one in about.get() if one.to_dict()["status"] == "done"]

        return eventually(f"an event about {account_id}", handled, bool)[0]

    def resume_payouts(self) -> None:
        """By two administrators. Nothing happens if payouts are not paused."""
        if self.there("control/payouts").get("paused"):
            resume = {"act": "resume-payouts", "subjectId": "payouts", "reason": "all is well"}
            self.does(self.administrator(), "requestApproval", **resume)
            self.does(self.administrator(), "approveRequest", **resume)


def value_at(document: Any, name: str) -> Any:
    """*name* reaches inside: `summary.totalWins`, `sales.0.id`. None where there is nothing."""

    def inner(outer: Any, part: str) -> Any:
        if isinstance(outer, list):
            return outer[int(part)] if int(part) < len(outer) else None
        return (outer or {}).get(part)

    return reduce(inner, name.split("."), document)


def _reviewed(pool: dict) -> bool:
    """Claims begin a second after the review in the local world; another second is for its clocks."""
    until = pool.get("reviewUntil")
    return until is not None and datetime.now(UTC) > until + timedelta(seconds=2)
