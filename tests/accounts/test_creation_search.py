"""Looking for the account of an unanswered creation on a large platform: some pages at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import Role, read_account
from pulse.accounts.creation_search import PAGES_PER_REQUEST, PAGES_PER_SWEEP
from pulse.backoffice.privacy.traces import collect_account_writes
from pulse.backoffice.sweep.account_searches import continue_searches
from pulse.errors import Busy, StripeUnavailable
from pulse.ledger import Change
from pulse.ports.store import Merge, Update
from tests.counting import counted
from tests.people import accounts_at_stripe, opened, record_fields, seed_user
from tests.world import TEST_SETTINGS, World

PATH = "winnerStripeConnect/u1"


def world_of(api):
    world = World(TEST_SETTINGS.model_copy(update={"stripe_accounts": api}))
    world.emulator.state.settings["v2_page_size"] = 1
    return world


def set_to(world, settings):
    world.ports = replace(world.ports, settings=settings)


def unanswered(world, user_id="u1", *, executed):
    """A creation whose answer is lost; Stripe executed it or not."""
    fault = "timeout_after" if executed else "timeout_before"
    world.emulator.faults.add(fault, method="POST", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world, seed_user(world, user_id), Role.WINNER)


def on_a_platform_of(world, others, *, executed=True):
    """Their key is too old, and *others* have opened accounts since: the list begins with those."""
    unanswered(world, executed=executed)
    for number in range(others):
        opened(world, seed_user(world, f"other{number}"), Role.WINNER)
    world.clock.advance(hours=2, seconds=world.ports.settings.account_key_seconds("v2"))


def made_for(world, user_id="u1"):
    return [one.id for one in accounts_at_stripe(world) if one.metadata["user_id"] == user_id]


def calls(world):
    """The calls to Stripe of one request that has to wait."""
    trips, ports = counted(world.ports)
    inner, world.ports = world.ports, ports
    with pytest.raises(Busy, match="whether Stripe has opened your account already"):
        opened(world, role=Role.WINNER)
    world.ports = inner
    return trips.stripe_calls()


def search(world):
    return record_fields(world, role=Role.WINNER).get("creationSearch")


def test_a_request_reads_a_few_pages_and_the_next_one_goes_on_behind_them():
    world = world_of("v2")
    on_a_platform_of(world, 2 * PAGES_PER_REQUEST)
    for _ in range(2):
        assert calls(world) == ["list_accounts_v2"] * PAGES_PER_REQUEST
        assert search(world)["underWay"]
    assert opened(world, role=Role.WINNER).account_id == made_for(world)[0]
    assert len(made_for(world)) == 1
    assert search(world) is None


def test_the_sweep_goes_on_and_records_the_account_that_it_finds():
    world = world_of("v2")
    on_a_platform_of(world, PAGES_PER_REQUEST + PAGES_PER_SWEEP)
    calls(world)
    assert [continue_searches(ports=world.ports).done for _ in range(3)] == [0, 1, 0]
    account = read_account("u1", Role.WINNER, ports=world.ports)
    assert [account.stripe_account_id] == made_for(world)
    assert account.creation_search is None


def test_nothing_is_created_before_the_last_page_was_read_and_one_account_afterwards():
    world = world_of("v2")
    on_a_platform_of(world, 2 * PAGES_PER_REQUEST + 1, executed=False)
    for _ in range(2):
        calls(world)
        assert made_for(world) == []
    link = opened(world, role=Role.WINNER)
    assert made_for(world) == [link.account_id]
    assert record_fields(world, role=Role.WINNER)["creation"]["generation"] == 2


def test_once_the_sweep_has_read_the_whole_list_the_next_request_reads_none_of_it():
    world = world_of("v2")
    on_a_platform_of(world, PAGES_PER_REQUEST + 1, executed=False)
    calls(world)
    assert continue_searches(ports=world.ports).done == 1
    assert search(world) == {"nextPage": None, "underWay": False}
    trips, world.ports = counted(world.ports)
    opened(world, role=Role.WINNER)
    assert trips.stripe_calls() == ["create_account_v2", "create_account_link_v2"]
    assert len(made_for(world)) == 1


def test_a_send_ends_the_search_because_it_may_show_up_on_a_page_that_was_read():
    world = world_of("v2")
    settings = world.ports.settings
    on_a_platform_of(world, PAGES_PER_REQUEST + 1, executed=False)
    calls(world)
    long_lived = settings.model_copy(update={"account_key_reuse_seconds": (("v1", 10), ("v2", 10**7))})
    set_to(world, long_lived)
    world.emulator.faults.add("timeout_after", method="POST", path="/accounts$", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world, role=Role.WINNER)
    assert search(world) is None
    set_to(world, settings)
    world.clock.advance(hours=2)
    assert [opened(world, role=Role.WINNER).account_id] == made_for(world)


@pytest.mark.parametrize("page", ["/v2/core/accounts?page=odd", "/v2/core/accounts/acct_none"])
def test_a_page_that_stripe_does_not_know_any_more_begins_the_search_again(page):
    world = world_of("v2")
    on_a_platform_of(world, PAGES_PER_REQUEST)
    calls(world)
    world.store.commit([Merge(PATH, {"creationSearch": {"nextPage": page, "underWay": True}})])
    assert calls(world) == ["list_accounts_v2"]
    assert search(world) == {"nextPage": None, "underWay": True}
    calls(world)
    assert [opened(world, role=Role.WINNER).account_id] == made_for(world)


def test_a_person_who_calls_meanwhile_is_not_overwritten_by_the_sweep():
    world = world_of("v2")
    on_a_platform_of(world, PAGES_PER_REQUEST + 1)
    calls(world)

    class Meanwhile:
        def __init__(self, stripe):
            self._stripe = stripe

        def __getattr__(self, name):
            return getattr(self._stripe, name)

        def list_accounts_v2(self, page=None):
            world.store.commit([Update(PATH, {"email": "new@example.com"})])
            return self._stripe.list_accounts_v2(page)

    inner, world.ports = world.ports, replace(world.ports, stripe=Meanwhile(world.ports.stripe))
    continue_searches(ports=world.ports)
    world.ports = inner
    assert record_fields(world, role=Role.WINNER)["email"] == "new@example.com"
    assert [opened(world, role=Role.WINNER).account_id] == made_for(world)


def test_one_search_holds_up_no_other_and_an_unreadable_record_is_named():
    world = world_of("v2")
    for user_id in ("u1", "u2"):
        unanswered(world, user_id, executed=True)
    on_a_platform_of(world, PAGES_PER_REQUEST)
    for user_id in ("u1", "u2"):
        with pytest.raises(Busy):
            opened(world, user_id, Role.WINNER)
    world.store.commit([Merge(PATH, {"state": "odd"})])
    result = continue_searches(ports=world.ports)
    assert (result.done, len(result.problems)) == (1, 1)
    assert PATH in result.problems[0]
    assert [read_account("u2", Role.WINNER, ports=world.ports).stripe_account_id] == made_for(world, "u2")


def test_nobody_searches_for_the_account_of_a_person_who_was_erased():
    world = world_of("v2")
    on_a_platform_of(world, PAGES_PER_REQUEST)
    calls(world)
    change = Change("person.erased", "test", world.clock.now())
    for writes in collect_account_writes("u1", change, ports=world.ports):
        world.store.commit(writes)
    trips, ports = counted(world.ports)
    assert continue_searches(ports=ports).done == 0
    assert trips.stripe_calls() == []


def test_v1_lists_the_accounts_of_about_a_day_in_one_go():
    world = world_of("v1")
    opened(world, seed_user(world, "long_before"), Role.WINNER)
    world.clock.advance(days=40)
    unanswered(world, executed=True)
    world.clock.advance(days=40)
    opened(world, seed_user(world, "long_after"), Role.WINNER)
    listed = []

    class Listing:
        def __getattr__(self, name):
            return getattr(world.stripe, name)

        def list_accounts(self, **window):
            found = world.stripe.list_accounts(**window)
            listed.append((window["created_to"] - window["created_from"], len(found)))
            return found

    world.ports = replace(world.ports, stripe=Listing())
    assert [opened(world, role=Role.WINNER).account_id] == made_for(world)
    ((seconds, accounts),) = listed
    assert (seconds <= 2 * 86_400, accounts) == (True, 1)
