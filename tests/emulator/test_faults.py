"""Stripe fails on demand, the way it fails."""

import copy

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of


@pytest.fixture(autouse=True)
def funds(emulator: Emulator) -> None:
    emulator.set_balance("usd", 1_000)


def pay(client: stripe.StripeClient, trainer: str) -> stripe.Transfer:
    return client.v1.transfers.create(params={"amount": 10, "currency": "usd", "destination": trainer})


def transfers(client: stripe.StripeClient) -> int:
    return len(client.v1.transfers.list().data)


@pytest.mark.parametrize(
    ("kind", "effects"),
    [("reset_before", 0), ("timeout_before", 0), ("reset_after", 1), ("timeout_after", 1)],
)
def test_a_lost_answer_is_a_connection_error_with_or_without_the_effect(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, kind: str, effects: int
) -> None:
    emulator.faults.add(kind, path="/v1/transfers", method="POST", count=1)
    with pytest.raises(stripe.APIConnectionError) as lost:
        pay(client, trainer)
    assert lost.value.should_retry
    assert transfers(client) == effects
    assert emulator.faults.struck() == {kind: 1}


@pytest.mark.parametrize(
    ("kind", "error", "status", "code", "retried"),
    [
        ("conflict", stripe.APIError, 409, "idempotency_key_in_use", True),
        ("rate_limit", stripe.RateLimitError, 429, "rate_limit", False),
        ("lock_timeout", stripe.RateLimitError, 429, "lock_timeout", True),
        ("error", stripe.APIError, 500, None, True),
    ],
)
def test_each_refusal_has_stripes_status_and_is_retried_as_stripe_says(
    emulator: Emulator, trainer: str, kind: str, error: type, status: int, code: str | None, retried: bool
) -> None:
    emulator.faults.add(kind)
    with pytest.raises(error) as refusal:
        pay(client_of(emulator, max_network_retries=2), trainer)
    assert refusal.value.http_status == status
    assert getattr(refusal.value.error, "code", None) == code
    seen = emulator.faults.struck()[kind]
    assert seen == (1 if not retried or kind == "error" else 3)


def test_a_rule_strikes_only_its_method_and_path_and_not_more_often_than_its_count(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.faults.add("error", method="POST", path=r"^/v1/transfers$", count=2, skip=1)
    client.v1.balance.retrieve()
    pay(client, trainer)
    assert transfers(client) == 1
    client.v1.customers.create(params={})
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            pay(client, trainer)
    pay(client, trainer)
    assert transfers(client) == 2
    assert emulator.faults.rules() == []


def test_chance_repeats_with_the_seed(emulator: Emulator, trainer: str) -> None:
    emulator.faults.add("rate_limit", probability=0.5)
    twin = copy.deepcopy(emulator)

    def outcomes(one: Emulator) -> list[bool]:
        client, seen = client_of(one), []
        for _ in range(40):
            try:
                client.v1.balance.retrieve()
                seen.append(True)
            except stripe.RateLimitError:
                seen.append(False)
        return seen

    first = outcomes(emulator)
    assert first == outcomes(twin)
    assert {True, False} == set(first)


def test_the_rate_limit_answers_429_within_the_second_and_serves_again_in_the_next(trainer: str) -> None:
    emulator = Emulator(clock=lambda: 1_800_000_000.0, requests_per_second_max=3)
    client = client_of(emulator)
    for _ in range(3):
        client.v1.balance.retrieve()
    with pytest.raises(stripe.RateLimitError):
        client.v1.balance.retrieve()
    emulator.advance(1)
    client.v1.balance.retrieve()


def test_an_unknown_kind_of_fault_is_an_error_at_once(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        emulator.faults.add("meteor")
