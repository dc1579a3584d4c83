"""One item that fails neither hides nor stops the others; an outage ends the work."""

from __future__ import annotations

import pytest

from pulse.batches import BatchResult, each
from pulse.errors import NotFound, StoreUnavailable


def failing(at: str, error: Exception):
    def act(item: str) -> int:
        if item == at:
            raise error
        return 1

    return act


@pytest.mark.parametrize(
    ("error", "word"), [(NotFound("x"), "not_found"), (ValueError("secret"), "ValueError")]
)
def test_a_failed_item_is_a_problem_and_the_others_are_done(error, word):
    assert each("abc", failing("b", error), str) == BatchResult(2, (f"b: {word}",))


def test_an_item_that_had_nothing_to_ask_counts_as_nothing_done():
    assert each("abc", lambda _: None, str) == BatchResult()


def test_with_the_store_away_no_further_item_is_tried():
    tried = []

    def act(item: str) -> int:
        tried.append(item)
        raise StoreUnavailable("down")

    with pytest.raises(StoreUnavailable):
        each("abc", act, str)
    assert tried == ["a"]
