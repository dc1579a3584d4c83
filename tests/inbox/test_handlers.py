"""What each type of event leads to: its object is fetched again and applied."""

from __future__ import annotations

import pytest

from pulse.accounts import OpenAccount, Role, apply_account, open_account, read_account
from pulse.prizes import PayPrize, pay_prize
from tests.inbox.scene import handled, made_up, of_type, row, sent
from tests.prizes.scene import awarded, funds, record_of, user, winner_account
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    bought,
    payment_of,
    pays,
    round_on_sale,
    trainer_account,
)


def status_of(world, event_id):
    return row(world, event_id).status.value


def test_the_webhook_completes_a_payment_that_no_client_reports(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    event = of_type(world, "payment_intent.succeeded")
    handled(world, event)
    assert payment_of(world, payment_id).status == "completed"
    assert world.store.get(f"user-challenge/{CHALLENGE}_{BUYER}") is not None
    assert status_of(world, event.event_id) == "done"


def test_an_unknown_type_is_ignored(world):
    for event_type in ("invoice.paid", "charge", "topup.created", "", "...", "v1.billing.meter.error_report"):
        event = made_up(event_type, event_id=f"evt_{len(event_type)}")
        handled(world, event)
        assert status_of(world, event.event_id) == "ignored"


def test_an_account_that_is_not_ours_is_ignored_as_unknown(world):
    for number, event_type in enumerate(
        ["account.updated", "capability.updated", "account.external_account.deleted", "payout.failed"]
    ):
        event = made_up(event_type, {"id": "po_1"}, event_id=f"evt_{number}", account="acct_unknown")
        handled(world, event)
        assert status_of(world, event.event_id) == "ignored_unknown"


@pytest.mark.parametrize(
    ("event_type", "object_id"),
    [
        ("payment_intent.succeeded", "pi_unknown"),
        ("charge.refunded", "ch_unknown"),
        ("refund.updated", "re_unknown"),
        ("charge.dispute.created", "dp_unknown"),
        ("transfer.created", "tr_unknown"),
        ("transfer.paid", "tr_unknown"),
        ("payout.paid", "po_unknown"),
    ],
)
def test_an_object_that_stripe_does_not_know_is_ignored_as_unknown(world, event_type, object_id):
    event = made_up(event_type, {"id": object_id})
    handled(world, event)
    assert status_of(world, event.event_id) == "ignored_unknown"


def test_the_account_becomes_active_by_its_events(world):
    account_id = trainer_account(world)
    world.emulator.complete_onboarding(account_id, "restricted")
    apply_account(account_id, ports=world.ports)
    world.emulator.complete_onboarding(account_id, "active")
    assert world.store.get("stripeConnect/trainer_user_123").fields["state"] == "restricted"
    handled(world, *sent(world))
    assert world.store.get("stripeConnect/trainer_user_123").fields["stripeAccountId"] == account_id
    assert world.store.get("stripeConnect/trainer_user_123").fields["state"] == "active"
    assert status_of(world, of_type(world, "account.updated").event_id) == "done"


def test_a_winner_who_finishes_onboarding_is_woken_by_the_event(world):
    (record,) = awarded(world, "winner")
    pay_prize(PayPrize(record.id, "system:test"), ports=world.ports)
    assert record_of(world, "winner").reason == "awaiting_account"
    opened = open_account(OpenAccount(user_id="winner", role=Role.WINNER, actor="winner"), ports=world.ports)
    world.emulator.complete_onboarding(opened.account_id)
    world.queue.tasks.clear()
    handled(world, of_type(world, "account.updated"))
    assert read_account("winner", Role.WINNER, ports=world.ports).ready_for_transfers
    assert paying(world) == [record_of(world, "winner").id]


def test_a_person_who_disconnects_is_recorded(world):
    user(world, "someone")
    opened = open_account(
        OpenAccount(user_id="someone", role=Role.WINNER, actor="someone"), ports=world.ports
    )
    world.emulator.complete_onboarding(opened.account_id)
    handled(world, *sent(world))
    world.emulator.deauthorize(opened.account_id)
    event = of_type(world, "account.application.deauthorized")
    handled(world, event)
    assert row(world, event.event_id).status == "done"
    assert read_account("someone", Role.WINNER, ports=world.ports).state == "disconnected"


def waiting_for_funds(world):
    """A prize that the balance did not cover, and now does."""
    funds(world, 0)
    (record,) = awarded(world, "winner")
    winner_account(world, "winner")
    pay_prize(PayPrize(record.id, "system:test"), ports=world.ports)
    assert record_of(world, "winner").reason == "awaiting_funds"
    world.clock.advance(hours=2)
    funds(world, 1_000_000)
    world.queue.tasks.clear()
    return record.id


def paying(world):
    return [task.payload["prizeRecordId"] for task in world.queue.tasks if task.queue == "payprize"]


def test_funds_on_our_balance_wake_the_prizes_that_wait_for_them(world):
    prize_record_id = waiting_for_funds(world)
    event = made_up("balance.available", {"object": "balance"})
    handled(world, event)
    assert row(world, event.event_id).status == "done"
    assert paying(world) == [prize_record_id]


def test_funds_of_connected_accounts_wake_nothing(world):
    waiting_for_funds(world)
    event = made_up("balance.available", {"object": "balance"}, account="acct_other")
    handled(world, event)
    assert row(world, event.event_id).status == "ignored"
    assert paying(world) == []
