"""Every fact about Stripe holds in the emulator, and in Stripe's test mode when a key is given."""

import re

import pytest

from tests.emulator.facts.evidence import PAGE, SDK, sdk_text
from tests.emulator.facts.fact import FACTS, Fact
from tests.emulator.facts.page import WRITTEN, page
from tests.emulator.facts.side import KEY, emulated, test_mode

IN_TEST_MODE = [one for one in FACTS if KEY and not one.emulator_only]
"""None without `STRIPE_CONTRACT_KEY`: one skipped test then stands for all."""

SOURCE = re.compile(r"(docs\.stripe\.com/|stripe\.com/|github\.com/|OpenAPI: |typed parameters)\S+")


@pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.name)
def test_the_emulator_agrees(fact: Fact) -> None:
    side = emulated()
    fact.check(side)
    side.emulator.self_check()


@pytest.mark.parametrize("fact", IN_TEST_MODE, ids=lambda one: one.name)
def test_stripes_test_mode_agrees(fact: Fact) -> None:
    fact.check(test_mode())


def test_every_fact_is_a_sentence_with_a_source() -> None:
    assert len(FACTS) >= 250
    for one in FACTS:
        assert re.fullmatch(r"[A-Z`].*\.", one.sentence), one.name
        assert SOURCE.match(one.source), one.name
    assert len({one.sentence for one in FACTS}) == len(FACTS)


@pytest.mark.parametrize("name", SDK)
def test_the_installed_sdk_says_so(name: str) -> None:
    assert SDK[name] in sdk_text()


def test_what_is_quoted_is_quoted_for_a_fact() -> None:
    names = {one.name for one in FACTS}
    assert len(names) == len(FACTS)
    assert {*SDK, *PAGE} <= names
    assert not SDK.keys() & PAGE.keys()


def test_the_page_is_what_the_facts_say() -> None:
    """`python -m tests.emulator.facts.page` writes it."""
    assert WRITTEN.read_text() == page()
