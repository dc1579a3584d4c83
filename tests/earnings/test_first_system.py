"""Documents of the first system, which have only the documented fields, are shown like ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pulse.earnings import trainer_earnings, winner_earnings
from pulse.ports import Document
from pulse.ports.store import Create
from pulse.prizes import PrizeRecord, project_winner
from pulse.sales import Payment
from tests.people import seed_user

PAYMENT = {
    "paymentId": "pi_payment_123", "challengeId": "challenge_789", "ownerId": "u1",
    "buyerId": "customer_user_456", "amount": 10_000, "platformFee": 300, "ownerAmount": 9_700,
    "status": "completed", "createdAt": "2024-01-15T10:00:00Z", "stripeAccountId": "acct_trainer_123",
}  # fmt: skip
PRIZE = {
    "id": "challenge_789_u1_1705320000", "challengeId": "challenge_789", "userId": "u1",
    "prizeAmount": 10_000, "winnerAmount": 9_700, "platformFee": 300, "status": "paid",
    "stripeTransferId": "tr_transfer_123", "createdAt": "2024-01-15T10:00:00Z",
    "paidAt": "2024-01-15T14:30:00Z",
}  # fmt: skip
UNPAID = {name: value for name, value in PRIZE.items() if name not in {"stripeTransferId", "paidAt"}}
UNPAID["status"] = "pending"
TEN = datetime(2024, 1, 15, 10, tzinfo=UTC)


def seed_payment(world, **fields):
    payment = {**PAYMENT, **fields}
    world.store.commit([Create(f"payments/{payment['paymentId']}", payment)])
    return world.store.get(f"payments/{payment['paymentId']}")


def seed_prize(world, prize=PRIZE, **fields):
    prize = {**prize, **fields}
    world.store.commit([Create(f"prizeRecords/{prize['id']}", prize)])
    return world.store.get(f"prizeRecords/{prize['id']}")


@pytest.mark.parametrize("at", ["2024-01-15T10:00:00Z", "2024-01-15T10:00:00", TEN])
def test_a_trainer_sees_the_sale(world, at):
    seed_user(world)
    seed_payment(world, createdAt=at)
    answer = trainer_earnings("u1", ports=world.ports).answer()
    assert answer["recentSales"] == [
        {
            "id": "pi_payment_123", "date": "2024-01-15", "roundTitle": "", "amount": 100.0,
            "amountCents": 10_000, "netCents": 9_700, "currency": "usd", "status": "completed",
            "source": "stripe", "buyerId": "customer_user_456",
        }
    ]  # fmt: skip
    assert answer["roundsSold"] == 1


@pytest.mark.parametrize(
    ("owner_amount", "processing", "payer"), [(9_700, 0, "platform"), (9_380, 320, "trainer")]
)
def test_both_of_the_guides_splits_add_up(world, owner_amount, processing, payer):
    payment = Payment.of(seed_payment(world, ownerAmount=owner_amount))
    assert (payment.processing_fee, payment.processing_fee_payer) == (processing, payer)
    assert payment.owner_amount + payment.application_fee_amount == payment.amount
    assert (payment.fee_bps, payment.owner_net_amount) == (300, owner_amount)


@pytest.mark.parametrize("at", ["2024-01-15T10:00:00Z", "2024-01-15T10:00:00", TEN])
def test_a_winner_sees_the_prize_and_its_projection(world, at):
    seed_user(world)
    seed_prize(world, createdAt=at)
    (prize,) = winner_earnings("u1", None, ports=world.ports).answer()["prizeRecords"]
    assert (prize["status"], prize["placement"], prize["challengeTitle"]) == ("paid", 0, "")
    assert (prize["winnerAmount"], prize["currency"]) == (9_700, "usd")
    assert (prize["createdAt"], prize["updatedAt"]) == ("2024-01-15T10:00:00Z",) * 2
    project_winner("u1", ports=world.ports)
    assert world.store.get("users/u1").fields["winner"]["totalEarnings"] == 9_700


@pytest.mark.parametrize("status", ["pending", "processing", "failed"])
def test_a_prize_with_a_transfer_is_paid_by_any_status(world, status):
    assert PrizeRecord.of(seed_prize(world, status=status)).status == "paid"


def test_old_and_new_records_are_shown_together(world):
    seed_user(world)
    seed_prize(world)
    seed_prize(world, UNPAID, id="other_u1_1", createdAt=TEN)
    project_winner("u1", ports=world.ports)
    shown = winner_earnings("u1", None, ports=world.ports).answer()["prizeRecords"]
    assert [one["reason"] for one in shown if one["status"] == "pending"] == ["needs_review"]


def test_a_sale_that_cannot_be_read_hides_no_other_and_raises_an_alert(world):
    seed_user(world)
    seed_payment(world)
    broken = {name: value for name, value in PAYMENT.items() if name != "ownerAmount"}
    world.store.commit([Create("payments/pi_broken", {**broken, "createdAt": "2024-01-16T10:00:00Z"})])
    answer = trainer_earnings("u1", ports=world.ports).answer()
    assert [sale["id"] for sale in answer["recentSales"]] == ["pi_payment_123"]
    assert [alert.subject for alert in world.alerts.raised] == ["payments/pi_broken"]


def test_a_prize_that_cannot_be_read_hides_no_other_and_raises_an_alert(world):
    seed_user(world)
    seed_prize(world)
    world.store.commit([Create("prizeRecords/broken", {**PRIZE, "prizeAmount": "much"})])
    answer = winner_earnings("u1", None, ports=world.ports).answer()
    assert [prize["id"] for prize in answer["prizeRecords"]] == [PRIZE["id"]]
    assert {alert.subject for alert in world.alerts.raised} == {"prizeRecords/broken"}


def test_sales_kept_under_other_names_than_their_payments_are_paged(world):
    seed_user(world)
    named = {f"payments/old_{n:02}": {**PAYMENT, "paymentId": f"pi_{n:02}"} for n in range(11)}
    world.store.commit([Create(path, fields) for path, fields in named.items()])
    first = trainer_earnings("u1", ports=world.ports).answer()
    second = trainer_earnings("u1", ports=world.ports, page=first["nextPageToken"]).answer()
    shown = [sale["id"] for page in (first, second) for sale in page["recentSales"]]
    assert sorted(shown) == sorted(fields["paymentId"] for fields in named.values())
    assert second["nextPageToken"] is None


ODD_AMOUNTS = [True, "10000", -1, 99.5, float("nan"), [10_000]]
ODD_TIMES = [True, 5, "soon", "1705312800", {"seconds": 5}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("prizeAmount", odd) for odd in ODD_AMOUNTS),
        *(("winnerAmount", odd) for odd in ODD_AMOUNTS),
        *(("createdAt", odd) for odd in ODD_TIMES),
        *(("paidAt", odd) for odd in ODD_TIMES),
    ],
)
def test_a_prize_whose_amounts_or_times_cannot_be_read_is_damaged(world, field, value):
    document = Document("prizeRecords/odd", {**PRIZE, field: value}, 1)

    with pytest.raises(ValueError, match=f"{field} must be a"):
        PrizeRecord.of(document)


@pytest.mark.parametrize(
    ("field", "value"),
    [*(("ownerAmount", odd) for odd in ODD_AMOUNTS), *(("createdAt", odd) for odd in ODD_TIMES)],
)
def test_a_payment_whose_amounts_or_times_cannot_be_read_is_damaged(world, field, value):
    with pytest.raises(ValueError, match=f"{field} must be a"):
        Payment.of(Document("payments/odd", {**PAYMENT, field: value}, 1))


@pytest.mark.parametrize(
    "at", [TEN, 1_705_312_800, 1_705_312_800_000, {"seconds": 1_705_312_800, "nanoseconds": 0}]
)
def test_the_first_systems_times_are_read_in_every_form(world, at):
    assert PrizeRecord.of(Document("prizeRecords/odd", {**PRIZE, "createdAt": at}, 1)).created_at == TEN
    assert Payment.of(Document("payments/odd", {**PAYMENT, "createdAt": at}, 1)).created_at == TEN
