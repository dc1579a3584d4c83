"""The circuit breaker trips when Stripe is away, and not for a few objects that it does not answer for."""

from __future__ import annotations

import pytest

from pulse.batches import CircuitBreaker
from pulse.batches.circuit_breaker import UNANSWERED_IN_A_ROW_MAX, UNANSWERED_MAX
from pulse.errors import Conflict, NotFound, StoreUnavailable, StripeUnavailable, StripeUnreadable

SILENCE = StripeUnavailable("no answer")


def test_it_trips_at_the_last_of_some_silences_in_a_row():
    breaker = CircuitBreaker()
    trips = [breaker.trips_on(SILENCE) for _ in range(UNANSWERED_IN_A_ROW_MAX)]
    assert trips == [False] * (UNANSWERED_IN_A_ROW_MAX - 1) + [True]


def test_with_answers_between_it_trips_at_the_last_of_some_more_in_all():
    breaker = CircuitBreaker()
    trips = []
    for _ in range(UNANSWERED_MAX):
        trips.append(breaker.trips_on(SILENCE))
        breaker.record_answer()
    assert trips == [False] * (UNANSWERED_MAX - 1) + [True]


@pytest.mark.parametrize(
    "error", [StripeUnreadable("odd"), NotFound("gone"), Conflict(), ValueError("a bug")]
)
def test_what_is_one_item_s_problem_never_trips_it(error):
    breaker = CircuitBreaker()
    assert not any(breaker.trips_on(error) for _ in range(UNANSWERED_MAX * 2))


def test_the_store_away_trips_it_at_once():
    assert CircuitBreaker().trips_on(StoreUnavailable("down"))
