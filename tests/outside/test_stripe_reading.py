"""An answer with an unexpected form is about one object, and no sign of an outage."""

from __future__ import annotations

import pytest

from pulse.errors import StripeUnavailable, StripeUnreadable
from pulse.outside.stripe_reading import Page, read
from pulse.ports.stripe_objects import Account, Transfer


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Account, {"id": "acct_1", "capabilities": ["transfers"]}),
        (Account, {"id": "acct_1", "external_accounts": {"url": "no list"}}),
        (Transfer, {"id": "tr_1"}),
        (Page, {"object": "search_result"}),
    ],
)
def test_an_unreadable_answer_is_an_unknown_outcome_but_no_outage(kind, answer):
    with pytest.raises(StripeUnreadable) as raised:
        read(kind, answer)

    assert isinstance(raised.value, StripeUnavailable)
    assert (raised.value.status, raised.value.code) == (503, "stripe_unreadable")
