"""What the first system left is adopted once: totals count it, and an unpaid prize is paid at most once."""

from __future__ import annotations

import pytest

from pulse.backoffice import adopt_first_system, check, reconcile, verify_all
from pulse.earnings import trainer_earnings, winner_earnings
from pulse.ports.store import Create, Query
from pulse.prizes import PayPrize, pay_prize, project_winner
from tests.doors.command_line.terminal import everything, run
from tests.earnings.test_first_system import PRIZE, UNPAID, seed_payment, seed_prize
from tests.people import seed_user
from tests.prizes import scene


def adopted(world):
    return adopt_first_system("operator:test", ports=world.ports)


def pay(world, **how):
    return pay_prize(PayPrize(UNPAID["id"], "admin", **how), ports=world.ports).record


@pytest.fixture
def winner(world):
    seed_user(world)
    scene.funds(world, 50_000)
    return scene.winner_account(world, "u1")


def test_totals_count_what_was_adopted_and_a_second_run_finds_nothing(world):
    seed_user(world)
    seed_payment(world)
    seed_prize(world)
    told = adopted(world)
    assert (told.done, told.problems) == (2, ())
    assert trainer_earnings("u1", ports=world.ports).total_earned_cents == 9_700
    assert winner_earnings("u1", None, ports=world.ports).summary.total_earnings == 9_700
    before = everything(world)
    assert adopted(world).done == 0
    assert everything(world) == before
    assert verify_all(store=world.store) == []


def test_the_command_shows_first_and_adopts_with_yes(world):
    seed_payment(world)
    before = everything(world)
    assert "Would adopt 1 payments, 0 prize records" in run(world, "adopt-first-system").text
    assert everything(world) == before
    assert "1 documents adopted" in run(world, "adopt-first-system", "--yes").text


def test_whose_an_account_is_gets_known(world):
    account = {
        "userId": "u1", "stripeAccountId": "acct_1", "accountType": "winner",
        "createdAt": "2024-01-15T10:00:00Z", "updatedAt": "2024-01-15T10:00:00Z",
    }  # fmt: skip
    world.store.commit([Create("winnerStripeConnect/u1", account)])
    assert adopted(world).done == 1
    assert world.store.get("stripeAccounts/acct_1").fields == {"userId": "u1", "role": "winner", "api": "v1"}
    assert adopted(world).done == 0


def test_an_unpaid_prize_is_paid_once_after_adoption_and_only_when_an_administrator_asks(world, winner):
    seed_prize(world, UNPAID)
    adopted(world)
    assert pay(world).reason == "pool_unfunded"
    assert [pay(world, by_admin=True).status, pay(world).status] == ["paid", "paid"]
    assert len(world.stripe.list_transfers({})) == 1


def test_before_adoption_nothing_is_sent(world, winner):
    seed_prize(world, UNPAID)
    assert pay(world).reason == "held_for_approval"
    assert world.stripe.list_transfers({}) == []


def test_a_prize_that_a_transfer_may_have_paid_takes_two_administrators(world, winner):
    seed_prize(world, UNPAID)
    sent = {"amount": 9_700, "currency": "usd", "destination": winner}
    world.stripe.create_transfer(sent, idempotency_key="first system")
    adopted(world)
    assert pay(world).reason == "held_for_approval"
    assert len(world.stripe.list_transfers({})) == 1


def test_a_paid_prize_is_in_the_books_under_its_transfer_and_never_paid_again(world, winner):
    sent = {"amount": 9_700, "currency": "usd", "destination": winner}
    transfer = world.stripe.create_transfer(sent, idempotency_key="first system")
    seed_prize(world, {**PRIZE, "status": "pending"}, stripeTransferId=transfer.id)
    adopted(world)
    assert pay(world).status == "paid"
    (entry,) = world.store.query(Query("journal"))
    assert entry.id == f"{transfer.id}_transfer"
    assert len(world.stripe.list_transfers({})) == 1


@pytest.mark.parametrize("fee", [300, 301])
def test_the_invariants_have_nothing_to_say_of_what_was_adopted(world, winner, fee):
    sent = {"amount": 10_000 - fee, "currency": "usd", "destination": winner}
    transfer = world.stripe.create_transfer(sent, idempotency_key="first system")
    amounts = {"platformFee": fee, "winnerAmount": 10_000 - fee}
    seed_prize(world, PRIZE, stripeTransferId=transfer.id, **amounts)
    seed_prize(world, UNPAID, id="challenge_790_u1_1705320000", challengeId="challenge_790")
    adopted(world)
    project_winner("u1", ports=world.ports)
    reconcile(ports=world.ports, full=True)
    assert check(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False) == []
