"""What Stripe says about a transfer is in the record and in the books once, in any order."""

from __future__ import annotations

from pulse.ports.store import Create, Delete, Query
from pulse.prizes import PrizeAct, PrizeStatus, Reason, apply_transfer, reissue_prize
from tests.prizes import scene


def test_the_journal_has_the_transfer_once_and_balanced(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    paid = scene.read(world, record.id)

    apply_transfer(paid.stripe_transfer_id, ports=world.ports)

    entries = scene.journal(world)
    assert [entry["reference"] for entry in entries] == [paid.stripe_transfer_id]
    postings = {(p["account"], p["amount"]) for p in entries[0]["postings"]}
    assert ("platform:balance", -9_700) in postings
    assert ("winner:user_456", 9_700) in postings
    assert ("platform:fees", 300) in postings
    assert sum(p["amount"] for p in entries[0]["postings"]) == 0


def test_a_reversed_transfer_is_recorded_and_never_paid_again_by_itself(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    scene.take_back(world, record)

    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)
    scene.pay(world, record)

    reversed_record = scene.read(world, record.id)
    assert (reversed_record.status, reversed_record.amount_reversed) == (PrizeStatus.REVERSED, 9_700)
    assert len(scene.transfers(world, record)) == 1
    assert scene.booked(world, "winner:user_456") == 0


def test_a_late_event_about_the_first_transfer_does_not_undo_a_reissue(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    scene.take_back(world, record)
    first = scene.read(world, record.id).stripe_transfer_id
    apply_transfer(first, ports=world.ports)
    world.clock.advance(hours=1)
    reissue_prize(PrizeAct(record.id, "second_admin", "bank was wrong"), ports=world.ports)

    apply_transfer(first, ports=world.ports)
    scene.pay(world, record)
    apply_transfer(first, ports=world.ports)

    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 2
    assert scene.booked(world, "winner:user_456") == 9_700


def test_a_partly_reversed_transfer_stays_paid_and_asks_for_review(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    scene.take_back(world, record, amount=700)

    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)

    partly = scene.read(world, record.id)
    assert (partly.status, partly.reason, partly.amount_reversed) == (
        PrizeStatus.PAID,
        Reason.NEEDS_REVIEW,
        700,
    )
    assert scene.booked(world, "winner:user_456") == 9_000


def test_a_record_that_was_put_back_from_a_backup_finds_its_transfer_in_the_books(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    before = world.store.get(record.path).fields
    paid = scene.pay(world, record).record
    rows = world.store.query(Query("auditLog", where=[("subject", "==", record.path)]))
    world.store.commit([Delete(record.path), *(Delete(row.path) for row in rows if row.fields["number"] > 1)])
    world.store.commit([Create(record.path, {**before, "attempt": paid.attempt.fields()})])

    again = scene.pay(world, record).record

    assert (again.status, again.stripe_transfer_id) == (PrizeStatus.PAID, paid.stripe_transfer_id)
    assert len(scene.transfers(world, record)) == 1
    scene.books_hold_one_prize(world)
