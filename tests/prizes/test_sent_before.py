"""What the first system sent after a prize was adopted holds the prize, until two people have looked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.errors import StripeUnavailable
from pulse.prizes import PayPrize, PrizeAct, approve_prize, pay_prize
from tests.backoffice.migration import first_system as first
from tests.backoffice.migration.first_system import adopt_all
from tests.prizes import scene


@pytest.fixture
def pulse(world):
    """An unpaid prize of the first system, adopted and payable."""
    scene.funds(world, 10**8)
    world.winner = first.person(world, "wilma")
    world.path = first.prize(world, "wilma")
    adopt_all(world)
    world.clock.advance(hours=1)
    return world


def pay(world, ports=None):
    command = PayPrize(world.path.partition("/")[2], "admin", by_admin=True)
    return pay_prize(command, ports=ports or world.ports).record


def two_agree(world, record):
    act = PrizeAct(record.id, "bob", "looked", version=record.version)
    return approve_prize(act, ports=world.ports)


def paid_by_us(world):
    group = f"prize_{world.path.partition('/')[2]}"
    return [one.amount for one in world.stripe.list_transfers({"transfer_group": group})]


def test_nothing_sent_since_holds_nothing(pulse):
    assert pay(pulse).status == "paid"
    assert paid_by_us(pulse) == [9_700]


@pytest.mark.parametrize("amount", [9_700, 10_000, 1])
def test_money_that_was_sent_to_the_winner_since_holds_the_prize(pulse, amount):
    sent = first.sent(pulse, pulse.winner, amount)
    record = pay(pulse)
    assert (record.reason, record.held, paid_by_us(pulse)) == ("held_for_approval", True, [])
    hold = pulse.store.get(pulse.path.replace("prizeRecords", "holds")).fields
    assert hold["patterns"] == ["transfer_unnamed"]
    assert sent in hold["sentences"][0]


def test_two_who_have_seen_a_transfer_have_not_seen_the_next(pulse):
    first.sent(pulse, pulse.winner, 5_000)
    two_agree(pulse, pay(pulse))
    first.sent(pulse, pulse.winner, 4_700)
    record = pay(pulse)
    assert (record.reason, record.approved_by, paid_by_us(pulse)) == ("held_for_approval", None, [])
    two_agree(pulse, record)
    assert pay(pulse).status == "paid"
    assert paid_by_us(pulse) == [9_700]


def test_what_another_prize_of_the_winner_names_is_no_suspicion(pulse):
    first.prize(pulse, "wilma", pulse.winner, challengeId="other")
    assert pay(pulse).status == "paid"


def test_what_another_prize_names_in_another_amount_is(pulse):
    first.prize(pulse, "wilma", pulse.winner, challengeId="other", winnerAmount=9_699)
    assert pay(pulse).reason == "held_for_approval"


def test_money_to_a_former_account_of_the_winner_holds_it_too(pulse):
    former = first.account(pulse, "wilma_before", first.Role.WINNER)
    previous = {
        "stripeAccountId": former, "generation": 0, "endedAt": pulse.clock.now(), "reason": "test",
    }  # fmt: skip
    first.change(pulse, "winnerStripeConnect/wilma", previousAccounts=[previous])
    first.sent(pulse, former, 9_700)
    assert pay(pulse).reason == "held_for_approval"


def test_while_stripe_does_not_say_what_was_sent_nothing_is(pulse):
    class Silent:
        def __getattr__(self, name):
            return getattr(pulse.stripe, name)

        def list_transfers(self, params):
            raise StripeUnavailable("no answer")

    record = pay(pulse, replace(pulse.ports, stripe=Silent()))
    assert (record.status, record.reason, paid_by_us(pulse)) == ("pending", "retrying", [])
    assert pay(pulse).status == "paid"
