"""Money goes back to buyers: in proportion to the cent, once, and never more than was paid."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.errors import InvalidRequest, NotFound
from pulse.sales import (
    FeePayer,
    NotRefundable,
    RefundFailed,
    RefundPolicy,
    RefundReason,
    RefundRefused,
    RequestReused,
    apply_payment_intent,
    refresh_open_payments,
)
from tests.sales.scene import (
    CHARGED,
    KEPT,
    agrees_with_stripe,
    books,
    bought,
    dispute_opened,
    documents,
    has_funds,
    payment_of,
    pays,
    platform_balance,
    refunded,
    round_on_sale,
    sold,
    world_where,
)


def refunds(world):
    """The amount of each refund that Stripe has."""
    return [refund.amount for refund in world.stripe.list_refunds({})]


@pytest.mark.parametrize("payer", FeePayer)
def test_a_whole_refund_takes_everything_back_but_stripes_fee(payer):
    world = world_where(payer)
    payment_id = sold(world)
    answer = refunded(world, payment_id)
    assert (answer.amount, answer.status, answer.owner_net_amount) == (CHARGED[payer], "refunded", 0)
    payment = payment_of(world, payment_id)
    assert (payment.refunded_amount, payment.owner_refunded_amount) == (CHARGED[payer], KEPT[payer])
    assert platform_balance(world) == -payment.stripe_fee == -payment.processing_fee
    assert books(world).get("platform:fees", 0) == 0
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize(
    ("payer", "share"), [(FeePayer.PLATFORM, 3_233), (FeePayer.TRAINER, 3_126), (FeePayer.BUYER, 3_133)]
)
def test_a_part_is_refunded_in_proportion(payer, share):
    world = world_where(payer)
    payment_id = sold(world)
    answer = refunded(world, payment_id, 3_333)
    assert (answer.status, answer.refunded_amount) == ("partially_refunded", 3_333)
    assert payment_of(world, payment_id).owner_refunded_amount == share
    agrees_with_stripe(world, payment_id)


@example(amount=101, parts=[38, 7], payer=FeePayer.TRAINER)
@given(
    amount=st.integers(min_value=50, max_value=97_000_000),
    parts=st.lists(st.integers(min_value=1, max_value=10_000), min_size=1, max_size=5),
    payer=st.sampled_from(FeePayer),
)
def test_parts_add_up_to_the_whole_to_the_cent(amount, parts, payer):
    world = world_where(payer)
    payment_id = sold(world, amount=amount)
    for number, weight in enumerate(parts):
        left = payment_of(world, payment_id).amount - payment_of(world, payment_id).refunded_amount
        part = max(1, left * weight // 10_000)
        if left:
            refunded(world, payment_id, part, request_id=f"part {number}")
            agrees_with_stripe(world, payment_id)
    if payment_of(world, payment_id).status != "refunded":
        refunded(world, payment_id, request_id="rest")
    payment = payment_of(world, payment_id)
    assert (payment.refunded_amount, payment.owner_net_amount) == (payment.amount, 0)
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("payer", FeePayer)
def test_by_the_policy_keep_fee_the_trainer_pays_the_whole_refund(payer):
    world = world_where(payer)
    payment_id = sold(world)
    refunded(world, payment_id, policy=RefundPolicy.KEEP_FEE)
    assert payment_of(world, payment_id).owner_net_amount == KEPT[payer] - CHARGED[payer]
    assert books(world)["platform:fees"] == CHARGED[payer] - KEPT[payer]
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("payer", FeePayer)
def test_by_the_policy_platform_pays_the_trainer_keeps_everything(payer):
    world = world_where(payer)
    payment_id = sold(world)
    refunded(world, payment_id, policy=RefundPolicy.PLATFORM_PAYS)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == KEPT[payer]
    agrees_with_stripe(world, payment_id)


def test_the_same_request_is_one_refund(world):
    payment_id = sold(world)
    first, second = refunded(world, payment_id, 1_000), refunded(world, payment_id, 1_000)
    assert first == second
    assert payment_of(world, payment_id).refunded_amount == 1_000
    assert refunds(world) == [1_000]
    refunded(world, payment_id, 1_000, request_id="another thousand")
    assert payment_of(world, payment_id).refunded_amount == 2_000
    assert refunds(world) == [1_000, 1_000]


def test_a_name_used_for_another_amount_is_refused(world):
    payment_id = sold(world)
    refunded(world, payment_id, 1_000, request_id="a")
    with pytest.raises(RequestReused) as refused:
        refunded(world, payment_id, 2_000, request_id="a")
    assert refused.value.code == "request_reused"


@pytest.mark.parametrize("amount", [None, 1_000])
@pytest.mark.parametrize("request_id", [None, "a"])
def test_a_request_repeated_with_another_policy_is_refused(world, amount, request_id):
    payment_id = sold(world)
    first = refunded(world, payment_id, amount, request_id=request_id)
    with pytest.raises(RequestReused) as refused:
        refunded(world, payment_id, amount, request_id=request_id, policy=RefundPolicy.PLATFORM_PAYS)
    assert refused.value.code == "request_reused"
    assert payment_of(world, payment_id).owner_net_amount == first.owner_net_amount


@pytest.mark.parametrize("amount", [10_001, 99_999_999])
def test_more_than_was_paid_is_never_refunded(world, amount):
    payment_id = sold(world)
    with pytest.raises(NotRefundable):
        refunded(world, payment_id, amount)
    assert documents(world, "corrections") == []
    assert refunds(world) == []


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refund_has_an_amount(world, amount):
    with pytest.raises(InvalidRequest):
        refunded(world, sold(world), amount)


def test_what_is_refunded_is_not_refunded_again(world):
    payment_id = sold(world)
    refunded(world, payment_id, 6_000)
    with pytest.raises(NotRefundable) as refused:
        refunded(world, payment_id, 4_001)
    assert refused.value.facts["refundable_amount"] == 4_000
    refunded(world, payment_id, reason=RefundReason.DUPLICATE)
    with pytest.raises(NotRefundable):
        refunded(world, payment_id, 1)
    assert sorted(refunds(world)) == [4_000, 6_000]


def test_an_unpaid_an_unknown_and_a_disputed_payment_are_not_refunded(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    with pytest.raises(NotRefundable):
        refunded(world, payment_id)
    with pytest.raises(NotFound):
        refunded(world, "pi_unknown")
    pays(world, payment_id)
    apply_payment_intent(payment_id, ports=world.ports)
    dispute_opened(world, payment_id)
    with pytest.raises(NotRefundable):
        refunded(world, payment_id)
    assert refunds(world) == []


def test_a_refund_that_stripe_refuses_releases_its_amount(world):
    payment_id = sold(world)
    world.emulator.faults.add("error", method="POST", path="/refunds$", count=1, status=400)
    with pytest.raises(RefundRefused):
        refunded(world, payment_id, 4_000)
    assert payment_of(world, payment_id).reserved_refund_amount == 0
    refunded(world, payment_id, 10_000, request_id="again")
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("amount", [None, 4_000])
def test_a_request_that_stripe_refused_is_tried_again_with_a_new_key(world, amount):
    payment_id = sold(world)
    world.emulator.faults.add("error", method="POST", path="/refunds$", count=2, status=400)
    for _ in range(2):
        with pytest.raises(RefundRefused):
            refunded(world, payment_id, amount)
        assert payment_of(world, payment_id).reserved_refund_amount == 0
    again = refunded(world, payment_id, amount)
    assert again == refunded(world, payment_id, amount)
    assert again.refunded_amount == (amount or 10_000)
    (correction,) = documents(world, "corrections")
    assert correction.fields["attempt"]["key"].endswith(":g3")
    assert correction.fields["refusedCode"] is None
    assert len(world.stripe.list_refunds({})) == 1
    agrees_with_stripe(world, payment_id)


def test_a_refused_request_is_not_tried_again_beyond_what_is_left(world):
    payment_id = sold(world)
    world.emulator.faults.add("error", method="POST", path="/refunds$", count=1, status=400)
    with pytest.raises(RefundRefused):
        refunded(world, payment_id, 4_000, request_id="a")
    refunded(world, payment_id, 7_000, request_id="b")
    with pytest.raises(NotRefundable):
        refunded(world, payment_id, 4_000, request_id="a")
    assert refunds(world) == [7_000]
    agrees_with_stripe(world, payment_id)


def failed_refund(world, amount=None):
    """A payment, its refund that the bank sent back, and the answer when it was made."""
    payment_id = sold(world, card="pm_card_refundFail")
    first = refunded(world, payment_id, amount, request_id="first")
    world.clock.advance(minutes=2)
    return payment_id, first


def test_a_refund_that_failed_at_the_bank_is_not_answered_as_made(world):
    payment_id, first = failed_refund(world, 4_000)
    with pytest.raises(RefundFailed) as failed:
        refunded(world, payment_id, 4_000, request_id="first")
    assert (failed.value.code, failed.value.facts) == ("refund_failed", {"refund_id": first.refund_id})
    assert "pay the buyer in another way" in str(failed.value)


@pytest.mark.parametrize("amount", [None, 4_000])
def test_after_a_refund_that_failed_stripe_refuses_a_second_and_the_answer_says_what_to_do(world, amount):
    payment_id, _ = failed_refund(world, amount)
    with pytest.raises(RefundRefused) as refused:
        refunded(world, payment_id, amount, request_id="second")
    assert str(refused.value) == (
        "Stripe makes no second refund of a payment after one that failed: "
        "please pay the buyer in another way, for example by bank transfer"
    )
    payment = payment_of(world, payment_id)
    assert (payment.reserved_refund_amount, payment.failed_refund_amount) == (0, amount or 10_000)
    assert (payment.owner_net_amount, payment.refunded_amount) == (9_700, 0)
    assert len(world.stripe.list_refunds({})) == 1
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("settings", [{"platform_fee_bps": 0}, {"platform_fee_bps": 1}])
@pytest.mark.parametrize("amount", [None, 20])
def test_where_there_was_no_fee_none_is_asked_back(settings, amount):
    world = world_where(FeePayer.PLATFORM, **settings)
    payment_id = sold(world, amount=100)
    assert payment_of(world, payment_id).application_fee_id is None
    answer = refunded(world, payment_id, amount)
    assert answer.owner_net_amount == 100 - (amount or 100)
    agrees_with_stripe(world, payment_id)


def test_a_part_whose_share_of_the_fee_rounds_to_nothing_is_refunded(world):
    payment_id = sold(world)
    assert refunded(world, payment_id, 1).owner_net_amount == 9_699
    agrees_with_stripe(world, payment_id)


def test_a_refund_that_waits_for_funds_says_so(world):
    payment_id = sold(world)
    has_funds(world, 0)
    answer = refunded(world, payment_id, 4_000)
    assert (answer.refund_status, answer.refunded_amount, answer.status) == (
        "pending",
        4_000,
        "partially_refunded",
    )
    assert payment_of(world, payment_id).pending_refund_amount == 4_000


def notices(world):
    buyer = documents(world, "payments")[0].fields["buyerId"]
    return [document.fields for document in documents(world, f"users/{buyer}/notices")]


def test_the_buyer_is_told_of_each_refund_once(world):
    payment_id = sold(world)
    for amount in (1_000, 2_000):
        refunded(world, payment_id, amount)
        refunded(world, payment_id, amount)

    told = notices(world)
    assert [one["reason"] for one in told] == ["refund_made"] * 2
    assert sorted("10.00 USD of what you paid" in one["text"] for one in told) == [False, True]
    assert {one["paymentId"] for one in told} == {payment_id}


def test_the_buyer_is_not_told_of_a_refund_that_stripe_refused(world):
    payment_id = sold(world)
    world.emulator.faults.add("error", method="POST", path="/refunds$", count=1, status=400)
    with pytest.raises(RefundRefused):
        refunded(world, payment_id)

    assert notices(world) == []
