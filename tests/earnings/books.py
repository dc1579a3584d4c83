"""Payments and prize records as the other slices write them."""

from __future__ import annotations

from datetime import timedelta

from pulse.money import share
from pulse.ports.store import Create
from pulse.prizes import PrizeRecord, PrizeStatus
from pulse.sales import FeePayer, Payment, PaymentStatus


def payment(
    world, number, *, owner="u1", amount=10_000, status=PaymentStatus.COMPLETED, given_back=0, **fields
):
    fee = share(amount, 300)
    at = world.clock.now() + timedelta(minutes=number)
    challenge, buyer = f"c{number}", f"buyer{number}"
    return Payment(
        payment_id=f"pi_{owner}_{number}", purchase_id=f"{challenge}_{buyer}", generation=1, status=status,
        challenge_id=challenge, challenge_title=f"Round {number}", owner_id=owner, buyer_id=buyer,
        stripe_account_id="acct_1", amount=amount, currency="usd", fee_bps=300, platform_fee=fee,
        processing_fee=320, processing_fee_payer=FeePayer.PLATFORM, application_fee_amount=fee,
        owner_amount=amount - fee, platform_margin=fee - 320, user_challenge_id=f"{challenge}_{buyer}",
        owner_refunded_amount=given_back, owner_net_amount=amount - fee - given_back,
        transfer_id=f"tr_{number}", created_at=at, updated_at=at,
    ).but(**fields)  # fmt: skip


def seed_sales(world, *payments):
    world.store.commit([Create(f"payments/{one.payment_id}", one.fields()) for one in payments])


def prize(world, number, *, user="u1", amount=10_000, status=PrizeStatus.PAID, **fields):
    fee = share(amount, 300)
    at = world.clock.now() + timedelta(minutes=number)
    paid = status is PrizeStatus.PAID
    return PrizeRecord(
        id=f"c{number}_{user}_1705320000", challenge_id=f"c{number}", challenge_title=f"Challenge {number}",
        user_id=user, placement=1, score=12.5, prize_amount=amount, winner_amount=amount - fee,
        platform_fee=fee, fee_bps=300, currency="usd", status=status,
        stripe_transfer_id=f"tr_{number}" if paid else None, created_at=at, updated_at=at,
        paid_at=at if paid else None,
    ).but(**fields)  # fmt: skip


def seed_prizes(world, *records):
    world.store.commit([Create(f"prizeRecords/{one.id}", one.fields()) for one in records])
