"""The state: deterministic by seed, copied, dumped, loaded; time."""

import copy
import threading

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of
from tests.emulator.conftest import EXPRESS, START


def story(emulator: Emulator) -> None:
    client = client_of(emulator)
    account = client.v1.accounts.create(params=EXPRESS, options={"idempotency_key": "a"})
    emulator.complete_onboarding(account.id)
    emulator.set_balance("usd", 1_000)
    params = {"amount": 10, "currency": "usd", "destination": account.id}
    client.v1.transfers.create(params=params, options={"idempotency_key": "t"})
    emulator.advance(200_000)


def test_the_same_seed_and_calls_give_the_same_state_to_the_byte() -> None:
    states = []
    for _ in range(2):
        emulator = Emulator(clock=lambda: START, seed=3)
        story(emulator)
        states.append(emulator.dump())
    assert states[0] == states[1]


def test_another_seed_gives_other_ids() -> None:
    one, other = Emulator(clock=lambda: START, seed=1), Emulator(clock=lambda: START, seed=2)
    assert one.state.new_id("tr") != other.state.new_id("tr")


def test_a_copy_goes_its_own_way(emulator: Emulator) -> None:
    story(emulator)
    before = emulator.dump()
    twin = copy.deepcopy(emulator)
    assert twin.dump() == before
    story_after = client_of(twin).v1.customers.create(params={})
    assert story_after.id
    assert emulator.dump() == before
    assert twin.dump() != before


def test_a_loaded_state_goes_on_where_it_stopped(emulator: Emulator) -> None:
    story(emulator)
    other = Emulator(clock=lambda: START)
    other.load(emulator.dump())
    assert (
        client_of(other).v1.customers.create(params={}).id
        == client_of(emulator).v1.customers.create(params={}).id
    )
    other.self_check()


def test_a_due_task_that_raises_is_reported_and_stops_nothing(
    client: stripe.StripeClient, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator.configure(topup_seconds=100)
    topup = client.v1.topups.create(params={"amount": 700, "currency": "usd"})
    emulator.schedule.add(START + 50, "unheard of")
    assert emulator.advance(100) == 2
    assert client.v1.topups.retrieve(topup.id).status == "succeeded"
    assert "KeyError: 'unheard of'" in capsys.readouterr().err
    assert emulator.clock.now() == START + 100


def test_tasks_run_in_order_as_of_their_due_moments(client: stripe.StripeClient, emulator: Emulator) -> None:
    emulator.configure(topup_seconds=100)
    for _ in range(2):
        client.v1.topups.create(params={"amount": 10, "currency": "usd"})
        emulator.clock.advance(10)
    assert emulator.advance(1_000) == 2
    events = client.v1.events.list(params={"type": "topup.succeeded"}).data
    assert [one.created - START for one in events] == [110, 100]


def test_many_threads_share_one_emulator(emulator: Emulator, trainer: str) -> None:
    emulator.set_balance("usd", 50)
    outcomes: list[str] = []

    def pay() -> None:
        params = {"amount": 10, "currency": "usd", "destination": trainer}
        try:
            outcomes.append(client_of(emulator).v1.transfers.create(params=params).object)
        except stripe.InvalidRequestError as refused:
            outcomes.append(str(refused.code))

    threads = [threading.Thread(target=pay) for _ in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["balance_insufficient"] * 5 + ["transfer"] * 5
    emulator.self_check()
