"""A winner and a buyer who appear in every place there is."""

from __future__ import annotations

import pytest

from pulse.ports.store import Merge, Update
from pulse.prizes import AwardPrizes, award_prizes, project_winner
from pulse.sales import (
    payment_path,
)
from tests.backoffice.privacy.scene import BUYER, LINK, MAIL, NAME, OTHER, WINNER, event, paid_out, person
from tests.prizes import scene
from tests.sales import scene as sales_scene


@pytest.fixture
def winner(world):
    """A prize was won, paid, and has arrived at the bank; the person shows in every place there is."""
    scene.funds(world, 1_000_000)
    person(world, WINNER)
    scene.user(world, OTHER)
    account_id = scene.winner_account(world, WINNER)
    scene.winner_account(world, OTHER)
    scene.challenge(world, distributionType="top_three_equal")
    for place, user_id in enumerate((WINNER, OTHER)):
        scene.takes_part(world, user_id, 100 - place)
    words = {"username": NAME, "my.motto (`)": NAME, "contact": {"email": MAIL}}
    world.store.commit([Merge(f"user-challenge/ch_{WINNER}", words)])
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    for user_id in (WINNER, OTHER):
        scene.pay(world, scene.record_of(world, user_id))
        project_winner(user_id, ports=world.ports)
    event(world, "evt_account", account=account_id, objectId=account_id)
    event(world, "evt_of_another", account="acct_other", objectId="acct_other", raw="{}")
    world.store.commit(
        [
            Merge(f"users/{WINNER}/notices/one", {"text": f"Dear {NAME}"}),
            Merge(f"users/{WINNER}/stripeErrors/one", {"message": MAIL}),
            Merge(f"users/{WINNER}", {"winner": {"onboardingLink": LINK}}),
        ]
    )
    paid_out(world)
    return WINNER


@pytest.fixture
def buyer(world):
    payment_id = sales_scene.sold(world)
    person(world, BUYER)
    world.store.commit([Update(f"user-challenge/{sales_scene.CHALLENGE}_{BUYER}", {"username": NAME})])
    event(world, "evt_payment", objectId=payment_id)
    event(world, "evt_charge", objectId=world.store.get(payment_path(payment_id)).fields["chargeId"])
    return payment_id
