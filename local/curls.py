"""A few calls to copy and run in the world that just started."""

from __future__ import annotations

from local.endpoints import Endpoints
from local.people import ADMIN, SECOND_ADMIN, TESTER, TRAINER, WINNER, Person
from local.places import Home


def curls(where: Endpoints, home: Home) -> list[tuple[str, str]]:
    """What each call shows, and the call."""

    def call(person: Person, operation: str, *, body: str = "") -> str:
        token = home.tokens / person.uid
        data = f" -H 'Content-Type: application/json' -d '{body}'" if body else ""
        return f'curl -s "{where.operation(operation)}" -H "Authorization: Bearer $(cat "{token}")"{data}'

    resume = '{"act": "resume-payouts", "subjectId": "payouts", "reason": "a drill"}'
    return [
        (
            "a trainer's account; open the link it returns to onboard",
            call(TESTER, "create-connected-account", body=f'{{"userId": "{TESTER.uid}"}}'),
        ),
        ("how far the onboarding is", call(TESTER, f"complete-stripe-onboarding?userId={TESTER.uid}")),
        ("a trainer's earnings", call(TRAINER, f"get-earnings?userId={TRAINER.uid}")),
        ("a winner's prizes", call(WINNER, f"get-winner-earnings?userId={WINNER.uid}")),
        ("start over with the onboarding", call(TESTER, f"reset-onboarding?userId={TESTER.uid}")),
        ("an administrator pauses all payouts", call(ADMIN, "pause-payouts", body='{"reason": "a drill"}')),
        ("and requests to resume them", call(ADMIN, "request-approval", body=resume)),
        ("which a second one approves", call(SECOND_ADMIN, "approve-request", body=resume)),
    ]
