"""What is counted before the steps is counted after them, and no second beginning hides a loss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import Role
from pulse.backoffice import verify_all
from pulse.backoffice.migration import (
    MigrationNotBegun,
    OtherMode,
    SumsChanged,
    begin,
    compare_sums,
    read_begun,
)
from pulse.ports.store import Delete, Merge
from tests.backoffice.migration import first_system as first
from tests.backoffice.migration.first_system import adopt_all
from tests.doors.command_line.terminal import run
from tests.people import audit_rows
from tests.prizes import scene

SUMS = "control/migrationSums"


@pytest.fixture
def pulse(world):
    """A trainer with a sale, a winner with a paid prize, and a winner known from their profile alone."""
    scene.funds(world, 10**8)
    world.trainer = first.person(world, "tom", Role.CREATOR)
    world.winner = first.person(world, "wilma")
    world.sale = first.sale(world, "tom", world.trainer)
    world.prize = first.prize(world, "wilma", world.winner)
    world.other = first.account(world, "petra", Role.WINNER)
    first.profile(world, "petra", winner={"stripeAccountId": world.other})
    return world


def begun(world, **how):
    return begin("operator:test", ports=world.ports, **how)


def differing(world):
    return {(one.kind, one.what) for one in compare_sums(ports=world.ports).lines if not one.agrees}


def test_whose_the_accounts_are_is_the_same_before_and_after_the_steps(pulse):
    begun(pulse)
    owners = {(one.role, one.type, one.country): one.accounts for one in read_begun(ports=pulse.ports).owners}
    assert owners == {("creator", "express", "US"): 1, ("winner", "express", "US"): 2}
    adopt_all(pulse)
    assert compare_sums(ports=pulse.ports).agrees


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_account_that_changes_hands_is_seen(pulse, when):
    begun(pulse)
    if when == "after":
        adopt_all(pulse)
    first.change(pulse, "winnerStripeConnect/wilma", stripeAccountId=pulse.other)
    assert ("accounts", "winner express US") in differing(pulse)


def test_an_account_that_is_lost_is_seen(pulse):
    begun(pulse)
    adopt_all(pulse)
    pulse.store.commit([Delete("stripeConnect/tom"), Merge("users/tom", {"creator": None})])
    assert differing(pulse) == {("accounts", "creator express US")}


def test_an_account_that_this_system_opens_meanwhile_is_no_difference(pulse):
    begun(pulse)
    adopt_all(pulse)
    pulse.clock.advance(hours=1)
    account = first.account(pulse, "nina", Role.WINNER)
    first.record(pulse, "nina", Role.WINNER, account, state="active", createdAt=pulse.clock.now())
    first.profile(pulse, "nina", winner={"stripeAccountId": account})
    assert differing(pulse) == set()


def test_a_second_beginning_that_counts_the_same_needs_no_reason(pulse):
    begun(pulse)
    adopt_all(pulse)
    pulse.clock.advance(hours=1)
    assert begun(pulse).agrees
    assert len(read_begun(ports=pulse.ports).former) == 1


@pytest.mark.parametrize("lost", ["sale", "prize"])
def test_a_second_beginning_does_not_hide_a_loss(pulse, lost):
    begun(pulse)
    before = pulse.store.get(SUMS).fields
    pulse.store.commit([Delete(getattr(pulse, lost))])
    with pytest.raises(SumsChanged):
        begun(pulse)
    assert pulse.store.get(SUMS).fields == before
    told = begun(pulse, reason="a duplicate, deleted by ada")
    assert [line.what for line in told.lines if not line.agrees] == ["all"]
    (former,) = read_begun(ports=pulse.ports).former
    assert [one.price for one in former.sums if one.kind != "accounts"] == [10_000, 10_000]
    assert read_begun(ports=pulse.ports).reason == "a duplicate, deleted by ada"


def test_each_beginning_is_in_the_audit_trail(pulse):
    begun(pulse)
    begun(pulse)
    assert audit_rows(pulse, SUMS) == ["first_system.counted", "first_system.counted"]
    assert verify_all(store=pulse.store) == []


def test_sums_that_cannot_be_read_are_no_beginning_and_are_replaced_for_a_reason_alone(pulse):
    begun(pulse)
    first.change(pulse, SUMS, sums="gone")
    with pytest.raises(MigrationNotBegun):
        compare_sums(ports=pulse.ports)
    with pytest.raises(SumsChanged):
        begun(pulse)
    begun(pulse, reason="edited by hand")
    assert compare_sums(ports=pulse.ports).waiting == 5


def test_sums_of_one_mode_of_stripes_are_not_compared_in_the_other(pulse):
    class Live:
        livemode = True

        def __getattr__(self, name):
            return getattr(pulse.stripe, name)

    begun(pulse)
    live = replace(pulse.ports, stripe=Live())
    with pytest.raises(OtherMode):
        compare_sums(ports=live)
    with pytest.raises(OtherMode):
        begin("operator:test", ports=live)


def test_the_command_shows_what_is_gone_and_asks_why(pulse):
    assert run(pulse, "migrate", "begin", "--yes").code == 0
    pulse.store.commit([Delete(pulse.sale)])
    refused = run(pulse, "migrate", "begin", "--yes")
    assert refused.code == 3
    assert "At the last beginning and now" in refused.text
    assert "DIFFERS" in refused.text
    done = run(pulse, "migrate", "begin", "--reason", "a duplicate", "--yes")
    assert (done.code, "DIFFERS" in done.text) == (0, True)
