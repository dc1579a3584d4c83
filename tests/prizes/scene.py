"""Challenges and their winners for the prize tests, made through the real use cases."""

from __future__ import annotations

from pulse.accounts import Role
from pulse.prizes import AwardPrizes, PayPrize, PrizeRecord, award_prizes, pay_prize, prize_path
from tests.people import ENDED, onboarded, seed_challenge, seed_participant, seed_user
from tests.world import World


def user(world: World, user_id: str) -> None:
    """As the first system writes people: `winner` is null until they win."""
    seed_user(world, user_id, username=user_id, winner=None)


def challenge(world: World, challenge_id: str = "ch", *, pool: int = 10_000, **prize_money) -> None:
    promised = {
        "isEnabled": True,
        "totalAmount": pool,
        "currency": "usd",
        "distributionType": "winner_takes_all",
    }
    seed_challenge(world, challenge_id, prizeMoney={**promised, **prize_money})


def takes_part(world: World, user_id: str, score: float, challenge_id: str = "ch") -> None:
    seed_participant(world, user_id, challenge_id, score=score)


def winner_account(world: World, user_id: str, outcome: str = "active") -> str:
    """A connected account of the winner, onboarded as far as *outcome* says."""
    user(world, user_id)
    return onboarded(world, user_id, Role.WINNER, outcome)


def rich_winner(world: World, user_id: str = "user_456") -> str:
    """The ready account of a winner, while our balance covers any prize of these tests."""
    funds(world, 1_000_000)
    return winner_account(world, user_id)


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
