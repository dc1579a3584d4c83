"""Two people at two terminals agree to what takes two; one person with two ways in does not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from pulse.backoffice import Act, ApproveAct, approve_act
from pulse.backoffice.approvals.refusals import SamePerson
from pulse.doors.command_line import app
from pulse.doors.command_line.session import Terminal
from pulse.outside.principal import LOCAL
from pulse.ports import SignIn, StaffRole
from pulse.prizes import pause_payouts
from tests.backoffice.approvals.test_approvals import approval
from tests.prizes import scene
from tests.world import START

ADMIN = frozenset({StaffRole.ADMIN})
REASON = ("--reason", "the bank was checked")


@pytest.fixture
def paused(world):
    """Payouts are paused; Ada and Bob are administrators, Sam is support, Eve's address is not confirmed."""
    for uid, roles, verified in (
        ("ada", ADMIN, True),
        ("bob", ADMIN, True),
        ("sam", frozenset({StaffRole.SUPPORT}), True),
        ("eve", ADMIN, False),
    ):
        world.sign_ins.known[uid] = SignIn(
            START, roles=roles, email=f"{uid}@pulse.example", email_verified=verified
        )
    pause_payouts(paused=True, actor="ada", reason="a drill", ports=world.ports)
    return world


def run(world, who, *arguments):
    terminal = Terminal(world.ports, lambda: who)
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, arguments, obj=terminal)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return SimpleNamespace(
        code=result.exit_code, text=" ".join(result.output.split()), lines=result.output.splitlines()
    )


def is_paused(world):
    return world.store.get("control/payouts").fields["paused"]


def requested(world, who="ada@pulse.example", *further):
    return run(world, who, "request", "resume-payouts", "payouts", *REASON, "--yes", *further)


def approved(world, who="bob@pulse.example", *further):
    return run(world, who, "approve", "resume-payouts", "payouts", *REASON, "--yes", *further)


def test_two_people_resume_payouts_from_two_terminals(paused):
    assert requested(paused).code == 0
    assert is_paused(paused)
    answer = approved(paused)

    assert (answer.code, is_paused(paused)) == (0, False)
    assert "Approved and used." in answer.text
    stored = approval(paused, Act.RESUME_PAYOUTS, "control/payouts")
    assert (stored.requested_by, stored.approved_by) == ("ada", "bob")


def test_one_person_is_one_person_in_the_app_and_at_a_terminal(paused):
    requested(paused)
    answer = approved(paused, "ada@pulse.example")
    assert (answer.code, is_paused(paused)) == (3, True)
    assert "you requested this" in answer.text

    with pytest.raises(SamePerson):
        approve_act(
            ApproveAct(act=Act.RESUME_PAYOUTS, subject_id="payouts", actor="ada", reason="x"),
            ports=paused.ports,
        )


@pytest.mark.parametrize(
    "who",
    ["sam@pulse.example", "eve@pulse.example", "deploy@demo.iam.gserviceaccount.com", "nobody@pulse.example"],
)
def test_who_is_no_administrator_neither_requests_nor_approves(paused, who):
    answer = requested(paused, who)
    assert (answer.code, "(not_an_administrator)" in answer.text) == (3, True)
    assert paused.store.get("approvals/resume-payouts_control_payouts") is None

    requested(paused)
    assert approved(paused, who).code == 3
    assert is_paused(paused)


def test_a_party_to_the_money_is_recognised_at_a_terminal(world, paused):
    (record,) = scene.awarded(world, "bob")
    world.store.commit([])
    answer = run(world, "bob@pulse.example", "request", "pay-prize", record.id, *REASON, "--yes")

    assert answer.code == 3
    assert world.store.get(f"approvals/pay-prize_prizeRecords_{record.id}") is None


def test_without_yes_it_shows_what_would_be_approved_and_does_nothing(paused):
    assert "Would request" in run(paused, "ada@pulse.example", "request", "resume-payouts", "payouts").text
    assert paused.store.get("approvals/resume-payouts_control_payouts") is None
    requested(paused)

    answer = run(paused, "bob@pulse.example", "approve", "resume-payouts", "payouts")
    assert "requested by ada" in answer.text
    assert "Would approve this" in answer.text
    assert is_paused(paused)


def test_what_waits_is_listed_with_the_line_that_approves_it(paused):
    assert "Nothing waits for a second administrator." in run(paused, "x", "approvals").text
    requested(paused)

    answer = run(paused, "x", "approvals")
    assert 'approve resume-payouts payouts --reason "..." --yes' in answer.text
    assert "the bank was checked" in answer.text
    assert max(map(len, answer.lines)) <= 80


def test_what_is_not_requested_or_expired_is_not_approved(paused):
    assert approved(paused).code == 1
    requested(paused)
    paused.clock.advance(days=2)

    assert "No open request of resume-payouts" in approved(paused).text
    assert is_paused(paused)


def test_a_reason_is_required(paused):
    answer = run(paused, "ada@pulse.example", "request", "resume-payouts", "payouts", "--yes")
    assert (answer.code, "a reason has 1 to 500 characters" in answer.text) == (3, True)


def test_in_the_local_world_an_administrator_is_named(paused):
    assert "--as UID" in requested(paused, LOCAL).text
    assert requested(paused, LOCAL, "--as", "sam").code == 3
    assert requested(paused, LOCAL, "--as", "ada").code == 0
    assert approved(paused, LOCAL, "--as", "bob").code == 0
    assert not is_paused(paused)


def test_elsewhere_nobody_names_another(paused):
    answer = requested(paused, "ada@pulse.example", "--as", "bob")
    assert (answer.code, "--as is for the local world" in answer.text) == (2, True)
