"""What the tests expect of the operations on connected accounts."""

from __future__ import annotations

from typing import Any

from local.people import Person
from tests.doors.cast import ENDED, TRAINER, WINNER
from tests.doors.expected import GET_OR_POST, POST, Expected, Sample
from tests.e2e.js.may import ACCOUNT_ID, MOMENT, URL, Fields, Like, May
from tests.e2e.js.may_not import naming_another
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


def create_account_session(scene: Scene) -> May:
    return May(
        scene.trainer(),
        {"accountType": "creator", "components": ["notification_banner", "balances"]},
        {"clientSecret": Like(".+"), "expiresAt": MOMENT},
    )


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


TRAINERS = Sample({"userId": TRAINER}, TRAINER)
WINNERS = Sample({"userId": WINNER}, WINNER)

EXPECTED = {
    "create-connected-account": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: TRAINERS,
        may=create_connected_account,
        may_not=naming_another(),
        stripe_calls_max=2,
    ),
    "create-winner-connected-account": Expected(
        methods=POST,
        sample=lambda _story: Sample({"userId": WINNER, "challengeId": ENDED, "placement": "1"}, WINNER),
        may=create_winner_connected_account,
        may_not=naming_another(),
        stripe_calls_max=2,
    ),
    "complete-stripe-onboarding": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: TRAINERS,
        may=complete_stripe_onboarding,
        may_not=naming_another(),
        costly=False,
    ),
    "complete-winner-stripe-onboarding": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: WINNERS,
        may=complete_winner_stripe_onboarding,
        may_not=naming_another(),
        costly=False,
    ),
    "reset-onboarding": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: TRAINERS,
        may=reset_onboarding,
        may_not=naming_another(),
    ),
    "reset-winner-onboarding": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: WINNERS,
        may=reset_winner_onboarding,
        may_not=naming_another(),
    ),
    "get-dashboard-link": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER, "accountType": "creator"}, TRAINER),
        may=get_dashboard_link,
        may_not=naming_another(accountType="creator"),
    ),
    "create-account-session": Expected(
        methods=POST,
        sample=lambda _story: Sample(
            {"userId": TRAINER, "accountType": "creator", "components": ["documents"]}, TRAINER
        ),
        may=create_account_session,
        may_not=naming_another(accountType="creator"),
        stripe_calls_max=1,
    ),
    "get-winner-dashboard-link": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: WINNERS,
        may=get_winner_dashboard_link,
        may_not=naming_another(),
    ),
}
