"""A winner's account is deleted: the prize ends the same, whether the event or the payment comes first."""

from __future__ import annotations

import pytest

from pulse.accounts import apply_account, apply_deauthorization
from pulse.ports.store import Query
from pulse.prizes import NEXT_ACTION, PrizeStatus, Reason
from tests.backoffice.disturbed import without_stripe
from tests.prizes import scene

STORED = "winnerStripeConnect/user_456"


def gone(world, account, how):
    if how == "deleted":
        world.sdk.v1.accounts.delete(account)
    else:
        world.emulator.deauthorize(account)


@pytest.mark.parametrize("how", ["deleted", "deauthorized"])
@pytest.mark.parametrize("event_first", [True, False])
def test_it_waits_for_an_account_and_is_paid_after_onboarding_again(world, how, event_first):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    gone(world, account, how)

    if event_first:
        apply_deauthorization(account, ports=world.ports)
    waiting = scene.pay(world, record).record

    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.AWAITING_ACCOUNT)
    assert waiting.next_action == NEXT_ACTION[Reason.AWAITING_ACCOUNT]
    assert world.store.get(STORED).fields["state"] == "disconnected"
    assert [notice.id for notice in scene_notices(world)] == [f"{record.id}_awaiting_account"]
    apply_deauthorization(account, ports=world.ports)
    new = scene.winner_account(world, "user_456")
    assert new != account
    paid = scene.pay(world, record).record
    (transfer,) = scene.transfers(world, record)
    assert (paid.status, transfer.destination) == (PrizeStatus.PAID, new)


def test_a_silent_stripe_leaves_the_state_to_the_event_and_the_refusal_is_kept(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.deauthorize(account)
    world.ports = without_stripe(world, "retrieve_account")

    waiting = scene.pay(world, record).record

    assert (waiting.reason, waiting.attempt.closed) == (Reason.AWAITING_ACCOUNT, True)
    assert world.store.get(STORED).fields["state"] == "active"


def test_a_key_that_was_sent_to_the_old_account_is_not_taken_for_the_new_one(world):
    """The first send may have arrived before the account was left: the new one waits for quiet."""
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers$", count=1)
    scene.pay(world, record)
    world.emulator.deauthorize(account)
    apply_account(account, ports=world.ports)
    new = scene.winner_account(world, "user_456")

    assert scene.pay(world, record).record.attempt.closed  # the same key, refused for the old account
    waiting = scene.pay(world, record).record
    assert (waiting.reason, scene.transfers(world, record)) == (Reason.RETRYING, [])
    world.clock.advance(minutes=46)
    scene.pay(world, record)

    (transfer,) = scene.transfers(world, record)
    assert transfer.destination == new


def scene_notices(world):
    return [
        one for one in world.store.query(Query("users/user_456/notices")) if "prizeRecordId" in one.fields
    ]
