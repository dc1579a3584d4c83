"""What stands around a pool: the comparison with Stripe, exports, erasure, sales, and other payments."""

from __future__ import annotations

import pytest

from pulse.backoffice import export_my_data, reconcile
from pulse.backoffice.checks.invariants import check
from pulse.backoffice.privacy.erase import MoneyOnItsWay, delete_my_data
from pulse.inbox.handlers import Hint, Outcome, handle
from pulse.pools import FundingStatus
from tests.pools.scene import (
    CHALLENGE,
    OWNER,
    agrees,
    asked,
    challenge,
    dashboard_refund,
    disputed,
    funding_of,
    has_funds,
    paid_in,
    pays,
    seen,
)
from tests.sales import scene as sales


def reconciled(world, *, full=True):
    return reconcile(ports=world.ports, full=full)


def test_what_nobody_told_of_is_booked_by_the_comparison_with_stripe(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)

    report = reconciled(world)

    assert (report.repaired, report.differences) == (1, ())
    assert funding_of(world, payment_id).status is FundingStatus.SUCCEEDED
    agrees(world)


def test_books_and_stripe_agree_after_refunds_and_disputes_that_nobody_told_of(world):
    challenge(world)
    payment_id = paid_in(world)
    another = paid_in(world, 5_000)
    has_funds(world)
    reconciled(world)
    dashboard_refund(world, payment_id, 3_000)
    disputed(world, another)

    report = reconciled(world)

    assert report.differences == ()
    assert seen(world).sums.funded == 7_000


def test_the_checker_finds_nothing_wrong_with_a_pool(world):
    challenge(world)
    has_funds(world)
    payment_id = paid_in(world)
    dashboard_refund(world, payment_id, 3_000)
    reconciled(world)

    violations = check(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=True)

    assert [str(one) for one in violations] == []


def test_a_sale_and_a_payment_into_the_pool_of_one_challenge_are_told_apart(world):
    sales.round_on_sale(world)
    challenge(world, sales.CHALLENGE, pricingInfo={"isEnabled": True, "amount": 10_000, "currency": "usd"})
    into_pool = asked(world, challenge_id=sales.CHALLENGE).payment_intent_id
    pays(world, into_pool)

    assert handle(Hint("payment_intent.succeeded", into_pool, None), ports=world.ports) is Outcome.APPLIED
    assert handle(Hint("payment_intent.succeeded", "pi_nobodys", None), ports=world.ports) is Outcome.UNKNOWN
    assert world.store.get(f"payments/{into_pool}") is None


def test_a_warning_about_something_else_is_not_ours(world):
    assert handle(Hint("radar.early_fraud_warning.created", "issfr_x", None), ports=world.ports) is (
        Outcome.UNKNOWN
    )


def test_who_has_money_in_a_pool_is_not_erased_and_what_they_only_began_is_canceled(world):
    challenge(world, status="completed")
    challenge(world, "another")
    open_one = asked(world, challenge_id="another").payment_intent_id
    paid_in(world, challenge_id="another", payer="owner_user_2")

    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data("owner_user_2", ports=world.ports)

    assert any(one.startswith("funding_succeeded") for one in refused.value.facts["obstacles"])
    assert funding_of(world, open_one).status is FundingStatus.REQUIRES_PAYMENT


def test_an_export_shows_a_payer_their_payments_and_their_entries(world):
    challenge(world)
    paid_in(world)

    exported = export_my_data(OWNER, ports=world.ports)

    text = str(exported)
    assert f"{CHALLENGE}_{OWNER}_1" in text
    assert f"payer:{OWNER}" in text
