"""TLC itself, on the smallest checks; `make proof` runs all."""

from __future__ import annotations

import pytest

from proof.runs import HOLDS, VARIANTS
from proof.tlc import check

QUICK = (
    "no look-up",
    "a cancellation without a look-up",
    "a claim that does not require the epoch",
    "nobody looks again",
)


@pytest.mark.thorough
@pytest.mark.parametrize("run", [run for run in VARIANTS if run.title in QUICK], ids=lambda run: run.title)
def test_a_wrong_variant_is_found(run):
    assert check(run).as_expected


@pytest.mark.thorough
def test_a_model_without_a_wrong_rule_holds():
    lively = next(run for run in HOLDS if run.lively)

    assert check(lively).as_expected
