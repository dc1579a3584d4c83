"""A restriction that no event tells of is noticed in time, with a bounded number of reads."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.accounts import Role, read_account
from pulse.backoffice.sweep.unheard_accounts import read_unheard
from pulse.batches.cursors import CURSORS_PATH
from pulse.errors import StripeUnavailable
from pulse.ports.store import Merge
from tests.counting import counted
from tests.people import onboarded
from tests.prizes import scene as prizes
from tests.sales.scene import TRAINER, sold
from tests.world import START, TEST_SETTINGS, World


@pytest.fixture(params=["v1", "v2"])
def world(request):
    return World(TEST_SETTINGS.model_copy(update={"stripe_accounts": request.param}))


def set_to(world, **settings):
    world.ports = replace(world.ports, settings=world.ports.settings.model_copy(update=settings))


def restricted(world, account_id):
    world.emulator.complete_onboarding(account_id, "restricted")


def state(world, user_id, role):
    return read_account(user_id, role, ports=world.ports).state


def swept(world, **delta):
    world.clock.advance(**delta)
    return read_unheard(ports=world.ports).done


def test_an_account_that_money_waits_for_is_read_within_the_hour(world):
    account_id = prizes.winner_account(world, "user_456")
    prizes.awarded(world, "user_456")
    swept(world)
    restricted(world, account_id)
    swept(world, minutes=59)
    assert state(world, "user_456", Role.WINNER) == "active"
    swept(world, minutes=1)
    assert state(world, "user_456", Role.WINNER) == "restricted"


def test_a_trainer_who_sold_within_a_day_is_read_within_the_hour(world):
    sold(world)
    swept(world)
    account_id = read_account(TRAINER, Role.CREATOR, ports=world.ports).stripe_account_id
    restricted(world, account_id)
    swept(world, hours=1)
    assert state(world, TRAINER, Role.CREATOR) == "restricted"


def test_everybody_else_is_read_within_a_week_and_not_before(world):
    account_id = onboarded(world)
    swept(world)
    restricted(world, account_id)
    swept(world, days=6, hours=23)
    assert state(world, "u1", Role.CREATOR) == "active"
    swept(world, hours=1)
    assert state(world, "u1", Role.CREATOR) == "restricted"


def test_no_hour_has_more_reads_than_are_allowed_and_all_have_their_turn(world):
    set_to(world, account_reads_per_hour=2)
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(5)}
    for account_id in accounts.values():
        restricted(world, account_id)
    for reads in (2, 0, 2, 0, 1, 0):
        trips, ports = counted(world.ports)
        read_unheard(ports=ports)
        read_unheard(ports=ports)
        assert len(trips.stripe_calls()) == reads
        world.clock.advance(minutes=30)
    assert {state(world, user_id, Role.CREATOR) for user_id in accounts} == {"restricted"}


@pytest.mark.parametrize(
    "stored",
    [
        "odd", 7, {}, {"since": "today", "reads": 1}, {"since": START}, {"since": START, "reads": "all"},
        {"since": START + timedelta(days=400), "reads": 10**6},
    ],
)  # fmt: skip
def test_a_count_that_cannot_be_read_stops_no_read(world, stored):
    account_id = onboarded(world)
    restricted(world, account_id)
    world.store.commit([Merge(CURSORS_PATH, {"accountReads": stored})])

    swept(world)

    assert state(world, "u1", Role.CREATOR) == "restricted"
    assert world.store.get(CURSORS_PATH).fields["accountReads"] == {"since": world.clock.now(), "reads": 1}


def test_when_time_is_up_the_next_run_begins_behind_the_last_account_that_was_read(world):
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(5)}
    for account_id in accounts.values():
        restricted(world, account_id)

    class After:
        def __init__(self, begun):
            self.left = begun

        @property
        def passed(self):
            self.left -= 1
            return self.left <= 0

    read = []
    for begun in (3, 2):
        trips, ports = counted(world.ports)
        result = read_unheard(limit=After(begun), ports=ports)
        read.append(len(trips.stripe_calls()))
        assert result.done == read[-1]

    assert read == [3, 2]
    assert world.store.get(CURSORS_PATH).fields["accountReads"]["reads"] == 5
    assert {state(world, user_id, Role.CREATOR) for user_id in accounts} == {"restricted"}


def test_an_account_whose_record_cannot_be_read_holds_up_no_other_turn(world):
    prizes.winner_account(world, "user_456")
    prizes.awarded(world, "user_456")
    world.store.commit([Merge("winnerStripeConnect/user_456", {"state": "odd"})])
    account_id = onboarded(world)
    restricted(world, account_id)

    assert read_unheard(ports=world.ports).problems
    assert state(world, "u1", Role.CREATOR) == "restricted"


@pytest.mark.parametrize("answered", [0, 3])
def test_an_outage_takes_nobodys_turn(world, answered):
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(8)}
    swept(world)
    for account_id in accounts.values():
        restricted(world, account_id)
    world.clock.advance(days=7)
    faults = world.emulator.faults
    faults.add("timeout_before", method="GET", path="/accounts/", skip=answered, count=3)
    with pytest.raises(StripeUnavailable):
        read_unheard(ports=world.ports)

    swept(world, minutes=5)

    assert {state(world, user_id, Role.CREATOR) for user_id in accounts} == {"restricted"}


def silent_about(world, account_id, count=1):
    world.emulator.faults.add("timeout_before", method="GET", path=f"/accounts/{account_id}", count=count)


def test_one_read_without_an_answer_is_made_again_within_the_hour_and_not_in_a_week(world):
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(5)}
    for account_id in accounts.values():
        restricted(world, account_id)
    silent_about(world, accounts["u2"])

    swept(world)

    read = {user_id for user_id in accounts if state(world, user_id, Role.CREATOR) == "restricted"}
    assert read == set(accounts) - {"u2"}
    swept(world, minutes=1)
    assert state(world, "u2", Role.CREATOR) == "restricted"
    assert world.store.get(CURSORS_PATH).fields["unansweredReads"] == []


def test_an_account_that_never_answers_is_asked_twice_an_hour_and_holds_up_nobody(world):
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(3)}
    silent_about(world, accounts["u0"], count=20)
    swept(world)
    for account_id in accounts.values():
        restricted(world, account_id)
    trips, ports = counted(world.ports)
    for _ in range(24):
        world.clock.advance(minutes=5)
        read_unheard(ports=ports)
    assert len(trips.stripe_calls()) == 4
    world.clock.advance(days=7)
    read_unheard(ports=ports)
    assert [state(world, f"u{n}", Role.CREATOR) for n in range(3)] == ["active", "restricted", "restricted"]


def test_many_accounts_that_never_answer_take_no_turn_from_the_others(world):
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(12)}
    never = [f"u{n}" for n in range(6)]
    for user_id in never:
        silent_about(world, accounts[user_id], count=1000)
    for account_id in accounts.values():
        restricted(world, account_id)

    for _ in range(6):
        with suppress(StripeUnavailable):
            read_unheard(ports=world.ports)
        world.clock.advance(minutes=5)

    states = {user_id: state(world, user_id, Role.CREATOR) for user_id in accounts}
    assert states == {one: "active" if one in never else "restricted" for one in accounts}


def test_reads_that_are_made_again_are_within_the_hours_allowance(world):
    accounts = {f"u{n}": onboarded(world, f"u{n}") for n in range(4)}
    for account_id in accounts.values():
        restricted(world, account_id)
    silent_about(world, accounts["u0"])
    silent_about(world, accounts["u1"])
    swept(world)
    set_to(world, account_reads_per_hour=4)
    swept(world, minutes=59)
    assert [state(world, f"u{n}", Role.CREATOR) for n in range(2)] == ["active", "active"]
    set_to(world, account_reads_per_hour=1)
    for restricted_now in (1, 2):
        swept(world, minutes=60)
        states = [state(world, user_id, Role.CREATOR) for user_id in ("u0", "u1")]
        assert states.count("restricted") == restricted_now


@pytest.mark.parametrize(
    "stored",
    [
        "odd", 7, {"account": "acct_1"}, [7, None, {}, {"account": 7, "dueAt": START}, {"account": "a/b"}],
        [{"account": "a/b", "dueAt": START}, {"account": "acct_none", "dueAt": START}],
    ],
)  # fmt: skip
def test_what_is_kept_of_unanswered_reads_and_cannot_be_read_stops_no_read(world, stored):
    account_id = onboarded(world)
    restricted(world, account_id)
    world.store.commit([Merge(CURSORS_PATH, {"unansweredReads": stored})])

    swept(world)

    assert state(world, "u1", Role.CREATOR) == "restricted"
