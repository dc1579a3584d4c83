"""People whose traces can be counted."""

from __future__ import annotations

import json

from pulse.ports.store import Merge
from tests.sales import scene as sales_scene
from tests.world import World

WINNER = "user_456"


OTHER = "user_789"


BUYER = sales_scene.BUYER


NAME = "canaryname"


MAIL = "canary@canary-mail.example"


LINK = "https://connect.stripe.com/setup/canary"


def person(world: World, user_id: str) -> None:
    profile = {"id": user_id, "username": NAME, "email": MAIL, "winner": {"onboardingLink": LINK}}
    world.store.commit([Merge(f"users/{user_id}", profile)])


def event(world: World, name: str, **fields) -> None:
    stored = {"raw": json.dumps({"email": MAIL, "name": NAME}), "status": "done", **fields}
    world.store.commit([Merge(f"stripeEvents/{name}", stored)])


def paid_out(world: World) -> None:
    """Stripe's daily payout brings every balance to the bank."""
    world.clock.advance(days=10)
    world.emulator.run_due()
