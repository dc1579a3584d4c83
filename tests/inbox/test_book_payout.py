"""Payouts are booked when they leave and when the bank returns them, and the person is told."""

from __future__ import annotations

import json

import pytest

from pulse.accounts import Role, read_account
from pulse.inbox import book_payout
from pulse.ports.store import Delete, Query
from stripe_emulator.resources.accounts import onboarding
from tests.accounts.test_payouts import CLOSED_BANK_ACCOUNT
from tests.inbox.scene import handled, made_up, of_type, sent
from tests.people import opened, seed_user
from tests.sales.scene import TRAINER, agrees_with_stripe, books, entries, payment_of, sold, trainer_balance


def paid_out(world):
    """A sale whose money Stripe has paid to the trainer's bank, as it does by itself."""
    payment_id = sold(world)
    world.clock.advance(days=7)
    world.emulator.run_due()
    return payment_id


def payouts_of(world, payment_id):
    return world.stripe.list_payouts({}, account=payment_of(world, payment_id).stripe_account_id)


def test_a_payout_leaves_the_trainers_balance_in_the_books(world):
    payment_id = paid_out(world)
    handled(world, *sent(world))
    assert books(world)[f"bank:{TRAINER}"] == 9_700
    assert trainer_balance(world, payment_id) == books(world).get(f"trainer:{TRAINER}", 0) == 0
    agrees_with_stripe(world, payment_id)


def test_a_payout_with_two_events_is_booked_once(world):
    paid_out(world)
    handled(world, *sent(world))
    before = entries(world)
    event = of_type(world, "payout.paid")
    again = made_up(
        "payout.paid", {"id": sent_object(event)}, event_id="evt_again", account=account_of(event)
    )
    handled(world, again)
    assert entries(world) == before


def test_a_payout_that_the_bank_returns_comes_back_into_the_books_and_is_told_to_the_person(world):
    role = Role.CREATOR
    account_id = opened(world, seed_user(world, "someone"), role).account_id
    onboarding.complete(world.emulator, account_id, "active", bank_number=CLOSED_BANK_ACCOUNT)
    handled(world, *sent(world))
    world.emulator.set_balance("usd", 5_000, account=account_id)
    params, options = {"amount": 5_000, "currency": "usd"}, {"stripe_account": account_id}
    payout_id = world.sdk.v1.payouts.create(params, options).id
    handled(world, of_type(world, "payout.created"))
    assert books(world)["bank:someone"] == 5_000
    world.clock.advance(days=10)
    world.emulator.run_due()
    handled(world, *[event for event in sent(world) if event.type.startswith("payout.")])
    kinds = {entry["kind"] for entry in entries(world).values() if entry["reference"] == payout_id}
    assert kinds == {"payout", "payout_returned"}
    assert "bank:someone" not in books(world)
    assert read_account("someone", role, ports=world.ports).payouts_problem.code == "account_closed"


def returned(world, role, *, after_paid=False):
    """The id of a payout of 50.00 that the bank of "someone" sent back, told by its events."""
    account_id = opened(world, seed_user(world, "someone"), role).account_id
    number = "000123456789" if after_paid else CLOSED_BANK_ACCOUNT
    onboarding.complete(world.emulator, account_id, "active", bank_number=number)
    handled(world, *sent(world))
    world.emulator.set_balance("usd", 5_000, account=account_id)
    params, options = {"amount": 5_000, "currency": "usd"}, {"stripe_account": account_id}
    payout_id = world.sdk.v1.payouts.create(params, options).id
    world.clock.advance(days=10)
    world.emulator.run_due()
    handled(world, *payout_events(world))
    if after_paid:
        world.emulator.control("payouts/fail", payout=payout_id, account=account_id, code="account_closed")
        handled(world, *payout_events(world))
    return payout_id


def payout_events(world):
    return [event for event in sent(world) if event.type.startswith("payout.")]


def notices(world, user_id="someone"):
    return world.store.query(Query(f"users/{user_id}/notices"))


@pytest.mark.parametrize("after_paid", [False, True])
@pytest.mark.parametrize("role", Role)
def test_a_payout_that_the_bank_returns_is_told_once_to_person_and_operator(world, role, after_paid):
    payout_id = returned(world, role, after_paid=after_paid)
    handled(world, *payout_events(world))
    (notice,) = notices(world)
    assert notice.id == f"{payout_id}_payout_failed"
    assert notice.fields["text"] == (
        "50.00 USD did not reach your bank because the bank account has been closed. "
        "The money is in your Stripe account again. Please update the bank details in the Stripe dashboard."
    )
    assert notice.fields["expireAt"] > world.clock.now()
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.user_id, alert.amount_cents) == ("payout.failed", "someone", 5_000)
    assert read_account("someone", role, ports=world.ports).payouts_problem.payout_id == payout_id


def test_nothing_is_written_under_a_person_who_was_erased(world):
    account_id = opened(world, seed_user(world, "someone"), Role.WINNER).account_id
    onboarding.complete(world.emulator, account_id, "active", bank_number=CLOSED_BANK_ACCOUNT)
    handled(world, *sent(world))
    world.emulator.set_balance("usd", 5_000, account=account_id)
    world.sdk.v1.payouts.create({"amount": 5_000, "currency": "usd"}, {"stripe_account": account_id})
    world.clock.advance(days=10)
    world.emulator.run_due()
    world.store.commit([Delete("users/someone")])
    handled(world, *payout_events(world))
    assert notices(world) == []
    assert world.alerts.causes() == ["payout.failed"]


def test_a_payout_of_our_own_that_fails_is_told_to_operators(world):
    world.emulator.set_balance("usd", 7_000)
    payout_id = world.sdk.v1.payouts.create({"amount": 7_000, "currency": "usd"}).id
    world.emulator.run_due()
    world.emulator.control("payouts/fail", payout=payout_id, code="account_closed")
    for _ in range(2):
        assert book_payout(payout_id, None, ports=world.ports)
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.subject) == ("payout.failed", "stripeAccounts/platform")


def sent_object(event):
    return json.loads(event.payload)["data"]["object"]["id"]


def account_of(event):
    return json.loads(event.payload)["account"]
