"""Power is recorded before it is given, told to all administrators, and ends at once."""

from __future__ import annotations

import pytest

from pulse.backoffice import verify_audit
from pulse.ports import SignIn, StaffRole
from tests.doors.command_line.terminal import PRINCIPAL, run
from tests.world import START

REASON = ("--reason", "the first one")


@pytest.fixture
def signed_up(world):
    """Bob has a confirmed address, Eve has none."""
    world.sign_ins.known["bob"] = SignIn(START, email="bob@pulse.example", email_verified=True)
    world.sign_ins.known["eve"] = SignIn(START, email="eve@pulse.example")
    return world


def roles(world, uid="bob"):
    return {one.value for one in world.sign_ins.known[uid].roles}


def test_a_first_administrator_comes_to_be(signed_up):
    assert "Nobody has power" in run(signed_up, "admins", "list").text
    assert "Would make bob admin" in run(signed_up, "admins", "grant", "bob").text
    assert roles(signed_up) == set()

    answer = run(signed_up, "admins", "grant", "bob", *REASON, "--yes")

    assert (answer.code, roles(signed_up)) == (0, {"admin"})
    record = signed_up.store.get("administrators/bob").fields
    assert (record["roles"], record["by"]) == (["admin"], f"operator:{PRINCIPAL}")
    assert verify_audit("administrators/bob", store=signed_up.store) is None
    (alert,) = signed_up.alerts.raised
    assert (alert.cause, alert.subject, alert.announced) == (
        "administrator.granted",
        "administrators/bob",
        True,
    )
    listed = run(signed_up, "admins", "list")
    assert (listed.code, "bob admin by operator:" in listed.text) == (0, True)


def test_support_is_another_power(signed_up):
    run(signed_up, "admins", "grant", "bob", "--role", "support", *REASON, "--yes")
    run(signed_up, "admins", "grant", "bob", *REASON, "--yes")
    assert roles(signed_up) == {"admin", "support"}

    run(signed_up, "admins", "revoke", "bob", *REASON, "--yes")
    assert roles(signed_up) == {"support"}
    assert signed_up.store.get("administrators/bob").fields["roles"] == ["support"]


def test_power_that_ends_ends_every_sign_in(signed_up):
    run(signed_up, "admins", "grant", "bob", *REASON, "--yes")
    assert signed_up.sign_ins.ended == set()

    answer = run(signed_up, "admins", "revoke", "bob", *REASON, "--yes")

    assert (answer.code, roles(signed_up), signed_up.sign_ins.ended) == (0, set(), {"bob"})
    assert signed_up.alerts.causes() == ["administrator.granted", "administrator.revoked"]


@pytest.mark.parametrize(
    ("uid", "word"), [("eve", "(address_not_confirmed)"), ("nobody", "(user_not_found)")]
)
def test_who_cannot_be_recognised_is_given_nothing(signed_up, uid, word):
    answer = run(signed_up, "admins", "grant", uid, *REASON, "--yes")

    assert (answer.code, word in answer.text) == (3, True)
    assert signed_up.store.get(f"administrators/{uid}") is None


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_required(signed_up, reason):
    answer = run(signed_up, "admins", "grant", "bob", "--reason", reason, "--yes")

    assert (answer.code, "a reason is required" in answer.text) == (3, True)
    assert roles(signed_up) == set()


def test_there_is_no_power_without_a_record_and_a_repeat_finishes_it(signed_up):
    real = signed_up.sign_ins.set_role

    def silent(*_, **__):
        signed_up.sign_ins.silent = True
        signed_up.sign_ins._answer()

    signed_up.sign_ins.set_role = silent
    answer = run(signed_up, "admins", "grant", "bob", *REASON, "--yes")
    assert (answer.code, roles(signed_up)) == (3, set())
    assert signed_up.store.get("administrators/bob") is not None

    signed_up.sign_ins.silent, signed_up.sign_ins.set_role = False, real
    assert run(signed_up, "admins", "grant", "bob", *REASON, "--yes").code == 0
    assert roles(signed_up) == {"admin"}


def test_who_was_given_power_by_hand_is_listed_first_and_is_something_wrong(signed_up):
    run(signed_up, "admins", "grant", "bob", *REASON, "--yes")
    signed_up.sign_ins.known["zoe"] = SignIn(START, roles=frozenset({StaffRole.SUPPORT}))

    answer = run(signed_up, "admins", "list")

    assert answer.code == 1
    assert answer.text.index("zoe support No record gives support") < answer.text.index("bob admin")


def test_a_damaged_record_hides_nobody(signed_up):
    run(signed_up, "admins", "grant", "bob", *REASON, "--yes")
    signed_up.store.get("administrators/bob").fields["roles"] = 7

    assert "bob admin No record gives admin" in run(signed_up, "admins", "list").text
