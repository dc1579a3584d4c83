"""What Stripe holds for a person, when it pays out, and what their bank received."""

from __future__ import annotations

import pytest

from pulse.accounts import Role
from pulse.earnings import bank_payouts
from pulse.errors import StripeUnavailable
from tests.accounts.test_payouts import banked, paid_out
from tests.people import onboarded, seed_user
from tests.sales.scene import TRAINER, sold

KEPT = 9_700
DAYS = 4
"""By then a charge is available and was paid out by the daily schedule."""


def shown(world, user_id=TRAINER, role=Role.CREATOR):
    return bank_payouts(user_id, role, ports=world.ports).answer()


def later(world):
    world.clock.advance(days=DAYS)
    world.emulator.run_due()


def held(answer):
    return sum(one["available"] + one["pending"] for one in answer["held"])


def test_a_person_without_an_account_has_nothing(world):
    seed_user(world)

    assert shown(world, "u1") == {"payouts": [], "held": [], "schedule": None}


def test_what_a_sale_brought_is_held_and_then_paid_out_by_itself(world):
    sold(world)
    before = shown(world)
    later(world)
    after = shown(world)

    assert (held(before), before["payouts"]) == (KEPT, [])
    assert before["schedule"] == {"interval": "daily", "days": [], "dates": [], "delayDays": 2}
    assert [(one["amount"], one["automatic"]) for one in after["payouts"]] == [(KEPT, True)]
    assert held(after) == 0


def test_a_payout_that_the_bank_returned_says_why(world):
    account_id = banked(world, "000111111113")
    paid_out(world, account_id)
    (told,) = shown(world, "u1")["payouts"]

    assert (told["status"], told["automatic"]) == ("failed", False)
    assert told["problem"].startswith("A payout failed because the bank account has been closed.")


def test_each_role_shows_its_own_account(world):
    onboarded(world, role=Role.WINNER)

    assert shown(world, "u1", Role.WINNER)["schedule"] is not None
    assert shown(world, "u1", Role.CREATOR)["schedule"] is None


@pytest.mark.parametrize("path", ["/v1/balance", "/v1/payouts", "/v1/balance_settings"])
def test_a_silent_stripe_is_said_and_not_shown_as_nothing(world, path):
    onboarded(world)
    world.emulator.faults.add("timeout_before", path=path)
    with pytest.raises(StripeUnavailable):
        shown(world, "u1")
