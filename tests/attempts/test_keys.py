"""Idempotency keys: as documented for ordinary names, a digest for all others, and never shared."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.attempts import POLICIES, key_for

ACTS = st.sampled_from([key for policy in POLICIES for key in policy.keys])
NAMES = st.one_of(
    st.text(alphabet="ab_:g1~|", min_size=1, max_size=6),
    st.text(min_size=1, max_size=311).filter(lambda text: "/" not in text),
    st.builds(lambda text: key_for("prize", text * 201, 1).split(":")[1], st.sampled_from("ab")),
)
GENERATIONS = st.integers(1, 12)


@pytest.mark.parametrize("name", ["ch_u1_1700000000", "a_b-C9", "google-oauth2|1", "x" * 200])
def test_the_key_of_an_ordinary_name_contains_it(name):
    assert key_for("prize", name, 3) == f"prize:{name}:g3"


@pytest.mark.parametrize("name", ["x" * 201, "ü", "two words", "~x", "line\nbreak", "日本"])
def test_the_key_of_any_other_name_has_its_digest(name):
    assert re.fullmatch(r"prize:~[0-9a-f]{64}:g1", key_for("prize", name, 1))


@given(ACTS, NAMES, GENERATIONS)
def test_stripe_takes_every_key(act, name, generation):
    assert re.fullmatch(r"[!-~]{1,255}", key_for(act, name, generation))


@given(ACTS, NAMES, GENERATIONS, ACTS, NAMES, GENERATIONS)
def test_different_acts_names_and_generations_never_share_a_key(act, name, one, act_2, name_2, two):
    same = (act, name, one) == (act_2, name_2, two)

    assert (key_for(act, name, one) == key_for(act_2, name_2, two)) == same
