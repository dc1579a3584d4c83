"""While Stripe or the store is away, the run concludes nothing it has not seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import reconcile
from pulse.errors import StoreUnavailable, StripeNotPermitted, StripeUnavailable, StripeUnreadable
from pulse.prizes import PayPrize, PrizeStatus, pay_prize
from tests.backoffice.disturbed import (
    AwayFor,
    posted,
    shifted,
    with_answers_lost,
    without_store,
    without_stripe,
)
from tests.backoffice.reconciliation.scene import paid_prize, reconciled
from tests.prizes import scene


def test_with_stripe_away_nothing_is_concluded(world):
    record = paid_prize(world)
    shifted(world, posted(world, record.stripe_transfer_id), 1)
    reconciled(world, full=False)
    report = reconcile(ports=without_stripe(world, "list_balance_transactions"), full=False)
    assert report.problems == ("platform: stripe_unavailable", "winner:ada: stripe_unavailable")
    assert (report.closed, len(report.differences)) == (0, 2)


@pytest.mark.parametrize("error", [StripeUnavailable("no answer"), StripeUnreadable("of an unknown form")])
def test_a_transfer_that_stripe_does_not_show_is_named_and_the_others_are_recorded(world, error):
    scene.funds(world, 50_000)
    records = scene.awarded(world, "ada", "bob", "cy")
    for record in records:
        scene.winner_account(world, record.user_id)
        pay_prize(PayPrize(record.id, "system:test"), ports=with_answers_lost(world, "create_transfer"))
    (hidden,) = scene.transfers(world, records[0])
    stripe = AwayFor(world.stripe, error, [hidden.id], "retrieve_transfer")
    report = reconcile(ports=replace(world.ports, stripe=stripe), full=True)
    assert report.problems == (f"{hidden.id}: {error.code}",)
    assert {one.subject for one in report.differences} == {hidden.id, "winner:ada"}
    assert {scene.read(world, record.id).status for record in records[1:]} == {PrizeStatus.PAID}
    assert reconciled(world, full=True).clean


def test_a_movement_that_stripe_does_not_answer_for_stays_open_and_the_others_are_confirmed(world):
    paid = paid_prize(world)
    other = world.stripe.create_transfer(
        {"amount": 5, "currency": "usd", "destination": paid.attempt.destination}, idempotency_key="k"
    )
    shifted(world, posted(world, paid.stripe_transfer_id), 1)
    assert len([one for one in reconciled(world, full=False).differences if one.subject[:3] == "tr_"]) == 2
    shifted(world, posted(world, paid.stripe_transfer_id), -1)
    silent = [f"'source': '{paid.stripe_transfer_id}'"]
    stripe = AwayFor(world.stripe, StripeUnavailable("no answer"), silent, "list_balance_transactions")
    report = reconcile(ports=replace(world.ports, stripe=stripe), full=False)
    assert report.problems == (f"{paid.stripe_transfer_id}: stripe_unavailable",)
    assert {one.subject for one in report.differences} >= {paid.stripe_transfer_id, other.id}


def test_a_run_that_finds_a_difference_says_too_what_it_could_not_compare(world):
    record = paid_prize(world)
    shifted(world, posted(world, record.stripe_transfer_id), 1)
    reconciled(world, full=False)
    world.alerts.raised.clear()
    reconcile(ports=without_stripe(world, "list_balance_transactions"), full=False)
    said = {one.cause: one.facts for one in world.alerts.raised}
    assert "difference.found" in said
    assert said["reconciliation.interrupted"] == {
        "problems": ["platform: stripe_unavailable", "winner:ada: stripe_unavailable"]
    }


def test_a_right_that_our_key_lacks_is_named_by_an_alert_of_its_own(world):
    record = paid_prize(world)
    refusal = StripeNotPermitted("no right", right="rak_balance_transaction_read")
    stripe = AwayFor(world.stripe, refusal, [""], "list_balance_transactions")
    reconcile(ports=replace(world.ports, stripe=stripe), full=False)
    assert ("right.refused", "rights/rak_balance_transaction_read") in {
        (one.cause, one.subject) for one in world.alerts.raised
    }
    assert scene.read(world, record.id).status is PrizeStatus.PAID


def test_with_the_store_away_the_run_says_so(world):
    with pytest.raises(StoreUnavailable):
        reconcile(ports=without_store(world, "query", "get"), full=False)
