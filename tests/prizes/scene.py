"""Challenges and their winners for the prize tests, made through the real use cases."""

from __future__ import annotations

from collections import Counter

from pulse.accounts import Role
from pulse.backoffice import check
from pulse.ports.store import Query
from pulse.prizes import (
    Award,
    AwardPrizes,
    PayPrize,
    PrizeRecord,
    allot_own_money,
    award_prizes,
    pay_prize,
    prize_path,
    project_winner,
)
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


def ready_winner(world: World, user_id: str = "user_456") -> str:
    """A winner with a ready account, whose id is returned; our balance covers every prize of these tests."""
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
    award(world, challenge_id)
    return [record_of(world, user_id, challenge_id) for user_id in user_ids]


def award(world: World, challenge_id: str = "ch") -> Award:
    return award_prizes(AwardPrizes(challenge_id, "system:test"), ports=world.ports)


def records(world: World) -> list[dict]:
    return [document.fields for document in world.store.query(Query("prizeRecords"))]


def record_of(world: World, user_id: str, challenge_id: str = "ch") -> PrizeRecord:
    return read(world, f"{challenge_id}_{user_id}_{int(ENDED.timestamp())}")


def read(world: World, record_id: str) -> PrizeRecord:
    document = world.store.get(prize_path(record_id))
    assert document is not None
    return PrizeRecord.of(document)


def pay(world: World, record: PrizeRecord):
    return pay_prize(PayPrize(record.id, "system:test"), ports=world.ports)


def allotted(world: World, record: PrizeRecord) -> PrizeRecord:
    """The record after a pass over our own money that it asked for."""
    allot_own_money(record.currency, asking=[record.id], ports=world.ports)
    return read(world, record.id)


def transfers(world: World, record: PrizeRecord):
    return world.stripe.list_transfers({"transfer_group": record.transfer_group})


def take_back(world: World, record: PrizeRecord, amount: int | None = None) -> None:
    """Reverse the prize's transfer at Stripe, in full or in part; our record does not know of it yet."""
    transfer_id = read(world, record.id).stripe_transfer_id
    params = {"amount": amount} if amount else {}
    world.stripe.create_transfer_reversal(transfer_id, params, idempotency_key="by-hand")


def journal(world: World) -> list[dict]:
    return [document.fields for document in world.store.query(Query("journal"))]


def booked(world: World, account: str) -> int:
    """What the journal's account holds."""
    postings = [posting for entry in journal(world) for posting in entry["postings"]]
    return sum(posting["amount"] for posting in postings if posting["account"] == account)


def books_hold_one_prize(world: World) -> None:
    """The journal has one prize of 100 dollars, paid once, and every invariant but the liveness holds."""
    held: Counter[str] = Counter()
    for entry in journal(world):
        for posting in entry["postings"]:
            held[posting["account"]] += posting["amount"]
    assert +held == {"winner:user_456": 9_700, "platform:fees": 300, "platform:prizes_paid": 9_700}
    assert -held == {"platform:balance": 9_700, "platform:own": 10_000}
    project_winner("user_456", ports=world.ports)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant != "I9"] == []
