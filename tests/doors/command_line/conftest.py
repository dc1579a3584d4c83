"""A prize that waits, and one that is paid."""

from __future__ import annotations

import pytest

from pulse.accounts import OpenAccount, Role, open_account
from tests.prizes import scene


@pytest.fixture
def waiting(world):
    """A prize that waits for the winner's account, which is half done."""
    record = scene.awarded(world, "ada")[0]
    open_account(OpenAccount(user_id="ada", role=Role.WINNER, actor="ada"), ports=world.ports)
    return scene.pay(world, record).record


@pytest.fixture
def paid(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    return scene.pay(world, record).record
