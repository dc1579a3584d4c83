"""A trainer, a sock puppet and a stolen card: with production's limits nothing leaves before a person looks.

The settings are a deployment's own (decision 0027), with fingerprints compared. To see it by hand, start the
local world that way: `PULSE_LIMITS=production make up`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.accounts import Role
from pulse.backoffice import Act, list_work
from pulse.charges import note_card
from pulse.pools import (
    LimitReached,
    PoolPhase,
    TooManyFundings,
    apply_funding,
    refresh_fundings,
)
from pulse.ports import SignIn
from pulse.ports.store import Merge, Query
from pulse.prizes import AwardPrizes, PrizeStatus, Reason, award_prizes, queue_due, wake_pools
from pulse.settings import Settings
from tests.backoffice.approvals.scene import agree, ask
from tests.people import onboarded, seed_participant, seed_user
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene
from tests.prizes.test_allot_pool import pay, prizes
from tests.world import World

PRODUCTION = Settings(
    environment="test",
    project="demo-pulse",
    site_url="https://pulse.example",
    stripe_network_retries=0,
    stripe_accounts="v1",
    fingerprint_checks="always",
)
PUPPET, FRIENDS = "puppet", ("friend_1", "friend_2")
STOLEN = 50_000
SHARED = {"card": "winner_shares_payers_card", "bank": "winner_shares_owners_bank"}


@pytest.fixture
def world():
    """The trainer's challenge ends in 30 days. All but the puppet have been here for a year."""
    world = World(PRODUCTION)
    pools.challenge(world, ownerId=[OWNER])
    for person in (OWNER, *FRIENDS, PUPPET):
        age = timedelta(hours=1) if person == PUPPET else timedelta(days=365)
        world.sign_ins.known[person] = SignIn(world.clock.now() - age)
    return world


def paid_with(world, card="pm_card_visa", amount=STOLEN):
    return pools.paid_in(world, amount, OWNER, card=card, distribution_type="winner_takes_all")


def won_by_puppet(world, *others, ready=True):
    """The challenge ends, is completed by its owner, and is awarded."""
    if ready:
        onboarded(world, PUPPET, Role.WINNER)
    for place, person in enumerate((OWNER, PUPPET, *others)):
        seed_user(world, person)
        seed_participant(world, person, CHALLENGE, score=1_000 - place)
    world.clock.advance(days=31)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "completed"})])
    award_prizes(AwardPrizes(CHALLENGE, OWNER), ports=world.ports)
    scene.funds(world, 10**7)
    return prizes(world)


def swept(world, days):
    """Every day a sweep, with all that it queues."""
    for _ in range(days):
        world.clock.advance(days=1)
        refresh_fundings(ports=world.ports)
        queue_due(ports=world.ports)
        wake_pools(ports=world.ports)
        for one in prizes(world):
            pay(world, one)


def nothing_left(world, held=STOLEN):
    """By Stripe, the records and the books."""
    transfers = [one for record in prizes(world) for one in scene.transfers(world, record)]
    assert transfers == []
    assert PrizeStatus.PAID not in {one.status for one in prizes(world)}
    books = pools.books(world)
    assert books.get(f"prizes:{CHALLENGE}", 0) == held
    assert not any(account.startswith("winner:") for account in books)
    assert books.get("platform:balance", 0) == pools.platform_balance(world)
    world.emulator.self_check()


def waits_for(world, kind):
    return [one.subject for one in list_work(kind=kind, ports=world.ports).items]


def test_stolen_cards_are_not_tried_one_after_another(world):
    for amount in (10_000, 20_000, 30_000):
        pools.asked(world, amount, distribution_type="winner_takes_all")

    with pytest.raises(TooManyFundings):
        pools.asked(world, 40_000, distribution_type="winner_takes_all")

    assert pools.books(world) == {}


def test_an_unknown_payer_pays_in_little(world):
    with pytest.raises(LimitReached, match=r"at most 500\.00 USD each"):
        pools.asked(world, STOLEN + 1, distribution_type="winner_takes_all")

    assert pools.fundings(world) == []
    assert pools.books(world) == {}


def test_a_card_that_stripe_finds_risky_counts_for_nothing_until_two_people_accept_it(world):
    payment = paid_with(world, "pm_card_riskLevelElevated")

    assert pools.seen(world).sums.funded == 0
    assert pools.prize_money(world)["totalAmount"] == 0
    assert "funding.held" in world.alerts.causes()

    assert won_by_puppet(world, *FRIENDS) == []
    swept(world, 60)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    assert pools.funding_of(world, payment).left == STOLEN
    nothing_left(world)


def test_the_owner_wins_nothing_and_a_puppet_alone_waits_for_two_people(world):
    """Two people take part: too few, and one of them signed up just before."""
    paid_with(world)
    assert pools.prize_money(world)["totalAmount"] == STOLEN

    (prize,) = won_by_puppet(world)

    assert prize.user_id == PUPPET
    assert (prize.held, prize.reason) == (True, Reason.HELD_FOR_APPROVAL)
    hold = world.store.get(f"holds/{prize.id}").fields["patterns"]
    assert "few_participants" in hold
    swept(world, 60)
    assert waits_for(world, "held_for_approval") == [prize.id]
    nothing_left(world)


@pytest.mark.parametrize("shares", SHARED)
def test_among_enough_people_it_is_the_puppets_card_or_bank_account_that_stops_it(world, shares):
    """Everybody has been here long, and four take part."""
    world.sign_ins.known[PUPPET] = SignIn(world.clock.now() - timedelta(days=365))
    payment = paid_with(world)
    if shares == "card":
        card = pools.funding_of(world, payment).card_fingerprint
        world.store.commit([note_card("pi_of_puppet", PUPPET, card, world.clock.now())])
    else:
        onboarded(world, OWNER, Role.CREATOR)

    (prize,) = won_by_puppet(world, *FRIENDS)
    assert world.store.get(f"holds/{prize.id}").fields["patterns"] == [SHARED[shares]]
    swept(world, 60)

    nothing_left(world)


def test_nothing_leaves_before_the_money_is_two_weeks_old_and_the_review_is_over(world):
    """The puppet passes every check; the bank hears of the theft within two weeks."""
    world.sign_ins.known[PUPPET] = SignIn(world.clock.now() - timedelta(days=365))
    world.clock.advance(days=29)
    payment = paid_with(world)
    onboarded(world, PUPPET, Role.WINNER)
    for place, person in enumerate((OWNER, PUPPET, *FRIENDS)):
        seed_user(world, person)
        seed_participant(world, person, CHALLENGE, score=1_000 - place)
    world.clock.advance(days=2)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "completed"})])
    award_prizes(AwardPrizes(CHALLENGE, OWNER), ports=world.ports)
    scene.funds(world, 10**7)
    (prize,) = prizes(world)
    assert not prize.held
    swept(world, 10)
    nothing_left(world)

    pools.warned(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    assert pools.funding_of(world, payment).is_held
    swept(world, 20)
    nothing_left(world)

    pools.disputed(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    swept(world, 3)
    assert {"funding.held", "funding.disputed", "pool.uncovered"} <= set(world.alerts.causes())
    nothing_left(world, held=0)
    assert pools.books(world).get("platform:own", 0) == 0


def test_what_two_people_let_go_is_paid_and_only_that(world):
    """So the test can fail: the same prize leaves once two administrators, no parties, agreed."""
    paid_with(world)
    (prize,) = won_by_puppet(world)
    swept(world, 20)
    nothing_left(world)

    ask(world, Act.PAY_PRIZE, prize.id)
    agree(world, Act.PAY_PRIZE, prize.id, "bea")
    swept(world, 2)

    (paid,) = prizes(world)
    assert (paid.status, paid.winner_amount) == (PrizeStatus.PAID, 48_500)
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert OTHER not in pools.pool_of(world).payer_ids
    assert len(world.store.query(Query("poolReturns"))) == 0
