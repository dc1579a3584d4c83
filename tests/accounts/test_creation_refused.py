"""A creation that Stripe refuses, in both APIs: no second account, and people hear why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import AccountCreationRefused, Role, read_account
from pulse.errors import Busy, StripeRefused, StripeUnavailable
from pulse.outside.alerting import GroupedAlerts
from pulse.ports.store import Update
from tests.people import accounts_at_stripe, opened, record_fields, seed_user
from tests.world import TEST_SETTINGS, World

SMALL = ("transfers",)
"""What Stripe refuses winners of a platform that is not approved for it."""
WIDE = ("card_payments", "transfers")
MINUTE, HOUR = 60, 3_600


def set_to(world, **settings):
    world.ports = replace(world.ports, settings=world.ports.settings.model_copy(update=settings))


def world_of(api, capabilities=SMALL):
    world = World(
        TEST_SETTINGS.model_copy(update={"stripe_accounts": api, "winner_capabilities": capabilities})
    )
    seed_user(world)
    return world


def refused(world):
    with pytest.raises(AccountCreationRefused):
        opened(world, role=Role.WINNER)


def unanswered(world, fault="timeout_before"):
    world.emulator.faults.add(fault, method="POST", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world, role=Role.WINNER)


def held(world):
    return record_fields(world, role=Role.WINNER)


def executed_late(world):
    """Stripe executes a request that was sent and never answered."""
    creation = read_account("u1", Role.WINNER, ports=world.ports).creation
    made = world.stripe.create_account_v2(creation.params, idempotency_key=creation.key)
    return made.id


def test_v2_runs_the_same_request_again_once_stripe_allows_it():
    world = world_of("v2")
    for _ in range(3):
        refused(world)
    world.emulator.state.settings["transfers_only_allowed"] = True
    link = opened(world, role=Role.WINNER)
    assert held(world)["creation"]["key"] == "account:winner:u1:g1"
    assert [one.id for one in accounts_at_stripe(world)] == [link.account_id]


def test_v2_opens_a_generation_for_a_request_that_is_another_one():
    world = world_of("v2")
    refused(world)
    set_to(world, winner_capabilities=WIDE)
    link = opened(world, role=Role.WINNER)
    assert held(world)["creation"]["key"] == "account:winner:u1:g2"
    assert [one.id for one in accounts_at_stripe(world)] == [link.account_id]


def test_what_was_reserved_is_sent_as_it_was_so_metadata_alone_opens_nothing():
    """The generation stands in the metadata: a request of the next one would differ in nothing else."""
    world = world_of("v2")
    refused(world)
    before = held(world)["creation"]["params"]
    refused(world)
    assert held(world)["creation"]["params"] == before
    assert held(world)["creation"]["generation"] == 1


def test_after_an_unanswered_send_another_request_waits_for_the_list():
    world = world_of("v2")
    unanswered(world)
    refused(world)
    set_to(world, winner_capabilities=WIDE)
    with pytest.raises(Busy):
        opened(world, role=Role.WINNER)
    assert accounts_at_stripe(world) == []
    world.clock.advance(seconds=HOUR + MINUTE)
    link = opened(world, role=Role.WINNER)
    assert held(world)["creation"]["key"] == "account:winner:u1:g2"
    assert [one.id for one in accounts_at_stripe(world)] == [link.account_id]


def test_an_answer_of_v1_that_is_lost_within_one_call_counts_as_lost():
    """Repeated by the SDK itself, the refusal of the second send would look like the only answer."""
    world = World(
        TEST_SETTINGS.model_copy(update={"winner_capabilities": SMALL, "stripe_network_retries": 2})
    )
    seed_user(world)
    unanswered(world)
    refused(world)
    set_to(world, winner_capabilities=WIDE)
    with pytest.raises(Busy):
        opened(world, role=Role.WINNER)
    assert held(world)["creation"]["generation"] == 1


def test_a_send_that_is_executed_late_is_found_and_stays_the_only_account():
    world = world_of("v2")
    world.emulator.state.settings["v2_lists_lag_seconds"] = 30.0 * MINUTE
    unanswered(world)
    refused(world)
    world.emulator.state.settings["transfers_only_allowed"] = True
    made = executed_late(world)
    set_to(world, winner_capabilities=WIDE)
    with pytest.raises(Busy):
        opened(world, role=Role.WINNER)
    world.clock.advance(seconds=HOUR + MINUTE)
    assert opened(world, role=Role.WINNER).account_id == made
    assert [one.id for one in accounts_at_stripe(world)] == [made]


@pytest.mark.parametrize(("before", "after"), [("v1", "v2"), ("v2", "v1")])
@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after"])
def test_an_open_creation_is_finished_with_the_api_that_it_was_reserved_for(before, after, fault):
    world = world_of(before, WIDE)
    unanswered(world, fault)
    set_to(world, stripe_accounts=after)
    link = opened(world, role=Role.WINNER)
    assert (held(world)["api"], held(world)["creation"]["generation"]) == (before, 1)
    assert [one.id for one in accounts_at_stripe(world)] == [link.account_id]


@pytest.mark.parametrize(("before", "after"), [("v1", "v2"), ("v2", "v1")])
def test_a_refused_creation_is_made_by_the_other_api_once_the_setting_says_so(before, after):
    world = world_of(before)
    refused(world)
    set_to(world, stripe_accounts=after, winner_capabilities=WIDE)
    link = opened(world, role=Role.WINNER)
    assert (held(world)["api"], held(world)["creation"]["generation"]) == (after, 2)
    assert [one.id for one in accounts_at_stripe(world)] == [link.account_id]


def test_a_new_platform_that_is_refused_v1_opens_accounts_by_v2():
    world = world_of("v1", WIDE)
    world.emulator.state.settings["v1_accounts_refused"] = True
    refused(world)
    set_to(world, stripe_accounts="v2")
    assert opened(world, role=Role.WINNER).account_id == held(world)["stripeAccountId"]


def test_a_misused_key_of_v2_is_sent_once_and_never_again():
    world = world_of("v2", WIDE)
    unanswered(world)
    creation = read_account("u1", Role.WINNER, ports=world.ports).creation
    other = {**creation.params, "display_name": "somebody else"}
    world.stripe.create_account_v2(other, idempotency_key=creation.key)
    asked = len(world.emulator.state.idempotency_v2)
    refused(world)
    assert held(world)["creation"]["closedReason"] == "idempotency_error"
    with pytest.raises(Busy):
        opened(world, role=Role.WINNER)
    assert world.alerts.causes() == ["account.refused"]
    assert len(world.emulator.state.idempotency_v2) == asked
    world.clock.advance(seconds=HOUR + MINUTE)
    assert opened(world, role=Role.WINNER).account_id == accounts_at_stripe(world)[0].id
    assert len(accounts_at_stripe(world)) == 1


class Refusing:
    """Stripe, which refuses everything with one sentence."""

    livemode = False

    def __init__(self, sentence):
        self._sentence = sentence

    def __getattr__(self, name):
        def refuse(*_args, **_options):
            raise StripeRefused(self._sentence, http_status=400, request_id="req_1")

        return refuse


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_the_sentence_reaches_alert_operator_and_the_person_without_secrets(api, capsys):
    world = world_of(api, WIDE)
    alerts = GroupedAlerts(world.store, world.clock, world.ports.settings, None)
    world.ports = replace(world.ports, alerts=alerts)
    said = "Accounts v1 is no longer recommended for new integrations. Write to jenny@example.com"
    stripe, world.ports = world.ports.stripe, replace(world.ports, stripe=Refusing(said))
    refused(world)
    (kept,) = world.store._documents["users/u1/stripeErrors"].values()
    clean = "Accounts v1 is no longer recommended for new integrations. Write to [redacted]"
    assert kept.fields["facts"]["stripe_said"] == clean
    assert held(world)["creationRefusal"] == clean
    assert clean in capsys.readouterr().out
    world.ports = replace(world.ports, stripe=stripe)
    opened(world, role=Role.WINNER)
    assert held(world)["creationRefusal"] is None


def test_the_person_is_told_nothing_of_it():
    world = world_of("v2")
    with pytest.raises(AccountCreationRefused, match="we have been told") as refusal:
        opened(world, role=Role.WINNER)
    assert refusal.value.facts == {}


def test_a_renamed_person_waits_for_nothing_while_an_answer_is_missing():
    world = world_of("v2", WIDE)
    unanswered(world, "timeout_after")
    world.store.commit([Update("users/u1", {"username": "renamed"})])
    link = opened(world, role=Role.WINNER)
    assert [one.id for one in accounts_at_stripe(world)] == [link.account_id]
