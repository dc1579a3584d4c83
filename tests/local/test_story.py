"""The story's tools: it waits for what comes, names what does not, and reads the form that it finds."""

import pytest

from local.story import expect
from local.story.expect import Unexpected, eventually, expect_fields
from local.story.money_table import dollars
from local.story.onboarding_form import Form


def test_it_waits_until_something_holds(monkeypatch):
    monkeypatch.setattr(expect, "PATIENCE_SECONDS", 5)
    seen = iter([None, None, "paid"])
    assert eventually("paying", lambda: next(seen), lambda status: status == "paid") == "paid"


def test_what_never_comes_is_named_with_what_was_seen_last(monkeypatch):
    monkeypatch.setattr(expect, "PATIENCE_SECONDS", 0)
    with pytest.raises(Unexpected, match=r"paying did not happen .* last seen: 'pending'"):
        eventually("paying", lambda: "pending", lambda status: status == "paid")


def test_a_field_that_is_different_is_named_with_both_values():
    with pytest.raises(Unexpected, match=r"payment\.amount is 1, not 2"):
        expect_fields("payment", {"amount": 1}, amount=2)


def test_the_first_form_of_a_page_is_read():
    form = Form()
    form.feed(
        '<input name="before"><form action="/go" method="POST"><input name="ssn">'
        '<input name="empty"><button>Go</button></form><form action="/other"><input name="after"></form>'
    )
    assert (form.action, form.method) == ("/go", "POST")
    assert form.fields == ["ssn", "empty"]


@pytest.mark.parametrize(
    ("cents", "shown"), [(0, "$0.00"), (5, "$0.05"), (9_700, "$97.00"), (1_234_567, "$12,345.67")]
)
def test_money_is_shown_in_dollars_and_cents(cents, shown):
    assert dollars(cents) == shown
