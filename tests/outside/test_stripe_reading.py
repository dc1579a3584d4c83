"""An answer with an unexpected form is about one object, and no sign of an outage."""

from __future__ import annotations

import pytest

from pulse.errors import StripeUnavailable, StripeUnreadable
from pulse.outside.stripe_reading import Page, event_of, read, read_events
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


def thin(event_id, **fields):
    body = {"id": event_id, "object": "v2.core.event", "type": "v1.payout.paid", "livemode": False}
    about = {"id": "po_1", "type": "payout", "url": "/v1/payouts/po_1"}
    return {**body, "created": "2026-11-27T10:00:00.000Z", "related_object": about, **fields}


@pytest.mark.parametrize(
    "odd", [{"created": "soon"}, {"created": 7}, {"related_object": "po_1"}, {"id": None}]
)
def test_an_event_that_cannot_be_read_is_left_out_of_a_list_and_the_others_are_not(odd):
    listed = read_events([thin("evt_1"), thin("evt_2", **odd), thin("evt_3")])

    assert [event.id for event in listed] == ["evt_1", "evt_3"]


@pytest.mark.parametrize(
    ("context", "account"),
    [
        (None, None),
        ("org_1", None),
        ("acct_1", "acct_1"),
        ("org_1/acct_1", "acct_1"),
        ("acct_0/acct_1", "acct_1"),
    ],
)
def test_of_a_context_that_is_a_path_the_last_one_acts(context, account):
    assert event_of(thin("evt_1", context=context)).account == account
