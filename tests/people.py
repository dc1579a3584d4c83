"""People, their accounts and the challenges they take part in, made through the real use cases.

Every slice's tests start from these; what only one slice needs is in its own `scene.py`.
"""

from __future__ import annotations

from datetime import timedelta

from pulse.accounts import OpenAccount, RefreshAccount, Role, open_account, refresh_account
from pulse.ports.store import Create, Merge
from tests.world import START

ENDED = START - timedelta(hours=1)


def seed_user(world, user_id="u1", **fields):
    """The person's id; their document is created unless there is one."""
    if world.store.get(f"users/{user_id}") is None:
        user = {"id": user_id, "username": f"name {user_id}", "email": f"{user_id}@example.com", **fields}
        world.store.commit([Create(f"users/{user_id}", user)])
    return user_id


def opened(world, user_id="u1", role=Role.CREATOR, **about):
    return open_account(OpenAccount(user_id, role, user_id, **about), ports=world.ports)


def refreshed(world, user_id="u1", role=Role.CREATOR):
    return refresh_account(RefreshAccount(user_id, role, user_id), ports=world.ports)


def onboarded(world, user_id="u1", role=Role.CREATOR, outcome="active"):
    """The Stripe account's id, after its owner has finished the form with that outcome."""
    account_id = opened(world, seed_user(world, user_id), role).account_id
    world.emulator.complete_onboarding(account_id, outcome)
    refreshed(world, user_id, role)
    return account_id


def seed_challenge(world, challenge_id="ch", **fields):
    """The challenge's id: one of the trainer's that ended an hour ago, except for what *fields* say."""
    challenge = {
        "title": "Morning Mobility",
        "subtitle": "Stretch",
        "ownerId": "trainer",
        "status": "completed",
        "startDate": ENDED - timedelta(days=30),
        "endDate": ENDED,
        **fields,
    }
    world.store.commit([Merge(f"challenges/{challenge_id}", challenge)])
    return challenge_id


def seed_participant(world, user_id, challenge_id="ch", *, score=0, **fields):
    """The person's entry in the challenge, finished a day before its end."""
    entry = {
        "challengeId": challenge_id,
        "userId": user_id,
        "username": user_id,
        "joinDate": ENDED - timedelta(days=20),
        "completedAt": ENDED - timedelta(days=1),
        "isCompleted": True,
        "pulsePoints": {"totalPoints": score},
        **fields,
    }
    world.store.commit([Merge(f"user-challenge/{challenge_id}_{user_id}", entry)])


def user_fields(world, user_id="u1"):
    return world.store.get(f"users/{user_id}").fields


def record_fields(world, user_id="u1", role=Role.CREATOR):
    """The connected account's record, as it is stored."""
    return world.store.get(f"{role.collection}/{user_id}").fields


def accounts_at_stripe(world):
    return world.stripe.list_accounts(created_from=0, created_to=2**31)


def audit_rows(world, path):
    subject = path.replace("/", "_")
    rows = []
    while row := world.store.get(f"auditLog/{subject}_{len(rows) + 1}"):
        rows.append(row.fields["act"])
    return rows
