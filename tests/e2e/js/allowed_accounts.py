"""Allowed calls about a person's own accounts at Stripe."""

from __future__ import annotations

from typing import Any

from local.people import Person
from tests.e2e.js.may import ACCOUNT_ID, MOMENT, URL, Fields, Like, May
from tests.e2e.js.scene import Scene


def create_connected_account(scene: Scene) -> May:
    return _opens(scene, "creator", "stripeConnect")


def create_winner_connected_account(scene: Scene) -> May:
    challenge_id = scene.challenge(scene.person())
    return _opens(scene, "winner", "winnerStripeConnect", challengeId=challenge_id, placement="1")


def complete_stripe_onboarding(scene: Scene) -> May:
    person = scene.with_form_submitted("createConnectedAccount")
    return _finds_complete(person, "creator", "stripeConnect", {})


def complete_winner_stripe_onboarding(scene: Scene) -> May:
    person = scene.with_form_submitted("createWinnerConnectedAccount")
    return _finds_complete(person, "winner", "winnerStripeConnect", {"userId": person.uid})


def reset_onboarding(scene: Scene) -> May:
    return _resets(scene.trainer(), "creator", "stripeConnect")


def reset_winner_onboarding(scene: Scene) -> May:
    return _resets(scene.winner(), "winner", "winnerStripeConnect")


def get_dashboard_link(scene: Scene) -> May:
    return May(scene.trainer(), {"accountType": "creator"}, {"url": URL})


def get_winner_dashboard_link(scene: Scene) -> May:
    return May(scene.winner(), {}, {"url": URL})


def _opens(scene: Scene, role: str, collection: str, **fields: Any) -> May:
    person = scene.person()
    return May(
        person,
        {"userId": person.uid, **fields},
        {"accountLink": URL, "accountId": ACCOUNT_ID, "expiresAt": MOMENT},
        lambda answer: {
            f"{collection}/{person.uid}": {"stripeAccountId": answer["accountId"], "state": "created"},
            f"users/{person.uid}": {
                f"{role}.stripeAccountId": answer["accountId"],
                f"{role}.onboardingStatus": "incomplete",
            },
            f"/v1/accounts/{answer['accountId']}": {
                "metadata.user_id": person.uid,
                "metadata.role": role,
                "details_submitted": False,
            },
        },
    )


def _finds_complete(person: Person, role: str, collection: str, answer: Fields) -> May:
    return May(
        person,
        {"userId": person.uid},
        {"onboardingStatus": "complete", "accountState": "active", "hasStripeAccount": True, **answer},
        lambda _answer: {
            f"{collection}/{person.uid}": {"state": "active"},
            f"users/{person.uid}": {f"{role}.onboardingStatus": "complete"},
        },
    )


def _resets(person: Person, role: str, collection: str) -> May:
    return May(
        person,
        {},
        {"message": Like(".+")},
        lambda _answer: {
            f"{collection}/{person.uid}": {"stripeAccountId": None},
            f"users/{person.uid}": {
                f"{role}.stripeAccountId": None,
                f"{role}.onboardingStatus": "notStarted",
            },
        },
    )


ALLOWED = {
    "createConnectedAccount": create_connected_account,
    "createWinnerConnectedAccount": create_winner_connected_account,
    "completeStripeOnboarding": complete_stripe_onboarding,
    "completeWinnerStripeOnboarding": complete_winner_stripe_onboarding,
    "resetOnboarding": reset_onboarding,
    "resetWinnerOnboarding": reset_winner_onboarding,
    "getDashboardLink": get_dashboard_link,
    "getWinnerDashboardLink": get_winner_dashboard_link,
}
