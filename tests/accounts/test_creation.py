"""One account per person and role, also when Stripe, the store or parallel calls interfere."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from pulse.accounts import (
    AccountCreationRefused,
    Role,
    apply_account,
    read_account,
)
from pulse.accounts.account_params import creation_params
from pulse.accounts.readiness_v1 import readiness_of_v1
from pulse.accounts.record_account import record_account
from pulse.accounts.states import AccountsApi
from pulse.accounts.ways import way_of
from pulse.documents import User
from pulse.errors import Busy, OutcomeUnknown, StoreUnavailable, StripeUnavailable
from pulse.ports import Document
from pulse.ports.store import Update
from tests.accounts.ready import became_ready
from tests.people import (
    accounts_at_stripe,
    audit_rows,
    opened,
    record_fields,
    seed_user,
    user_fields,
)
from tests.world import TEST_SETTINGS, World


def named(username):
    fields = {"username": username, "email": "u1@example.com"}
    return User.of(Document("users/u1", fields, None))


def key_life(world):
    settings = world.ports.settings
    return settings.account_key_seconds(settings.stripe_accounts)


def steps_of(world, path="stripeConnect/u1"):
    """What happened to the record, but for the notes that its request was sent once more."""
    return [row for row in audit_rows(world, path) if row != "account.retried"]


def test_stripe_is_asked_for_the_guides_account():
    params = creation_params("u1", Role.CREATOR, 1, named("fit & fun/1"), AccountsApi.V1, TEST_SETTINGS)
    assert params == {
        "country": "US",
        "controller": {
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
        },
        "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
        "business_type": "individual",
        "business_profile": {
            "product_description": "Fitness training and workout programs",
            "url": "https://fitwithpulse.ai/profile/fit%20%26%20fun%2F1",
        },
        "metadata": {"user_id": "u1", "role": "creator", "generation": "1"},
    }
    winner = creation_params("u1", Role.WINNER, 2, named(None), AccountsApi.V1, TEST_SETTINGS)
    assert winner["business_profile"] == {
        "product_description": "Challenge winner prize money recipient",
        "url": "https://fitwithpulse.ai/profile",
    }


def test_the_capabilities_of_winners_are_a_setting():
    settings = TEST_SETTINGS.model_copy(update={"winner_capabilities": ("transfers",)})
    assert creation_params("u1", Role.WINNER, 1, named(None), AccountsApi.V1, settings)["capabilities"] == {
        "transfers": {"requested": True}
    }


@pytest.mark.parametrize("calls", [2, 200])
def test_parallel_calls_open_one_account_and_all_get_a_link_to_it(calls):
    world = World(TEST_SETTINGS.model_copy(update={"stripe_network_retries": 2}))
    seed_user(world)
    with ThreadPoolExecutor(16) as pool:
        links = list(pool.map(lambda _: opened(world), range(calls)))
    assert len({link.account_id for link in links}) == 1
    assert len({link.url for link in links}) == calls
    assert [account.id for account in accounts_at_stripe(world)] == [links[0].account_id]
    assert steps_of(world) == ["account.reserved", "account.recorded"]


def test_parallel_calls_while_the_key_is_in_use_create_one_account_or_may_be_repeated(world):
    seed_user(world)
    world.emulator.faults.add("conflict", method="POST", path="/accounts$", probability=0.5)

    def until_it_holds(_):
        for _ in range(60):
            try:
                return opened(world).account_id
            except OutcomeUnknown:
                continue
        raise AssertionError("never got a link")

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(until_it_holds, range(50)))
    assert len(ids) == 1
    assert len(accounts_at_stripe(world)) == 1


class _Together:
    """Stripe, asked for two accounts at the same moment: neither request is sent before the other one."""

    def __init__(self, inner):
        self._inner = inner
        self._both = Barrier(2, timeout=30)
        self._sent = itertools.count()

    def __getattr__(self, name):
        found = getattr(self._inner, name)
        if name not in {"create_account", "create_account_v2"}:
            return found

        def create(params, *, idempotency_key):
            if next(self._sent) < 2:
                self._both.wait()
            return found(params, idempotency_key=idempotency_key)

        return create


def test_two_parallel_creations_with_lost_answers_give_one_account(world):
    seed_user(world)
    world.ports = replace(world.ports, stripe=_Together(world.ports.stripe))
    world.emulator.faults.add("timeout_after", method="POST", path="/accounts$", count=2)

    def unanswered(_):
        with pytest.raises(StripeUnavailable):
            opened(world)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(unanswered, range(2)))
    assert world.emulator.faults.rules() == []
    assert record_fields(world).get("stripeAccountId") is None

    with ThreadPoolExecutor(2) as pool:
        links = list(pool.map(lambda _: opened(world), range(2)))
    (account,) = accounts_at_stripe(world)
    assert {link.account_id for link in links} == {account.id}
    assert record_fields(world)["stripeAccountId"] == account.id
    assert record_fields(world)["creation"]["generation"] == 1


@pytest.mark.parametrize(
    "fault", ["reset_before", "timeout_before", "reset_after", "timeout_after", "conflict", "rate_limit"]
)
def test_after_an_unknown_outcome_the_same_request_is_sent_again(world, fault):
    seed_user(world)
    in_use = fault == "conflict"  # then it is sent three times
    world.emulator.faults.add(fault, path="/accounts$", count=3 if in_use else 1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    world.store.commit([_renamed("u1", "renamed meanwhile")])
    world.clock.advance(hours=22)
    link = opened(world)
    assert [account.id for account in accounts_at_stripe(world)] == [link.account_id]
    assert record_fields(world)["creation"]["generation"] == 1


def test_an_old_attempt_that_succeeded_unseen_is_found_instead_of_repeated(world):
    seed_user(world)
    world.emulator.faults.add("timeout_after", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    made = accounts_at_stripe(world)[0].id
    opened(world, seed_user(world, "somebody_else"))
    world.clock.advance(hours=2, seconds=key_life(world))
    assert opened(world).account_id == made
    assert len(accounts_at_stripe(world)) == 2
    assert record_fields(world)["creation"]["generation"] == 1


def test_an_old_attempt_that_never_happened_is_followed_by_a_new_generation(world):
    seed_user(world)
    world.emulator.faults.add("timeout_before", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    world.clock.advance(hours=2, seconds=key_life(world))
    opened(world)
    assert record_fields(world)["creation"]["key"] == "account:creator:u1:g2"
    assert len(accounts_at_stripe(world)) == 1


def test_the_webhook_records_an_account_whose_answer_was_lost(world):
    seed_user(world)
    world.emulator.faults.add("timeout_after", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    made = accounts_at_stripe(world)[0].id
    assert apply_account(made, ports=world.ports).stripe_account_id == made
    assert opened(world).account_id == made
    assert len(accounts_at_stripe(world)) == 1


class Meanwhile:
    """A port. During its first *call* something else happens, just before or just after the answer."""

    def __init__(self, port, call, happens, *, after=False):
        self.port, self.name, self.happens, self.after = port, call, happens, after

    def __getattr__(self, name):
        method = getattr(self.port, name)
        return self._disturbed(method) if name == self.name else method

    def _disturbed(self, method):
        def call(*args, **kwargs):
            happens, self.happens = self.happens, lambda: None
            if self.after:
                answer = method(*args, **kwargs)
                happens()
                return answer
            happens()
            return method(*args, **kwargs)

        return call


@pytest.mark.parametrize(
    ("port", "call", "after"),
    [("stripe", "retrieve_account", False), ("stripe", "retrieve_account", True), ("store", "get_all", True)],
    ids=["before Stripe is asked", "before the reservation is read", "before it would be adopted"],
)
def test_an_account_that_is_recorded_at_the_same_time_gets_the_state_that_stripe_says(
    world, port, call, after
):
    """The handler of an event looks for the owner just before the account is recorded."""
    seed_user(world)
    world.emulator.faults.add("timeout_after", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    made = accounts_at_stripe(world)[0].id
    reserved = read_account("u1", Role.CREATOR, ports=world.ports)
    as_created = readiness_of_v1(world.stripe.retrieve_account(made))
    world.emulator.complete_onboarding(made, "active")

    def recorded():
        record_account(reserved, 1, as_created, actor="u1", ports=world.ports)

    disturbed = replace(
        world.ports, **{port: Meanwhile(getattr(world.ports, port), call, recorded, after=after)}
    )
    applied = apply_account(made, ports=disturbed)

    assert applied.ready_for_transfers
    assert record_fields(world)["stripeAccountId"] == made
    assert read_account("u1", Role.CREATOR, ports=world.ports).ready_for_transfers
    assert became_ready(world) == [("u1", Role.CREATOR)]


def test_a_definite_refusal_closes_the_attempt_and_raises_an_alert(world):
    refusing = World(TEST_SETTINGS.model_copy(update={"winner_capabilities": ("transfers",)}))
    seed_user(refusing)
    with pytest.raises(AccountCreationRefused):
        opened(refusing, role=Role.WINNER)
    assert record_fields(refusing, role=Role.WINNER)["creation"]["closed"]
    assert refusing.alerts.causes() == ["account.refused"]
    mended = replace(refusing.ports, settings=TEST_SETTINGS)
    refusing.ports = mended
    link = opened(refusing, role=Role.WINNER)
    assert record_fields(refusing, role=Role.WINNER)["creation"]["key"] == "account:winner:u1:g2"
    assert [account.id for account in accounts_at_stripe(refusing)] == [link.account_id]


class Unsteady:
    """A store whose commit number *failing* gets no answer; *applied* says whether it happened."""

    def __init__(self, store, failing, *, applied):
        self.store, self.failing, self.applied, self.commits = store, failing, applied, 0

    def __getattr__(self, name):
        return getattr(self.store, name)

    def commit(self, writes):
        self.commits += 1
        if self.commits != self.failing:
            return self.store.commit(writes)
        if self.applied:
            self.store.commit(writes)
        raise StoreUnavailable("no answer")


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("failing", [1, 2, 3], ids=["reserve", "record", "keep link"])
def test_after_any_commit_without_an_answer_the_next_call_continues_with_the_same_account(
    world, failing, applied
):
    seed_user(world)
    steady = world.ports
    world.ports = replace(steady, store=Unsteady(world.store, failing, applied=applied))
    with pytest.raises(StoreUnavailable):
        opened(world)
    world.ports = steady
    link = opened(world)
    assert [account.id for account in accounts_at_stripe(world)] == [link.account_id]
    assert user_fields(world)["creator"]["onboardingLink"] == link.url
    assert steps_of(world) == ["account.reserved", "account.recorded"]


def test_a_key_of_v1_sent_with_other_parameters_is_a_bug_and_opens_no_new_generation():
    world = World()
    seed_user(world)
    world.stripe.create_account({"country": "US"}, idempotency_key="account:creator:u1:g1")
    for _ in range(2):
        with pytest.raises(AccountCreationRefused):
            opened(world)
    assert record_fields(world)["creation"]["generation"] == 1
    assert not record_fields(world)["creation"]["closed"]
    assert world.alerts.raised[0].facts["stripe_code"] == "idempotency_error"


def test_an_account_of_a_replaced_attempt_is_not_recorded_and_raises_an_alert(world):
    seed_user(world)
    world.emulator.faults.add("timeout_before", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    overtaken = read_account("u1", Role.CREATOR, ports=world.ports)
    world.clock.advance(hours=2, seconds=key_life(world))
    kept = opened(world).account_id
    world.store.commit([Update("stripeConnect/u1", {"stripeAccountId": None})])
    late = readiness_of_v1(world.stripe.create_account({"country": "US"}, idempotency_key="late"))
    with pytest.raises(Busy):
        record_account(overtaken, 1, late, actor="u1", ports=world.ports)
    assert kept != late.account_id
    assert "account.orphaned" in world.alerts.causes()
    assert record_fields(world)["stripeAccountId"] is None


def test_a_second_account_of_a_person_who_has_one_raises_an_alert(world):
    """A send that is executed after its key was given up, and after the next generation was recorded."""
    seed_user(world)
    world.emulator.faults.add("timeout_before", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    overtaken = read_account("u1", Role.CREATOR, ports=world.ports)
    world.clock.advance(hours=2, seconds=key_life(world))
    kept = opened(world).account_id
    creation = overtaken.creation
    late = way_of(overtaken.api, ports=world.ports).create(creation.params, idempotency_key=creation.key)
    for _ in range(2):
        recorded = record_account(overtaken, 1, late, actor="u1", ports=world.ports).after
        assert recorded.stripe_account_id == kept
    assert world.alerts.raised[0].cause == "account.orphaned"
    assert world.alerts.raised[0].facts == {"stripe_account_id": late.account_id}


def _renamed(user_id, username):
    return Update(f"users/{user_id}", {"username": username})
