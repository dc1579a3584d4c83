"""An id is what Firestore takes as one, and can never reach into another collection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.errors import InvalidRequest
from pulse.ports.paths import ID_LENGTH_MAX, is_id, path


@pytest.mark.parametrize(
    "uid",
    [
        "google-oauth2|1",
        "a_b",
        "_",
        "~",
        "...",
        "__",
        "__a",
        "two words",
        "a.b@example.com",
        "日本",
        "🙂" * 128,
        "x" * 128,
        "line\nbreak",
        "%2F",
        "'\"`$[]{}*#",
    ],
)
def test_an_id_may_contain_any_other_character(uid):
    assert is_id(uid)
    assert path("users", uid) == f"users/{uid}"


@pytest.mark.parametrize(
    "text", ["", "/", "a/b", ".", "..", "____", "__x__", "__\n__", "\ud800", "x" * 1_501]
)
def test_what_firestore_refuses_is_refused_with_the_rule(text):
    assert not is_id(text)
    with pytest.raises(InvalidRequest, match=r"without /, and is not \., \.\. or of the form __x__"):
        path("users", text)


def test_an_id_has_at_most_128_characters():
    assert is_id("ü" * ID_LENGTH_MAX)
    assert not is_id("ü" * (ID_LENGTH_MAX + 1))


@given(st.text())
def test_a_path_has_as_many_segments_as_it_was_made_of(text):
    try:
        made = path("users", text, "notices", "one")
    except InvalidRequest:
        return
    assert made.split("/") == ["users", text, "notices", "one"]
