"""Each invariant holds for what the use cases make, and is named when it is broken on purpose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.backoffice import check, reconcile, sweep
from pulse.ledger import Change, commit_update
from pulse.ledger.audit import row_hash
from pulse.prizes import PrizeAct, PrizeStatus, apply_transfer, pause_payouts, reissue_prize
from pulse.sales import FeePayer, RefundPolicy
from tests.backoffice.disturbed import events_handled, posted, put, remove, shifted, tamper
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


@pytest.fixture
def busy_world(world):
    return busy(world)


def busy(world):
    """Prizes paid, waiting and canceled; a sale, refunded in part; everything swept and reconciled."""
    scene.funds(world, 50_000)
    scene.awarded(world, "ada", "bob")
    scene.winner_account(world, "ada")
    for user_id in ("ada", "bob"):
        scene.pay(world, scene.record_of(world, user_id))
    sales.refunded(world, sales.sold(world), 2_500)
    sweep(ports=world.ports)
    events_handled(world)
    reconcile(ports=world.ports, full=True)
    return world


def broken(world, **options):
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now(), **options)
    return {violation.invariant: violation for violation in found}


def prize(world, user_id="ada"):
    return scene.record_of(world, user_id)


def by_hand(world, amount=3_233, group=None, key="by-hand", **params):
    destination = prize(world).attempt.destination
    terms = {"amount": amount, "currency": "usd", "destination": destination, "transfer_group": group}
    return world.stripe.create_transfer({**terms, **params}, idempotency_key=key)


def payment_path(world):
    return next(document.path for document in sales.documents(world, "payments"))


def test_what_the_use_cases_make_breaks_nothing(busy_world):
    assert broken(busy_world) == {}
    assert broken(busy_world, settled=False) == {}


@pytest.mark.parametrize("payer", FeePayer)
@pytest.mark.parametrize("policy", RefundPolicy)
def test_whoever_bears_the_processing_and_the_refund_nothing_is_broken(payer, policy):
    world = busy(sales.world_where(payer))
    (payment,) = sales.documents(world, "payments")
    sales.refunded(world, payment.id, 1_111, policy=policy, request_id="another part")
    sweep(ports=world.ports)
    events_handled(world)
    reconcile(ports=world.ports, full=True)
    assert broken(world) == {}
    assert world.alerts.raised == []


def test_i1_a_prize_paid_twice(busy_world):
    record = prize(busy_world)
    by_hand(busy_world, record.winner_amount, record.transfer_group, metadata={"generation": "2"})
    assert "is paid more than once" in " ".join(one.sentence for one in _of("I1", busy_world, settled=False))


def test_i1_a_prize_sent_again_after_a_reversal_without_approval(busy_world):
    record = prize(busy_world)
    busy_world.stripe.create_transfer_reversal(record.stripe_transfer_id, {}, idempotency_key="r")
    by_hand(busy_world, record.winner_amount, record.transfer_group)
    assert "2 transfers after 0 approved" in broken(busy_world, settled=False)["I1"].sentence


def test_i2_a_prize_marked_paid_that_was_never_sent(busy_world):
    tamper(busy_world, prize(busy_world, "bob").path, status="paid", stripeTransferId="tr_imagined")
    violation = broken(busy_world, settled=False)["I2"]
    assert (violation.subject, "does not stand" in violation.sentence) == (
        prize(busy_world, "bob").path,
        True,
    )


@pytest.mark.parametrize("fields", [{"winnerAmount": 1}, {"currency": "eur"}])
def test_i2_a_prize_paid_with_another_amount_or_currency(busy_world, fields):
    tamper(busy_world, prize(busy_world).path, **fields)
    assert "another amount, currency or account" in broken(busy_world)["I2"].sentence


def test_i2_a_transfer_that_the_record_does_not_know_of(busy_world):
    tamper(busy_world, prize(busy_world).path, status="pending", stripeTransferId=None)
    assert "its transfer stands" in broken(busy_world)["I2"].sentence


def test_i2_a_canceled_prize_with_a_transfer(busy_world):
    tamper(busy_world, prize(busy_world).path, status="canceled")
    assert "was canceled" in broken(busy_world, settled=False)["I2"].sentence


def test_i3_a_transfer_that_belongs_to_nobody(busy_world):
    made = by_hand(busy_world, 5)
    assert broken(busy_world)["I3"].subject == made.id


def test_i3_a_transfer_of_a_prize_that_does_not_exist(busy_world):
    made = by_hand(busy_world, 5, "prize_unknown")
    assert broken(busy_world, settled=False)["I3"].subject == made.id


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"platformFee": 151}, "do not add up"),
        ({"platformFee": 151, "winnerAmount": 4_849}, "not the share"),
        ({"prizeAmount": -1, "winnerAmount": -1, "platformFee": 0, "feeBps": 0}, "not between nothing"),
        ({"feeBps": 301}, "not the share"),
        ({"currency": "eur"}, "another fee rate or currency than its award"),
    ],
)
def test_i4_amounts_that_do_not_follow_the_fee_rule(world, fields, sentence):
    record = scene.awarded(world, "ada", pool=5_000)[0]
    tamper(world, record.path, **fields)
    assert sentence in " ".join(one.sentence for one in _of("I4", world, settled=False))


def test_i5_prizes_and_rest_that_are_not_the_pool(busy_world):
    tamper(busy_world, "awards/ch", unassignedAmount=7)
    assert broken(busy_world, settled=False)["I5"].subject == "awards/ch"


def test_i5_one_person_with_two_prizes_of_one_challenge(busy_world):
    twice = dict(busy_world.store.get(prize(busy_world, "bob").path).fields)
    put(busy_world, "prizeRecords/ch_bob_1", {**twice, "id": "ch_bob_1", "prizeAmount": 0, "winnerAmount": 0})
    found = check(store=busy_world.store, stripe=busy_world.stripe, now=START, settled=False)
    assert "one person has 2 prizes" in [one.sentence for one in found if one.invariant == "I5"]


def test_i5_a_prize_without_an_award(busy_world):
    remove(busy_world, "awards/ch")
    assert "without an award" in broken(busy_world, settled=False)["I5"].sentence


def test_i6_an_entry_that_does_not_balance(busy_world):
    entry = posted(busy_world, prize(busy_world).stripe_transfer_id)
    shifted(busy_world, entry, 1, "winner:ada")
    assert broken(busy_world, settled=False)["I6"].subject == entry


def test_i6_an_entry_under_a_name_of_its_own(busy_world):
    fields = busy_world.store.get(posted(busy_world, prize(busy_world).stripe_transfer_id)).fields
    put(busy_world, "journal/again", dict(fields))
    assert broken(busy_world, settled=False)["I6"].subject == "journal/again"


def test_i6_an_amount_that_is_no_whole_number(busy_world):
    entry = posted(busy_world, prize(busy_world).stripe_transfer_id)
    postings = [
        {"account": "a", "amount": -0.5, "currency": "usd"},
        {"account": "b", "amount": 0.5, "currency": "usd"},
    ]
    tamper(busy_world, entry, postings=postings)
    assert "no whole number" in broken(busy_world, settled=False)["I6"].sentence


def test_i7_a_cent_between_books_and_stripe(busy_world):
    record = prize(busy_world)
    entry = posted(busy_world, record.stripe_transfer_id)
    shifted(busy_world, entry, 1)
    subjects = {one.subject for one in _of("I7", busy_world)}
    assert subjects == {record.stripe_transfer_id, "winner:ada", record.path}


def test_i7_a_cent_between_books_and_records(busy_world):
    tamper(busy_world, payment_path(busy_world), ownerNetAmount=1)
    assert f"trainer:{sales.TRAINER}" in {one.subject for one in _of("I7", busy_world)}


@pytest.mark.parametrize(
    "fields",
    [
        {"winner.totalEarnings": 1_000_000},
        {"winner.earningsByCurrency": {"eur": 9_700}},
        {"winner": None},
        {"winner": "not a map"},
    ],
)
def test_i7_a_user_document_that_shows_another_sum(busy_world, fields):
    tamper(busy_world, "users/ada", **fields)
    assert {one.subject for one in _of("I7", busy_world)} == {"users/ada"}


def test_i7_a_paid_prize_that_is_not_in_the_books(busy_world):
    remove(busy_world, posted(busy_world, prize(busy_world).stripe_transfer_id))
    assert prize(busy_world).path in {one.subject for one in _of("I7", busy_world, settled=False)}


def test_i7_a_fee_that_is_not_the_prizes(busy_world):
    entry = posted(busy_world, prize(busy_world).stripe_transfer_id)
    for account in ("platform:fees", "platform:prizes_paid"):
        shifted(busy_world, entry, 1 if account == "platform:fees" else -1, account)
    assert "platform:fees" in " ".join(one.sentence for one in _of("I7", busy_world, settled=False))


def test_i7_a_prize_that_was_sent_twice_and_taken_back_once_is_booked_with_one_fee(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    transfer_id = scene.pay(world, record).record.stripe_transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {}, idempotency_key="back")
    apply_transfer(transfer_id, ports=world.ports)
    reissue_prize(PrizeAct(record.id, "admin", "again"), ports=world.ports)
    world.clock.advance(hours=1)
    assert scene.pay(world, record).record.status == PrizeStatus.PAID
    assert _of("I7", world, settled=False) == []


def test_a_malformed_record_is_named_and_hides_nothing_else(busy_world):
    tamper(busy_world, prize(busy_world, "bob").path, prizeAmount="a lot")
    tamper(busy_world, prize(busy_world).path, stripeTransferId=None)
    named = {one.subject: one.sentence for one in _of("I9", busy_world, settled=False)}
    assert "cannot be read" in " ".join(named.values())
    assert "I2" in broken(busy_world)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"platformFee": 301}, "platformFee is not the share"),
        ({"applicationFeeAmount": 299}, "applicationFeeAmount is not the fee"),
        ({"processingFeePayer": "buyer", "surcharge": 320}, "platformFee is not the share"),
        ({"processingFeePayer": "buyer", "surcharge": 1}, "applicationFeeAmount is not the fee"),
        ({"surcharge": 1}, "surcharge is none"),
        ({"processingFeePayer": "buyer", "surcharge": -1}, "surcharge is none"),
        ({"processingFeePayer": "buyer", "surcharge": 10_001}, "platformFee is not the share"),
        ({"ownerAmount": 9_701}, "do not add up to amount"),
        ({"refundedAmount": 9_000, "disputedAmount": 1_001}, "refunds and disputes exceed"),
    ],
)
def test_i8_a_sale_that_does_not_follow_the_rules(busy_world, fields, sentence):
    tamper(busy_world, payment_path(busy_world), **fields)
    assert sentence in " ".join(one.sentence for one in _of("I8", busy_world, settled=False))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "processing"}, "is stuck in processing"),
        ({"reason": "retrying"}, "is stuck in pending, retrying"),
        ({"nextAttemptAt": None}, "nothing will look at it again"),
        ({"nextAttemptAt": START - timedelta(hours=1, seconds=1)}, "due for over an hour"),
        ({"lease": {"token": "t", "until": START - timedelta(minutes=6)}}, "older than 15 minutes"),
        ({"reason": None}, "does not say why"),
    ],
)
def test_i9_a_prize_that_is_stuck(busy_world, fields, sentence):
    tamper(busy_world, prize(busy_world, "bob").path, **fields)
    assert sentence in " ".join(one.sentence for one in _of("I9", busy_world))


def test_i9_a_lease_of_ten_minutes_is_at_work(busy_world):
    lease = {"token": "t", "until": START + timedelta(minutes=10)}
    tamper(busy_world, prize(busy_world, "bob").path, lease=lease)
    assert _of("I9", busy_world) == []


def test_i9_an_event_that_nobody_handled(busy_world):
    put(busy_world, "stripeEvents/evt_1", {"status": "received", "receivedAt": START})
    assert broken(busy_world)["I9"].subject == "stripeEvents/evt_1"
    assert "I9" not in broken(busy_world, settled=False)


def test_i9_an_award_whose_prizes_are_not_recorded(busy_world):
    tamper(busy_world, "awards/ch", status="frozen")
    assert "awards/ch" in {one.subject for one in _of("I9", busy_world)}


def test_i10_a_status_that_changed_without_a_row(busy_world):
    tamper(busy_world, prize(busy_world, "bob").path, status="failed")
    assert "without an audit row" in broken(busy_world, settled=False)["I10"].sentence


def test_i10_a_row_that_was_edited(busy_world):
    row = f"auditLog/{prize(busy_world).path.replace('/', '_')}_2"
    tamper(busy_world, row, actor="somebody else")
    assert broken(busy_world, settled=False)["I10"].sentence.startswith("row 2 was edited")


@pytest.mark.parametrize("collection", ["prizeRecords", "payments"])
def test_i10_a_record_without_a_trail(busy_world, collection):
    some = sales.documents(busy_world, collection)[0]
    put(busy_world, f"{collection}/new", {**some.fields, "id": "new", "paymentId": "new"})
    assert f"{collection}/new" in {one.subject for one in _of("I10", busy_world, settled=False)}


def test_i10_a_record_that_is_gone(busy_world):
    path = prize(busy_world, "bob").path
    remove(busy_world, path)
    assert broken(busy_world, settled=False)["I10"].sentence == "has an audit trail, and is gone"


def test_i10_a_cut_off_trail_of_the_kill_switch(busy_world):
    for paused in (True, False):
        pause_payouts(paused=paused, actor="admin", reason="test", ports=busy_world.ports)
    remove(busy_world, "auditLog/control_payouts_2")
    violation = broken(busy_world, settled=False)["I10"]
    assert (violation.subject, violation.sentence) == (
        "control/payouts",
        "row 2 and what followed it are gone",
    )


def test_i10_a_row_more_than_the_record_knows_of_may_be_younger_until_all_is_settled(busy_world):
    path = prize(busy_world, "bob").path
    first = dict(busy_world.store.get(f"auditLog/{path.replace('/', '_')}_2").fields)
    head = busy_world.store.get(path).fields["audit"]
    forged = {**first, "number": head["number"] + 1, "previousHash": head["hash"]}
    forged["hash"] = row_hash(head["hash"], forged)
    put(busy_world, f"auditLog/{path.replace('/', '_')}_{forged['number']}", forged)
    assert "I10" not in broken(busy_world, settled=False)
    assert "was put in after" in broken(busy_world)["I10"].sentence


def test_i5_an_award_whose_prizes_are_being_recorded_may_lack_some(busy_world):
    tamper(busy_world, "awards/ch", status="frozen")
    remove(busy_world, prize(busy_world, "bob").path)
    assert _of("I5", busy_world, settled=False) == []


def test_a_round_that_nobody_has_paid_for_yet_is_no_income(world):
    sales.round_on_sale(world)
    sales.bought(world)
    assert _of("I7", world) == []


def test_what_an_account_held_that_was_taken_from_us_is_not_looked_for(busy_world):
    busy_world.emulator.deauthorize(prize(busy_world).attempt.destination)
    assert _of("I7", busy_world) == []


def test_i11_a_change_outside_the_allowed_graph(world):
    record = scene.awarded(world, "ada")[0]
    for status in (PrizeStatus.CANCELED, PrizeStatus.PENDING):
        document = world.store.get(record.path)
        record = record.but(status=status, version=record.version + 1)
        commit_update(world.store, document, record, Change("forced", "test", START))
    assert "went from canceled to pending" in broken(world, settled=False)["I11"].sentence


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"version": 1}, "is of version 1 after"),
        ({"attempt.key": "prize:other:g1"}, "has the key"),
        ({"attempt": None}, "without a stored attempt"),
    ],
)
def test_i11_versions_and_keys_that_do_not_fit(busy_world, fields, sentence):
    tamper(busy_world, prize(busy_world).path, **fields)
    assert sentence in " ".join(one.sentence for one in _of("I11", busy_world, settled=False))


@pytest.mark.parametrize(
    ("generation", "sentence"),
    [("1", "two transfers of one key"), ("2", "generation 2, which was never stored")],
)
def test_i11_a_transfer_that_no_stored_attempt_asked_for(busy_world, generation, sentence):
    record = prize(busy_world)
    by_hand(busy_world, 1, record.transfer_group, metadata={"generation": generation})
    assert sentence in " ".join(one.sentence for one in _of("I11", busy_world, settled=False))


@pytest.mark.parametrize(
    "leak",
    ["ada@example.com", "sk_" + "test_abc123", "https://connect.stripe.com/setup/e/acct_1/x", "123-45-6789"],
)
def test_i12_a_secret_or_a_personal_datum_where_operators_read(busy_world, leak):
    put(busy_world, "differences/d1", {"status": "closed", "whatToDo": f"ask {leak}"})
    assert broken(busy_world, settled=False)["I12"].subject == "differences/d1"


def test_i12_log_lines_are_searched_too(busy_world):
    found = broken(busy_world, settled=False, texts=["all is well", "mailed ada@example.com"])
    assert found["I12"].subject == "log line 2"


def _of(invariant, world, **options):
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now(), **options)
    return [violation for violation in found if violation.invariant == invariant]
