"""Scenes of challenges and winners for the prize tests, built through the real use cases."""

from __future__ import annotations

from datetime import timedelta

from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.ports.store import Create, Merge
from pulse.prizes import AwardPrizes, PayPrize, PrizeRecord, award_prizes, pay_prize, prize_path
from tests.world import START, World

ENDED = START - timedelta(hours=1)


def user(world: World, user_id: str) -> None:
    fields = {"id": user_id, "username": user_id, "email": f"{user_id}@example.com", "winner": None}
    world.store.commit([Create(f"users/{user_id}", fields)])


def challenge(world: World, challenge_id: str = "ch", *, pool: int = 10_000, **prize_money) -> None:
    promised = {
        "isEnabled": True,
        "totalAmount": pool,
        "currency": "usd",
        "distributionType": "winner_takes_all",
    }
    fields = {
        "title": "Morning Mobility",
        "subtitle": "Stretch",
        "ownerId": "trainer",
        "status": "completed",
        "startDate": ENDED - timedelta(days=30),
        "endDate": ENDED,
        "prizeMoney": {**promised, **prize_money},
    }
    world.store.commit([Merge(f"challenges/{challenge_id}", fields)])


def takes_part(world: World, user_id: str, score: float, challenge_id: str = "ch") -> None:
    fields = {
        "challengeId": challenge_id,
        "userId": user_id,
        "username": user_id,
        "joinDate": ENDED - timedelta(days=20),
        "completedAt": ENDED - timedelta(days=1),
        "isCompleted": True,
        "pulsePoints": {"totalPoints": score},
    }
    world.store.commit([Merge(f"user-challenge/{challenge_id}_{user_id}", fields)])


def winner_account(world: World, user_id: str, outcome: str = "active") -> str:
    """A connected account of the winner, onboarded as far as *outcome* says."""
    opened = open_account(OpenAccount(user_id=user_id, role=Role.WINNER, actor=user_id), ports=world.ports)
    world.emulator.complete_onboarding(opened.account_id, outcome)
    apply_account(opened.account_id, ports=world.ports)
    return opened.account_id


def funds(world: World, amount: int, currency: str = "usd") -> None:
    world.emulator.set_balance(currency, amount)


def awarded(
    world: World, *user_ids: str, pool: int = 10_000, challenge_id: str = "ch", **prize_money
) -> list[PrizeRecord]:
    """A completed challenge that these people won, best first; their records."""
    if "distributionType" not in prize_money and len(user_ids) > 1:
        prize_money["distributionType"] = "top_three_equal"
    challenge(world, challenge_id, pool=pool, **prize_money)
    for place, user_id in enumerate(user_ids):
        if world.store.get(f"users/{user_id}") is None:
            user(world, user_id)
        takes_part(world, user_id, 100 - place, challenge_id)
    award_prizes(AwardPrizes(challenge_id, "system:test"), ports=world.ports)
    return [record_of(world, user_id, challenge_id) for user_id in user_ids]


def record_of(world: World, user_id: str, challenge_id: str = "ch") -> PrizeRecord:
    return read(world, f"{challenge_id}_{user_id}_{int(ENDED.timestamp())}")


def read(world: World, record_id: str) -> PrizeRecord:
    document = world.store.get(prize_path(record_id))
    assert document is not None
    return PrizeRecord.of(document)


def pay(world: World, record: PrizeRecord):
    return pay_prize(PayPrize(record.id, "system:test"), ports=world.ports)


def transfers(world: World, record: PrizeRecord):
    return world.stripe.list_transfers({"transfer_group": record.transfer_group})
