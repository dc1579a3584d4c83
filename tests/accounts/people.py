"""People and their accounts, as the tests of this slice and others need them."""

from __future__ import annotations

from pulse.accounts import OpenAccount, RefreshAccount, Role, open_account, refresh_account
from pulse.ports.store import Create


def seed_user(world, user_id="u1", **fields):
    user = {"id": user_id, "username": f"name {user_id}", "email": f"{user_id}@example.com", **fields}
    world.store.commit([Create(f"users/{user_id}", user)])
    return user_id


def opened(world, user_id="u1", role=Role.CREATOR, **about):
    return open_account(OpenAccount(user_id, role, user_id, **about), ports=world.ports)


def refreshed(world, user_id="u1", role=Role.CREATOR):
    return refresh_account(RefreshAccount(user_id, role, user_id), ports=world.ports)


def onboarded(world, user_id="u1", role=Role.CREATOR, outcome="active"):
    """The Stripe account's id, after its owner has finished the form with that outcome."""
    if world.store.get(f"users/{user_id}") is None:
        seed_user(world, user_id)
    account_id = opened(world, user_id, role).account_id
    world.emulator.complete_onboarding(account_id, outcome)
    refreshed(world, user_id, role)
    return account_id


def user_fields(world, user_id="u1"):
    return world.store.get(f"users/{user_id}").fields


def record_fields(world, user_id="u1", role=Role.CREATOR):
    return world.store.get(f"{role.collection}/{user_id}").fields


def accounts_at_stripe(world):
    return world.stripe.list_accounts(created_from=0, created_to=2**31)


def audit_rows(world, path):
    subject = path.replace("/", "_")
    rows = []
    while row := world.store.get(f"auditLog/{subject}_{len(rows) + 1}"):
        rows.append(row.fields["act"])
    return rows
