"""One prize, paid at most once and surely: what each answer of Stripe and each state of things leads to."""

from __future__ import annotations

from collections import Counter

import pytest

from pulse.accounts import apply_deauthorization
from pulse.backoffice import check
from pulse.errors import NotFound, Refusal
from pulse.ports.store import Create, Delete, Merge, Query
from pulse.prizes import (
    PayPrize,
    PrizeAct,
    PrizeStatus,
    Reason,
    apply_transfer,
    approve_prize,
    cancel_prize,
    pause_payouts,
    pay_prize,
    project_winner,
    reissue_prize,
    release_prize,
    unreversed,
    wake_funds,
    wake_winner,
)
from tests.backoffice.disturbed import without_stripe
from tests.prizes import scene


def test_the_guides_prize_of_100_dollars_is_paid_97(world):
    account = _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")

    outcome = scene.pay(world, record)

    paid = scene.read(world, record.id)
    (transfer,) = scene.transfers(world, record)
    assert (paid.status, paid.reason, paid.next_action) == (PrizeStatus.PAID, None, None)
    assert (paid.prize_amount, paid.platform_fee, paid.winner_amount) == (10_000, 300, 9_700)
    assert (transfer.amount, transfer.currency, transfer.destination) == (9_700, "usd", account)
    assert paid.stripe_transfer_id == transfer.id
    assert outcome.record == paid
    assert (paid.lease, paid.next_attempt_at) == (None, None)


def test_paying_again_finds_it_paid_and_asks_stripe_nothing(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)

    again = scene.pay(world, record)

    assert again.already
    assert len(scene.transfers(world, record)) == 1


def test_the_journal_has_the_transfer_once_and_balanced(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    paid = scene.read(world, record.id)

    apply_transfer(paid.stripe_transfer_id, ports=world.ports)

    entries = _journal(world)
    assert [entry["reference"] for entry in entries] == [paid.stripe_transfer_id]
    postings = {(p["account"], p["amount"]) for p in entries[0]["postings"]}
    assert ("platform:balance", -9_700) in postings
    assert ("winner:user_456", 9_700) in postings
    assert ("platform:fees", 300) in postings
    assert sum(p["amount"] for p in entries[0]["postings"]) == 0


def test_a_winner_without_an_account_waits_and_is_told_once(world):
    (record,) = scene.awarded(world, "user_456")

    scene.pay(world, record)
    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.AWAITING_ACCOUNT)
    assert waiting.next_action == "Winner: set up your payout account with Stripe."
    notices = world.store.query(_all("users/user_456/notices"))
    assert len(notices) == 1
    assert "97.00 USD" in notices[0].fields["text"]


def test_the_account_becoming_active_wakes_the_prize_and_it_is_paid(world):
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    world.queue.tasks.clear()
    scene.funds(world, 9_700)
    scene.winner_account(world, "user_456")

    woken = wake_winner("user_456", ports=world.ports)

    assert woken == 1
    task = world.queue.tasks.popleft()
    pay_prize(PayPrize(task.payload["prizeRecordId"], "system:task"), ports=world.ports)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_wake_up_that_got_lost_does_not_keep_the_next_one_out(world):
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    world.queue.tasks.clear()
    scene.winner_account(world, "user_456")
    wake_winner("user_456", ports=world.ports)
    world.queue.tasks.clear()
    world.clock.advance(minutes=5)

    wake_winner("user_456", ports=world.ports)

    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [record.id]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("restricted", Reason.ACCOUNT_RESTRICTED),
        ("rejected", Reason.ACCOUNT_REJECTED),
        ("pending", Reason.AWAITING_ACCOUNT),
    ],
)
def test_an_account_that_cannot_receive_has_its_own_reason(world, outcome, reason):
    (record,) = scene.awarded(world, "user_456")
    scene.winner_account(world, "user_456", outcome)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason, waiting.attempt) == (PrizeStatus.PENDING, reason, None)


def test_short_funds_close_the_attempt_and_alert_and_nothing_is_sent_until_the_old_key_is_quiet(world):
    _winner_with_account(world)
    scene.funds(world, 9_699)
    (record,) = scene.awarded(world, "user_456")

    scene.pay(world, record)
    scene.funds(world, 9_700)
    world.clock.advance(minutes=44)
    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.attempt.closed, waiting.attempt.generation) == (
        Reason.AWAITING_FUNDS,
        True,
        1,
    )
    assert world.alerts.causes() == ["prize.awaiting_funds"]
    world.clock.advance(minutes=2)
    scene.pay(world, record)
    paid = scene.read(world, record.id)
    assert (paid.status, paid.attempt.generation) == (PrizeStatus.PAID, 2)
    assert paid.attempt.key == f"prize:{record.id}:g2"


def test_the_oldest_prizes_that_the_balance_covers_are_woken_and_nobody_is_overtaken(world):
    scene.funds(world, 0)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    for record in records:
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)
    world.queue.tasks.clear()
    scene.funds(world, 9_700 * 2 + 9_699)

    too_early = wake_funds(ports=world.ports)
    world.clock.advance(minutes=45)
    woken = wake_funds(ports=world.ports)

    assert (too_early, woken) == (0, 2)
    control = world.store.get("control/funds").fields
    assert control == {"usd": {"at": records[2].created_at, "id": records[2].id}}


def test_of_one_award_only_the_first_in_line_is_sent_when_funds_are_short(world):
    scene.funds(world, 0)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    for record in records:
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)

    waiting = [scene.read(world, record.id) for record in records]
    assert [record.reason for record in waiting] == [Reason.AWAITING_FUNDS] * 3
    assert [record.attempt is not None for record in waiting] == [True, False, False]


def test_what_was_sent_is_looked_up_also_while_payouts_are_paused(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    pause_payouts(paused=True, actor="admin", reason="incident", ports=world.ports)

    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_paused_prize_that_was_not_paid_is_not_sent_again(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    pause_payouts(paused=True, actor="admin", reason="incident", ports=world.ports)

    scene.pay(world, record)

    assert scene.read(world, record.id).reason == Reason.PAYOUTS_PAUSED
    assert scene.transfers(world, record) == []


def test_funds_that_came_are_kept_for_the_oldest_until_its_old_key_is_quiet(world):
    scene.funds(world, 0)
    (record,) = scene.awarded(world, "ann")
    scene.winner_account(world, "ann")
    scene.pay(world, record)
    scene.funds(world, 9_700)

    wake_funds(ports=world.ports)
    kept = world.store.get("control/funds").fields
    world.clock.advance(minutes=46)
    wake_funds(ports=world.ports)

    assert kept == {"usd": {"at": record.created_at, "id": record.id}}
    assert world.store.get("control/funds").fields == {}


def test_short_dollars_keep_no_euros_waiting(world):
    dollars, euros = _sent_for_the_first_time(world, dollars=0, euros=9_700)

    (transfer,) = scene.transfers(world, euros)
    assert (transfer.amount, transfer.currency) == (9_700, "eur")
    assert scene.read(world, dollars.id).reason == Reason.AWAITING_FUNDS
    assert world.store.get("control/funds").fields == {"usd": {"at": dollars.created_at, "id": dollars.id}}


def test_euros_that_came_wake_who_waits_for_euros(world):
    dollars, euros = _sent_for_the_first_time(world, dollars=0, euros=0)
    world.queue.tasks.clear()
    scene.funds(world, 9_700, currency="eur")
    world.clock.advance(minutes=46)

    woken = wake_funds(ports=world.ports)

    assert woken == 1
    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [euros.id]
    assert world.store.get("control/funds").fields == {"usd": {"at": dollars.created_at, "id": dollars.id}}


def test_a_younger_prize_does_not_overtake_one_that_waits_for_funds(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    older = record.created_at.replace(year=2025)
    world.store.commit([Merge("control/funds", {"usd": {"at": older, "id": "older"}})])

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.attempt) == (Reason.AWAITING_FUNDS, None)
    assert scene.transfers(world, record) == []


@pytest.mark.parametrize("kind", ["timeout_after", "reset_after"])
def test_an_answer_lost_after_the_effect_is_found_again_by_look_up(world, kind):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add(kind, method="POST", path="/v1/transfers", count=1)

    first = scene.pay(world, record)

    assert (first.record.status, first.record.reason) == (PrizeStatus.PROCESSING, Reason.RETRYING)
    assert world.queue.tasks[-1].payload == {"prizeRecordId": record.id}
    assert 1 <= world.queue.tasks[-1].delay_seconds <= 2
    second = scene.pay(world, record)
    assert second.record.status == PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


@pytest.mark.parametrize("kind", ["timeout_before", "reset_before", "conflict", "rate_limit", "lock_timeout"])
def test_a_request_that_did_nothing_is_sent_again_with_the_same_key(world, kind):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add(kind, method="POST", path="/v1/transfers", count=1)

    first = scene.pay(world, record)
    second = scene.pay(world, record)

    assert first.record.failures == 1
    assert (second.record.status, second.record.attempt.generation) == (PrizeStatus.PAID, 1)


def test_a_cached_500_is_repeated_for_a_day_and_then_a_new_key_is_opened(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error", method="POST", path="/v1/transfers", count=1)

    scene.pay(world, record)
    world.clock.advance(hours=22)
    scene.pay(world, record)

    still = scene.read(world, record.id)
    assert (still.reason, still.attempt.generation, still.attempt.closed) == (Reason.RETRYING, 1, False)
    world.clock.advance(hours=1)
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert scene.read(world, record.id).attempt.generation == 2


def test_a_500_after_the_effect_is_found_by_look_up(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error_after_effect", method="POST", path="/v1/transfers", count=1)

    scene.pay(world, record)
    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_a_task_too_many_leaves_a_payment_alone_whose_next_try_lies_ahead(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=6)
    for _ in range(6):
        scene.pay(world, record)
    task = PayPrize(record.id, "system:task", if_due=True)

    pay_prize(task, ports=world.ports)

    assert scene.transfers(world, record) == []
    world.clock.advance(minutes=2)
    pay_prize(task, ports=world.ports)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_refusal_that_nobody_knows_stops_the_record_and_pages(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456", currency="xxx")

    scene.pay(world, record)

    stopped = scene.read(world, record.id)
    assert (stopped.status, stopped.reason) == (PrizeStatus.FAILED, Reason.NEEDS_REVIEW)
    assert not stopped.attempt.closed
    assert world.alerts.raised[-1].severity == "CRITICAL"


def test_a_released_prize_waits_for_quiet_and_goes_out_under_a_new_key(world):
    account = _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.deauthorize(account)
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.FAILED
    apply_deauthorization(account, ports=world.ports)
    scene.winner_account(world, "user_456")

    release_prize(PrizeAct(record.id, "admin", "the account is gone"), ports=world.ports)
    scene.pay(world, record)
    early = scene.transfers(world, record)
    world.clock.advance(minutes=46)
    scene.pay(world, record)

    paid = scene.read(world, record.id)
    assert (early, paid.status, paid.attempt.generation) == ([], PrizeStatus.PAID, 2)


def test_an_account_restricted_between_check_and_transfer_closes_the_attempt(world):
    account = _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.complete_onboarding(account, "restricted")

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.attempt.closed_reason) == (
        Reason.ACCOUNT_RESTRICTED,
        "insufficient_capabilities_for_transfer",
    )


def test_a_second_worker_is_told_busy_while_the_lease_lives(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    document = world.store.get(record.path)
    lease = {"token": "other", "until": world.clock.now().replace(year=2027)}
    world.store.commit([Merge(document.path, {"lease": lease})])

    outcome = scene.pay(world, record)

    assert outcome.repeat
    assert scene.transfers(world, record) == []


def test_the_kill_switch_stops_every_transfer_and_says_so(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    pause_payouts(paused=True, actor="admin", reason="incident", ports=world.ports)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.PAYOUTS_PAUSED)
    pause_payouts(paused=False, actor="admin", reason="over", ports=world.ports)
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


@pytest.mark.parametrize(("pool", "held"), [(103_092, False), (103_094, True)])
def test_a_prize_above_the_cap_is_held_until_somebody_approves(world, pool, held):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456", pool=pool)

    scene.pay(world, record)

    after = scene.read(world, record.id)
    assert (after.reason == Reason.HELD_FOR_APPROVAL) == held
    if held:
        approve_prize(PrizeAct(record.id, "second_admin", "checked"), ports=world.ports)
        scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_reversed_transfer_is_recorded_and_never_paid_again_by_itself(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    _reverse(world, record)

    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)
    scene.pay(world, record)

    reversed_record = scene.read(world, record.id)
    assert (reversed_record.status, reversed_record.amount_reversed) == (PrizeStatus.REVERSED, 9_700)
    assert len(scene.transfers(world, record)) == 1
    assert _sum(world, "winner:user_456") == 0


def test_an_approved_reissue_pays_once_more_with_a_new_key(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    _reverse(world, record)
    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)
    world.clock.advance(hours=1)

    reissue_prize(PrizeAct(record.id, "second_admin", "bank was wrong"), ports=world.ports)
    scene.pay(world, record)
    scene.pay(world, record)

    again = scene.read(world, record.id)
    assert (again.status, again.attempt.generation, again.reissues) == (PrizeStatus.PAID, 2, 1)
    assert len(scene.transfers(world, record)) == 2
    assert _sum(world, "winner:user_456") == 9_700
    assert (_sum(world, "platform:fees"), _sum(world, "prizes:ch")) == (300, -10_000)


def test_a_late_event_about_the_first_transfer_does_not_undo_a_reissue(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    _reverse(world, record)
    first = scene.read(world, record.id).stripe_transfer_id
    apply_transfer(first, ports=world.ports)
    world.clock.advance(hours=1)
    reissue_prize(PrizeAct(record.id, "second_admin", "bank was wrong"), ports=world.ports)

    apply_transfer(first, ports=world.ports)
    scene.pay(world, record)
    apply_transfer(first, ports=world.ports)

    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert _sum(world, "winner:user_456") == 9_700


def test_a_partly_reversed_transfer_stays_paid_and_asks_for_review(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    _reverse(world, record, amount=700)

    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)

    partly = scene.read(world, record.id)
    assert (partly.status, partly.reason, partly.amount_reversed) == (
        PrizeStatus.PAID,
        Reason.NEEDS_REVIEW,
        700,
    )
    assert _sum(world, "winner:user_456") == 9_000


def test_a_prize_can_be_canceled_before_any_attempt_and_never_after(world):
    (record,) = scene.awarded(world, "user_456")
    cancel_prize(PrizeAct(record.id, "admin", "disqualified"), ports=world.ports)
    scene.winner_account(world, "user_456")
    scene.funds(world, 100_000)

    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.CANCELED
    assert scene.transfers(world, record) == []


def test_canceling_after_an_attempt_is_refused(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)

    with pytest.raises(Refusal, match="may have been attempted"):
        cancel_prize(PrizeAct(record.id, "admin", "too late"), ports=world.ports)


def test_an_unknown_prize_is_not_found(world):
    with pytest.raises(NotFound):
        pay_prize(PayPrize("nobody", "system:test"), ports=world.ports)


def test_the_winners_document_shows_what_was_won_and_earned(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert winner["totalEarnings"] == 9_700
    assert winner["earningsByCurrency"] == {"usd": 9_700}
    assert [(win["challengeId"], win["prizeAmount"], win["status"]) for win in winner["challengeWins"]] == [
        ("ch", 10_000, "paid")
    ]


def test_dollars_and_euros_are_never_added_up(world):
    _winner_with_account(world)
    scene.funds(world, 50_000, currency="eur")
    (dollars,) = scene.awarded(world, "user_456")
    (euros,) = scene.awarded(world, "user_456", challenge_id="ch2", pool=5_000, currency="eur")
    for record in (dollars, euros):
        scene.pay(world, record)

    project_winner("user_456", ports=world.ports)

    winner = world.store.get("users/user_456").fields["winner"]
    assert winner["totalEarnings"] == 9_700  # dollars, as the first clients format it
    assert winner["earningsByCurrency"] == {"usd": 9_700, "eur": 4_850}
    assert {win["challengeId"]: win["currency"] for win in winner["challengeWins"]} == {
        "ch": "usd",
        "ch2": "eur",
    }


def test_every_change_of_the_record_has_its_audit_row(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)

    rows = sorted(
        (d.fields for d in world.store.query(_all("auditLog")) if d.fields["subject"] == record.path),
        key=lambda row: row["number"],
    )
    assert [(row["act"], row["statusAfter"]) for row in rows] == [
        ("prize.awarded", "pending"),
        ("prize.claimed", "processing"),
        ("prize.transfer_recorded.paid", "paid"),
    ]


def _sent_for_the_first_time(world, *, dollars: int, euros: int):
    """An older prize in dollars and a younger one in euros, each sent while our balance is this."""
    scene.funds(world, dollars)
    scene.funds(world, euros, currency="eur")
    (older,) = scene.awarded(world, "ann")
    (younger,) = scene.awarded(world, "bob", challenge_id="later", currency="eur")
    for record in (older, younger):
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)
    return older, younger


def _winner_with_account(world) -> str:
    scene.funds(world, 1_000_000)
    if world.store.get("users/user_456") is None:
        scene.user(world, "user_456")
    return scene.winner_account(world, "user_456")


def _reverse(world, record, amount=None):
    transfer_id = scene.read(world, record.id).stripe_transfer_id
    params = {"amount": amount} if amount else {}
    world.stripe.create_transfer_reversal(transfer_id, params, idempotency_key="by-hand")


def _all(collection):
    return Query(collection)


def _journal(world):
    return [document.fields for document in world.store.query(_all("journal"))]


def _sum(world, account):
    return sum(p["amount"] for entry in _journal(world) for p in entry["postings"] if p["account"] == account)


def _by_hand(world, record, account, amount=5_000):
    """Somebody sends money in the prize's group, in Stripe's dashboard; and we hear of it."""
    terms = {"amount": amount, "currency": "usd", "destination": account}
    made = world.stripe.create_transfer(
        {**terms, "transfer_group": record.transfer_group}, idempotency_key=f"by hand {amount}"
    )
    apply_transfer(made.id, ports=world.ports)
    return made


def _taken_back(world, made):
    world.stripe.create_transfer_reversal(made.id, {}, idempotency_key=f"back {made.id}")
    apply_transfer(made.id, ports=world.ports)


def _totals(world):
    sums = Counter()
    for entry in world.store.query(Query("journal")):
        for posting in entry.fields["postings"]:
            sums[posting["account"]] += posting["amount"]
    return +sums, -sums


def test_a_prize_goes_out_after_what_was_sent_by_hand_was_taken_back_and_a_person_released_it(world):
    account = _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    _taken_back(world, _by_hand(world, record, account))
    assert scene.read(world, record.id).status == PrizeStatus.FAILED
    release_prize(PrizeAct(record.id, "admin", "taken back"), ports=world.ports)
    assert scene.pay(world, record).record.status == PrizeStatus.PAID
    assert [one.amount for one in unreversed(scene.transfers(world, record))] == [9_700]
    _books_hold_one_prize(world)


def test_a_paid_prize_is_paid_again_once_what_was_sent_by_hand_beside_it_is_taken_back(world):
    account = _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    paid = scene.pay(world, record).record
    made, other = (_by_hand(world, record, account, amount) for amount in (5_000, 9_700))
    _taken_back(world, made)
    assert scene.read(world, record.id).status == PrizeStatus.FAILED
    _taken_back(world, other)
    again = scene.read(world, record.id)
    assert (again.status, again.reason, again.stripe_transfer_id) == ("paid", None, paid.stripe_transfer_id)
    _books_hold_one_prize(world)


def _books_hold_one_prize(world):
    held, given = _totals(world)
    assert held == {"winner:user_456": 9_700, "platform:fees": 300, "platform:prizes_paid": 9_700}
    assert given == {"platform:balance": 9_700, "prizes:ch": 10_000}
    project_winner("user_456", ports=world.ports)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant != "I9"] == []


def test_a_transfer_made_by_hand_is_booked_once_and_stays_in_the_way_of_ours(world):
    account = _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    by_hand = {"amount": 5_000, "currency": "usd", "destination": account}
    transfer = world.stripe.create_transfer(
        {**by_hand, "transfer_group": record.transfer_group}, idempotency_key="by hand"
    )

    for _ in range(3):
        apply_transfer(transfer.id, ports=world.ports)
    told = world.alerts.causes().count("transfer.does_not_fit")
    release_prize(PrizeAct(record.id, "admin", "seen"), ports=world.ports)
    for _ in range(2):
        scene.pay(world, record)

    stopped = scene.read(world, record.id)
    assert (stopped.status, stopped.reason) == (PrizeStatus.FAILED, Reason.NEEDS_REVIEW)
    assert [one.id for one in scene.transfers(world, record)] == [transfer.id]
    assert (told, _sum(world, "winner:user_456")) == (1, 5_000)


def test_operators_hear_of_a_key_that_may_not_look_up_before_a_winner_asks(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    ports = without_stripe(world, "list_transfers", "create_transfer")
    told = []
    for _ in range(12):
        pay_prize(PayPrize(record.id, "system:test"), ports=ports)
        told.append("prize.unanswered" in world.alerts.causes())
        world.clock.advance(minutes=30)

    assert told == [False] * 10 + [True] * 2
    assert scene.read(world, record.id).reason == Reason.RETRYING
    assert scene.pay(world, record).record.status == PrizeStatus.PAID


def test_a_record_that_was_put_back_from_a_backup_finds_its_transfer_in_the_books(world):
    _winner_with_account(world)
    (record,) = scene.awarded(world, "user_456")
    before = world.store.get(record.path).fields
    paid = scene.pay(world, record).record
    rows = world.store.query(Query("auditLog", where=[("subject", "==", record.path)]))
    world.store.commit([Delete(record.path), *(Delete(row.path) for row in rows if row.fields["number"] > 1)])
    world.store.commit([Create(record.path, {**before, "attempt": paid.attempt.fields()})])

    again = scene.pay(world, record).record

    assert (again.status, again.stripe_transfer_id) == (PrizeStatus.PAID, paid.stripe_transfer_id)
    assert len(scene.transfers(world, record)) == 1
    _books_hold_one_prize(world)
