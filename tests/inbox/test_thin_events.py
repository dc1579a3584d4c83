"""Thin events are hints like all others: whichever arrives, in any order, what counts is what Stripe says."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts import Role, read_account
from pulse.inbox import EventStatus, Receipt, StoredEvent, catch_up
from pulse.ports.store import Query
from tests.inbox.scene import handled, made_up, received, row, thin, worked
from tests.people import onboarded
from tests.prizes import scene as prizes
from tests.world import TEST_SETTINGS, World

_numbers = itertools.count(1)
RECIPIENT = "v2.core.account[configuration.recipient].capability_status_updated"
CHANGES = st.lists(st.sampled_from(["active", "restricted", "pending"]), min_size=1, max_size=5)


def state_of(world):
    return read_account("u1", Role.WINNER, ports=world.ports).state


def in_world(api="v1"):
    world = World(TEST_SETTINGS.model_copy(update={"stripe_accounts": api}))
    return world, onboarded(world, role=Role.WINNER)


def numbered(event_type, *args, **fields):
    return thin(event_type, *args, event_id=f"evt_test_65{next(_numbers)}", **fields)


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
@pytest.mark.parametrize("context", [None, "{account}", "org_1/{account}"])
def test_a_thin_event_makes_the_account_what_stripe_says_now(endpoint, context):
    world, account_id = in_world()
    world.emulator.complete_onboarding(account_id, "restricted")
    event = numbered(RECIPIENT, account_id, context=context and context.format(account=account_id))

    assert received(world, event, endpoint=endpoint, secret=f"whsec_{endpoint}") is Receipt.STORED
    worked(world)

    assert state_of(world) == "restricted"
    assert row(world, event.event_id).status is EventStatus.DONE


def events_about(account_id, state):
    """What Stripe may send about one change; the snapshot says what was true then."""
    snapshot = {
        "id": account_id,
        "object": "account",
        "details_submitted": True,
        "payouts_enabled": state == "active",
        "capabilities": {"transfers": "active" if state == "active" else "inactive"},
        "requirements": {"disabled_reason": None if state == "active" else "requirements.past_due"},
    }
    number = next(_numbers)
    return [
        made_up("account.updated", snapshot, event_id=f"evt_{number}", account=account_id),
        numbered(RECIPIENT, account_id, context=account_id),
        numbered("v2.core.account[requirements].updated", account_id),
        numbered("v1.account.updated", account_id, "account", context=account_id),
    ]


@pytest.mark.thorough
@given(changes=CHANGES, data=st.data())
def test_thin_and_snapshot_events_in_any_order_end_in_what_stripe_says(changes, data):
    """Some are lost, some come twice, all may come late; the last change is told at least once."""
    world, account_id = in_world()
    told = []
    for state in changes:
        world.emulator.complete_onboarding(account_id, state)
        told += data.draw(st.lists(st.sampled_from(events_about(account_id, state)), max_size=4))
        while told and data.draw(st.booleans()):
            handled(world, told.pop(data.draw(st.integers(0, len(told) - 1))))
    last = data.draw(st.sampled_from(events_about(account_id, changes[-1])))
    for event in data.draw(st.permutations([*told, last])):
        handled(world, event)

    assert state_of(world) == changes[-1]


def test_a_snapshot_that_says_active_opens_nothing():
    world, account_id = in_world()
    world.emulator.complete_onboarding(account_id, "restricted")
    for event in events_about(account_id, "active"):
        handled(world, event)
        assert state_of(world) == "restricted"
        assert not read_account("u1", Role.WINNER, ports=world.ports).ready_for_transfers


def test_a_thin_event_about_a_transfer_is_followed_as_its_snapshot_is(world):
    prizes.ready_winner(world)
    (record,) = prizes.awarded(world, "user_456")
    prizes.pay(world, record)
    prizes.take_back(world, prizes.read(world, record.id))
    transfer_id = prizes.read(world, record.id).stripe_transfer_id
    handled(world, numbered("v1.transfer.reversed", transfer_id, "transfer"))
    assert prizes.read(world, record.id).status == "reversed"


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
def test_a_ping_is_answered_and_ignored(world, endpoint):
    event = numbered("v2.core.event_destination.ping", "ed_test_1", "v2.core.event_destination")
    received(world, event, endpoint=endpoint, secret=f"whsec_{endpoint}")
    worked(world)
    assert row(world, event.event_id).status is EventStatus.IGNORED


def test_an_event_of_tomorrow_about_an_account_is_a_reason_to_look():
    world, account_id = in_world()
    world.emulator.complete_onboarding(account_id, "restricted")
    handled(world, numbered("v2.core.account[configuration.storer].closed_for_lunch", account_id))
    assert state_of(world) == "restricted"


def test_thin_events_that_never_arrived_are_fetched_into_the_inbox():
    world, account_id = in_world("v2")
    world.emulator.complete_onboarding(account_id, "restricted")
    assert state_of(world) == "active"
    catch_up(ports=world.ports)
    stored = [StoredEvent.of(document) for document in world.store.query(Query("stripeEvents"))]
    thin_ones = [event for event in stored if event.thin]
    assert {event.account for event in thin_ones} == {account_id}
    assert any(event.type.startswith("v2.core.account[") for event in thin_ones)
    worked(world)
    assert state_of(world) == "restricted"


def test_who_came_back_from_the_form_is_asked_of_the_event():
    world, account_id = in_world("v2")
    world.emulator.complete_onboarding(account_id, "restricted")
    asked = []

    class Returned:
        """Stripe, where one event says whose link it was."""

        def __getattr__(self, name):
            return getattr(world.stripe, name)

        def retrieve_returned_account(self, event_id, *, context):
            asked.append((event_id, context))
            return account_id

    plain, world.ports = world.ports, replace(world.ports, stripe=Returned())
    event = numbered("v2.core.account_link.returned", context="org_1")
    received(world, event)
    worked(world)
    world.ports = plain
    assert asked == [(event.event_id, "org_1")]
    assert state_of(world) == "restricted"
