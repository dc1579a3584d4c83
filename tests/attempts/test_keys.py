"""Idempotency keys: as documented for ordinary names, a digest for all others, and never shared."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.attempts import POLICIES, key_for

ACTS = st.sampled_from([key for policy in POLICIES for key in policy.keys])
NAMES = st.one_of(
    st.text(alphabet="ab_:gv12~|", min_size=1, max_size=6),
    st.sampled_from(["a", "a:v2", "a:v2:g1", "a:v22", "a:v"]),
    st.text(min_size=1, max_size=311).filter(lambda text: "/" not in text),
    st.builds(lambda text: key_for("prize", text * 201, 1).split(":")[1], st.sampled_from("ab")),
)
GENERATIONS = st.integers(1, 12)
VERSIONS = st.integers(1, 3)


@pytest.mark.parametrize("name", ["ch_u1_1700000000", "a_b-C9", "google-oauth2|1", "x" * 200])
def test_the_key_of_an_ordinary_name_contains_it(name):
    assert key_for("prize", name, 3) == f"prize:{name}:g3"


@pytest.mark.parametrize("name", ["x" * 201, "ü", "two words", "~x", "line\nbreak", "日本"])
def test_the_key_of_any_other_name_has_its_digest(name):
    assert re.fullmatch(r"prize:~[0-9a-f]{64}:g1", key_for("prize", name, 1))


def test_the_key_of_a_later_version_has_its_number():
    assert (key_for("prize", "a", 3, 1), key_for("prize", "a", 3, 2)) == ("prize:a:g3", "prize:a:v2:g3")


@given(ACTS, NAMES, GENERATIONS, VERSIONS)
def test_stripe_takes_every_key(act, name, generation, version):
    assert re.fullmatch(r"[!-~]{1,255}", key_for(act, name, generation, version))


WHOLE = st.tuples(ACTS, NAMES, GENERATIONS, VERSIONS)


@given(WHOLE, WHOLE)
def test_different_acts_names_generations_and_versions_never_share_a_key(one, other):
    assert (key_for(*one) == key_for(*other)) == (one == other)
