"""The record of an account changes in one commit with its audit row."""

from __future__ import annotations

import pytest

from pulse.accounts import (
    OpenAccount,
    Role,
    open_account,
)
from pulse.accounts.holder import load, save
from pulse.errors import Conflict
from pulse.ports.store import Update
from tests.people import (
    audit_rows,
    opened,
    seed_user,
)


def test_the_record_and_its_audit_row_are_one_commit(world):
    seed_user(world)
    opened(world)
    holder = load("u1", Role.CREATOR, ports=world.ports)
    world.store.commit([Update("stripeConnect/u1", {"email": "other@example.com"})])
    rows = audit_rows(world, "stripeConnect/u1")
    with pytest.raises(Conflict):
        save(holder, holder.account.disconnected(), act="x", actor="test", ports=world.ports)
    assert audit_rows(world, "stripeConnect/u1") == rows


def test_the_actor_of_each_change_is_on_record(world):
    seed_user(world)
    open_account(OpenAccount("u1", Role.CREATOR, "admin7"), ports=world.ports)
    assert world.store.get("auditLog/stripeConnect_u1_2").fields["actor"] == "admin7"
