"""Form encoding, read by hand for speed: it must read what the standard library reads."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripe_emulator.errors import StripeError
from stripe_emulator.requests.forms import PARAMETERS_MAX, decode

NAMES = st.text(st.characters(blacklist_characters="[]", blacklist_categories=["Cs"]), min_size=1)
PIECES = st.lists(st.sampled_from(["a", "b", "&", "=", "%", "2F", "+", "é", ";", "%C3%A9", "%ff", " "]))


@given(st.dictionaries(NAMES, st.text(st.characters(blacklist_categories=["Cs"]))))
def test_what_was_encoded_is_read_again(pairs: dict[str, str]) -> None:
    assert decode(urlencode(pairs)) == pairs


@given(PIECES)
def test_any_text_is_read_as_the_standard_library_reads_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    names = [name for name, _ in parse_qsl(text, keep_blank_values=True)]
    read = decode(text)
    last = dict(parse_qsl(text, keep_blank_values=True))
    assert {name: value for name, value in last.items() if name} == {
        name: value for name, value in read.items() if name in names and name
    }


def test_a_form_with_too_many_parameters_is_refused_before_it_is_read() -> None:
    assert len(decode("&".join(f"a{number}=1" for number in range(PARAMETERS_MAX)))) == PARAMETERS_MAX
    with pytest.raises(StripeError, match="at most"):
        decode("&" * PARAMETERS_MAX)
