"""What Stripe refuses is kept with the person it was for, and told when it is critical."""

from __future__ import annotations

import pytest

from pulse.alerts import notify_error
from pulse.errors import StripeRefused
from tests.canaries import CANARIES, leaked


def refused(**changes) -> StripeRefused:
    values = {"http_status": 400, "stripe_type": "invalid_request_error", "stripe_code": "account_invalid"}
    return StripeRefused(" ".join(CANARIES.values()), **{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "told"),
    [({}, 0), ({"stripe_type": "card_error"}, 1), ({"stripe_code": "transfer_failed"}, 1)],
)
def test_the_guide_s_critical_errors_are_told_and_all_are_kept(world, ports, slack, changes, told):
    notify_error(refused(request_id="req_1", **changes), operation="get-earnings", user_id="u1", ports=ports)
    assert len(slack.texts) == told
    (kept,) = world.store._documents["users/u1/stripeErrors"].values()
    assert kept.fields["facts"]["operation"] == "get-earnings"
    assert kept.fields["facts"]["stripe_request_id"] == "req_1"


def test_stripe_s_own_words_are_not_kept(world, ports, slack, capsys):
    notify_error(refused(stripe_type="card_error"), operation="get-earnings", user_id="u1", ports=ports)
    assert leaked(str(world.store._documents)) == []
    assert leaked(slack.texts[0]) == []
    assert leaked(capsys.readouterr().out) == []


def test_many_refusals_of_one_person_are_one_matter(world, ports):
    for _ in range(20):
        notify_error(refused(), operation="get-earnings", user_id="u1", ports=ports)
        world.clock.advance(minutes=2)
    assert len(world.store._documents["users/u1/stripeErrors"]) == 1
