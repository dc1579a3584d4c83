"""What a sale needs now, from what Stripe shows of it: a round of 100.00, of which our fee is 3.00."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pulse.attempts import CORRECTION, first_attempt
from pulse.charges import DisputeStory
from pulse.ports.stripe_objects import (
    BalanceTransaction,
    Charge,
    Dispute,
    FeeRefund,
    PaymentIntent,
    Refund,
    Transfer,
    TransferReversal,
)
from pulse.sales import Correction, CorrectionKind, CorrectionStatus, FeePayer, Payment, PaymentStatus
from pulse.sales.correction_rules import wait_after_refusal
from pulse.sales.owed import owed
from pulse.sales.sale import REVERSED_FOR, Reinstatement, Sale

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
PAYMENT = Payment(
    challenge_id="ch", challenge_title="", owner_id="trainer", buyer_id="buyer", stripe_account_id="acct_1",
    amount=10_000, currency="usd", fee_bps=300, platform_fee=300, processing_fee=320,
    processing_fee_payer=FeePayer.PLATFORM, application_fee_amount=300, owner_amount=9_700,
    platform_margin=-20, payment_id="pi_1", purchase_id="ch_buyer", generation=1,
    status=PaymentStatus.COMPLETED, user_challenge_id="ch_buyer", owner_net_amount=9_700, created_at=NOW,
    updated_at=NOW,
)  # fmt: skip


def sale(**happened):
    intent = PaymentIntent(id="pi_1", status="succeeded", amount=10_000, currency="usd", created=AT)
    charge = Charge(
        id="ch_1", amount=10_000, currency="usd", created=AT, transfer="tr_1", application_fee="fee_1"
    )
    return Sale(intent, charge, **{name: tuple(made) for name, made in happened.items()})


def refund(name, amount, *, moved=True, status="succeeded", reversal=None, policy=None, at=AT):
    return Refund(
        id=name, amount=amount, currency="usd", created=at, status=status, transfer_reversal=reversal,
        balance_transaction="txn" if moved else None, metadata={"policy": policy} if policy else {},
    )  # fmt: skip


def reversal(name, amount, *, of=None, cause=None, transfer="tr_1", at=AT):
    metadata = {REVERSED_FOR: cause} if cause else {}
    return TransferReversal(
        id=name, amount=amount, currency="usd", transfer=transfer, created=at, source_refund=of,
        metadata=metadata,
    )  # fmt: skip


def fee_back(amount, *, at=AT):
    return FeeRefund(id=f"fr_{amount}_{at}", amount=amount, currency="usd", created=at)


def dispute(name, amount, status="needs_response"):
    said = Dispute(id=name, amount=amount, charge="ch_1", created=AT, currency="usd", status=status)
    taken = BalanceTransaction(
        id=f"txn_{name}", amount=-amount, created=AT, currency="usd", fee=0, net=-amount, type="adjustment"
    )
    return DisputeStory(said, (taken,))


def paid_back(name, reference, amount, reversals=()):
    made = Transfer(id=name, amount=amount, currency="usd", created=AT, destination="acct_1")
    return Reinstatement(reference, made, tuple(reversals))


def correction(status, reference="du_1", kind=CorrectionKind.DISPUTE_REVERSAL, age=timedelta(0), **fields):
    at = NOW - age
    return Correction(
        correction_id=f"{kind}_{reference}", kind=kind, payment_id="pi_1", reference=reference,
        target="tr_1", amount=100, owner_amount=100, currency="usd", params={},
        attempt=first_attempt(CORRECTION, reference, at), status=status, actor="system:sales", created_at=at,
        updated_at=at, **fields,
    )  # fmt: skip


def asked(happened, known=()):
    """What Stripe is asked for, as kind, object, amount."""
    return [(one.kind.value, one.target, one.amount) for one in owed(PAYMENT, happened, known)]


def test_a_refund_takes_the_share_with_our_fee_once_its_money_has_moved():
    assert asked(sale(refunds=[refund("re_1", 4_000)])) == [("refund_reversal", "tr_1", 4_000)]


@pytest.mark.parametrize("status", ["pending", "requires_action", None])
def test_a_refund_that_waits_takes_nothing(status):
    assert asked(sale(refunds=[refund("re_1", 4_000, moved=False, status=status)])) == []


def test_what_a_failed_refund_took_comes_back_and_our_fee_is_left_out_of_it():
    failed = refund("re_1", 4_000, status="failed", reversal="trr_1")
    taken = sale(refunds=[failed], transfer_reversals=[reversal("trr_1", 4_000)], fee_refunds=[fee_back(120)])
    assert asked(taken) == [("refund_reinstatement", "tr_1", 3_880)]


def test_what_is_missing_for_one_and_too_much_for_another_is_sent_neither_way():
    """The first refund failed after its share was taken; the second one stands and took nothing."""
    failed = refund("re_1", 4_000, status="failed", reversal="trr_1")
    both = sale(
        refunds=[failed, refund("re_2", 4_000, at=AT + 900)],
        transfer_reversals=[reversal("trr_1", 4_000)],
        fee_refunds=[fee_back(120)],
    )
    assert asked(both) == []


def test_more_than_the_trainer_kept_of_the_sale_is_never_taken():
    """Two disputes of the whole charge: what the first one took is all that there was."""
    taken = reversal("trr_1", 9_700, cause="du_1")
    twice = sale(disputes=[dispute("du_1", 10_000), dispute("du_2", 10_000)], transfer_reversals=[taken])
    assert asked(twice) == []


def test_the_share_is_taken_from_the_newest_transfer_that_has_room():
    again = [reversal("trr_1", 9_700, cause="du_1")]
    won = sale(
        disputes=[dispute("du_1", 0, "won"), dispute("du_2", 10_000)],
        transfer_reversals=again,
        reinstatements=[paid_back("tr_2", "du_1", 9_700)],
    )
    assert asked(won) == [("dispute_reversal", "tr_2", 9_700)]


def test_once_all_went_back_in_parts_the_trainer_gets_what_rounding_left_of_our_fee():
    """Three refunds of 33.33, 33.33 and 33.34 each gave back 99 cents: 3 cents of our fee are left."""
    parts = [3_333, 3_333, 3_334]
    whole = sale(
        refunds=[
            refund(f"re_{n}", part, reversal=f"trr_{n}", at=AT + 900 * n) for n, part in enumerate(parts)
        ],
        transfer_reversals=[reversal(f"trr_{n}", part, at=AT + 900 * n) for n, part in enumerate(parts)],
        fee_refunds=[fee_back(99, at=AT + 900 * n) for n in range(3)],
    )
    assert asked(whole) == [("fee_refund", "fee_1", 3)]


def test_the_next_correction_for_one_dispute_has_a_number_and_a_key_of_its_own():
    story = sale(disputes=[dispute("du_1", 10_000)])
    for known, name in (
        ([], "dispute_reversal_du_1"),
        ([correction(CorrectionStatus.OPEN)], "dispute_reversal_du_1"),
        ([correction(CorrectionStatus.DONE)], "dispute_reversal_du_1_2"),
        ([correction(CorrectionStatus.DROPPED)], "dispute_reversal_du_1_2"),
        ([correction(CorrectionStatus.DONE, reference="du_2")], "dispute_reversal_du_1"),
    ):
        assert [one.correction_id for one in owed(PAYMENT, story, known)] == [name]


def test_other_terms_are_another_correction():
    (now,) = owed(PAYMENT, sale(disputes=[dispute("du_1", 10_000)]), [])
    same = correction(CorrectionStatus.OPEN).but(target=now.target, params=now.params)
    assert now.is_what(same)
    assert not now.is_what(same.but(params={**now.params, "amount": now.amount - 1}))
    assert not now.is_what(same.but(target="tr_2"))


@pytest.mark.parametrize(
    ("age", "code", "days"),
    [
        (0, "balance_insufficient", 1),
        (300, "balance_insufficient", 1),
        (0, "account_invalid", 1),
        (4, "account_invalid", 4),
        (300, "account_invalid", 30),
        (4, None, 4),
    ],
)
def test_what_may_never_come_is_asked_for_less_and_less_often(age, code, days):
    refused = correction(CorrectionStatus.REFUSED, age=timedelta(days=age))
    assert wait_after_refusal(refused, code, NOW) == timedelta(days=days)


def test_a_refund_that_a_person_wished_for_is_not_tried_again():
    wished = correction(CorrectionStatus.REFUSED, kind=CorrectionKind.REFUND)
    assert wait_after_refusal(wished, "balance_insufficient", NOW) is None
