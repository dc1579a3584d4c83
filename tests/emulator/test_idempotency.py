"""Keys keep the first result for a day, errors included, and never what was not executed."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator

DAY = 86_400
KEY = {"idempotency_key": "prize:1:g1"}


@pytest.fixture
def pay(client: stripe.StripeClient, trainer: str) -> Callable[..., stripe.Transfer]:
    def pay_one(amount: int = 100, options: dict[str, str] = KEY, **more: object) -> stripe.Transfer:
        params = {"amount": amount, "currency": "usd", "destination": trainer, **more}
        return client.v1.transfers.create(params=params, options=options)

    return pay_one


@pytest.fixture(autouse=True)
def funds(emulator: Emulator) -> None:
    emulator.set_balance("usd", 1_000)


def count(emulator: Emulator) -> int:
    return len(emulator.store.all("acct_1EmulatorPlatform00", "transfer"))


def test_the_same_request_is_answered_again_and_executed_once(emulator: Emulator, pay: Callable) -> None:
    first, second = pay(), pay()
    assert first.id == second.id
    assert count(emulator) == 1
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(("age", "transfers"), [(DAY - 1, 1), (DAY, 2)])
def test_a_key_is_forgotten_after_exactly_a_day(
    emulator: Emulator, pay: Callable, age: int, transfers: int
) -> None:
    pay()
    emulator.advance(age)
    emulator.set_balance("usd", 1_000)
    pay()
    assert count(emulator) == transfers


def test_other_parameters_under_a_used_key_are_an_idempotency_error(
    emulator: Emulator, pay: Callable
) -> None:
    pay(100)
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refusal:
        pay(101)
    assert (refusal.value.http_status, refusal.value.error.type) == (400, "idempotency_error")
    assert count(emulator) == 1


def test_another_endpoint_under_a_used_key_is_an_idempotency_error(
    client: stripe.StripeClient, pay: Callable
) -> None:
    pay()
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.customers.create(params={}, options=KEY)


def test_a_refusal_that_was_executed_is_replayed_after_its_cause_is_gone(
    emulator: Emulator, pay: Callable
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        pay(5_000)
    emulator.set_balance("usd", 10_000)
    with pytest.raises(stripe.InvalidRequestError) as replayed:
        pay(5_000)
    assert replayed.value.code == "balance_insufficient"
    assert replayed.value.headers["Idempotent-Replayed"] == "true"
    assert pay(5_000, {"idempotency_key": "prize:1:g2"}).amount == 5_000


def test_a_missing_capability_is_replayed_too(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, pay: Callable
) -> None:
    emulator.set_capability(trainer, "transfers", "inactive")
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            pay()
        assert refusal.value.code == "insufficient_capabilities_for_transfer"
        emulator.set_capability(trainer, "transfers", "active")


def test_a_500_is_replayed_with_or_without_its_effect(emulator: Emulator, pay: Callable) -> None:
    emulator.faults.add("error", count=1)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as fault:
            pay()
        assert fault.value.http_status == 500
    assert count(emulator) == 0
    emulator.faults.add("error_after_effect", count=1)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            pay(100, {"idempotency_key": "prize:1:g2"})
    assert count(emulator) == 1


def test_a_validation_failure_leaves_the_key_free(emulator: Emulator, pay: Callable) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        pay(colour="green")
    assert refusal.value.code == "parameter_unknown"
    assert pay().amount == 100


@pytest.mark.parametrize("kind", ["conflict", "rate_limit", "lock_timeout"])
def test_conflicts_and_limits_leave_the_key_free(emulator: Emulator, pay: Callable, kind: str) -> None:
    emulator.faults.add(kind, count=1)
    with pytest.raises(stripe.StripeError):
        pay()
    pay()
    assert count(emulator) == 1


def test_a_request_under_way_keeps_its_key_in_use_until_it_has_executed(
    emulator: Emulator, pay: Callable
) -> None:
    emulator.faults.add("late", count=1, delay=600)
    with pytest.raises(stripe.APIConnectionError):
        pay()
    with pytest.raises(stripe.APIError) as busy:
        pay()
    assert (busy.value.http_status, busy.value.error.code) == (409, "idempotency_key_in_use")
    assert count(emulator) == 0
    emulator.advance(600)
    assert count(emulator) == 1
    assert pay().last_response.headers["Idempotent-Replayed"] == "true"


def test_a_late_request_whose_key_was_used_meanwhile_has_no_second_effect(
    emulator: Emulator, pay: Callable
) -> None:
    emulator.faults.add("late", count=1, delay=600, keeps_key=False)
    with pytest.raises(stripe.APIConnectionError):
        pay()
    pay()
    emulator.advance(600)
    assert count(emulator) == 1


def test_a_late_request_and_a_new_key_pay_twice_as_they_would_at_stripe(
    emulator: Emulator, pay: Callable
) -> None:
    emulator.faults.add("late", count=1, delay=600)
    with pytest.raises(stripe.APIConnectionError):
        pay()
    pay(100, {"idempotency_key": "prize:1:g2"})
    emulator.advance(600)
    assert count(emulator) == 2
    emulator.self_check()


def test_keys_of_different_accounts_do_not_meet(client: stripe.StripeClient, trainer: str) -> None:
    ours = client.v1.customers.create(params={}, options=KEY)
    theirs = client.v1.customers.create(params={}, options={**KEY, "stripe_account": trainer})
    assert ours.id != theirs.id


def test_a_key_longer_than_255_characters_is_refused(pay: Callable) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="255"):
        pay(100, {"idempotency_key": "k" * 256})
    pay(100, {"idempotency_key": "k" * 255})
