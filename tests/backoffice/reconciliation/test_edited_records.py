"""A record that something else wrote is named within the hour: it does not fit its row or the journal."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.backoffice import check, verify_all, verify_audit
from pulse.ledger import content_hash
from pulse.ports.store import Query
from tests.backoffice.disturbed import remove, tamper
from tests.backoffice.reconciliation.scene import paid_prize, reconciled
from tests.prizes import scene as prizes
from tests.sales import scene as sales
from tests.world import World

EDITS = [
    ("payments", {"ownerNetAmount": 9_701}),
    ("payments", {"ownerNetAmount": 9_699}),
    ("payments", {"buyerId": "another"}),
    ("purchases", {"ownerAmount": 9_701}),
    ("prizeRecords", {"winnerAmount": 9_701}),
    ("prizeRecords", {"placement": 2}),
    ("prizeRecords", {"userId": "another"}),
    ("awards", {"pool": 10_001}),
    ("stripeConnect", {"stripeAccountId": "acct_of_another"}),
    ("winnerStripeConnect", {"stripeAccountId": "acct_of_another"}),
]


@pytest.fixture
def busy(world):
    paid_prize(world)
    sales.sold(world)
    return world


def first_of(world, collection):
    return world.store.query(Query(collection))[0].path


def told(world):
    return [alert.subject for alert in world.alerts.raised if alert.cause == "record.edited"]


@pytest.mark.parametrize(("collection", "edit"), EDITS, ids=str)
def test_an_edit_is_named_within_the_hour_by_every_check(busy, collection, edit):
    where = first_of(busy, collection)
    busy.clock.advance(hours=47)
    assert reconciled(busy, full=False).edited == ()

    tamper(busy, where, **edit)
    busy.clock.advance(minutes=59)

    assert reconciled(busy, full=False).edited == (where,)
    assert told(busy) == [where]
    assert verify_audit(where, store=busy.store).kind == "record_edited"
    assert [flaw.subject for flaw in verify_all(store=busy.store)] == [where]
    found = check(store=busy.store, stripe=busy.stripe, now=busy.clock.now(), settled=False)
    assert where in {one.subject for one in found}


def test_what_this_system_does_is_no_edit(busy):
    payment_id = first_of(busy, "payments").partition("/")[2]
    sales.refunded(busy, payment_id, 2_500)
    busy.clock.advance(hours=1)
    prizes.take_back(busy, prizes.record_of(busy, "ada"), 100)
    reconciled(busy, full=False)
    busy.clock.advance(hours=1)

    assert reconciled(busy, full=True).edited == ()
    assert told(busy) == []


def test_a_prize_that_only_waits_longer_is_no_edit(world):
    (record,) = prizes.awarded(world, "ada")
    for _ in range(3):
        prizes.pay(world, record)
        world.clock.advance(hours=6)

    assert reconciled(world, full=False).edited == ()


def test_a_record_that_was_deleted_is_named(busy):
    where = first_of(busy, "payments")
    remove(busy, where)

    assert where in reconciled(busy, full=False).edited


def test_a_journal_entry_that_was_edited_names_the_record_it_is_about(busy):
    entry = next(one for one in busy.store.query(Query("journal")) if one.fields["kind"] == "fee")
    postings = [{**one, "amount": one["amount"] * 2} for one in entry.fields["postings"]]
    tamper(busy, entry.path, postings=postings)

    assert entry.fields["subject"] in reconciled(busy, full=False).edited


def test_an_older_record_is_named_each_night(busy):
    where = first_of(busy, "payments")
    busy.clock.advance(days=20)
    tamper(busy, where, ownerNetAmount=1)

    assert reconciled(busy, full=False).edited == ()
    assert [flaw.subject for flaw in verify_all(store=busy.store)] == [where]


VALUES = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=5)
FIELDS = st.dictionaries(st.sampled_from(["amount", "status", "fee", "name"]), VALUES, min_size=1)


@given(FIELDS, FIELDS)
def test_two_contents_have_one_hash_exactly_if_no_value_differs(one, other):
    def values(fields):
        return {name: (type(value), value) for name, value in fields.items() if value is not None}

    assert (content_hash(one) == content_hash(other)) == (values(one) == values(other))


def test_a_double_that_is_whole_has_the_hash_of_its_integer():
    assert content_hash({"score": 120.0, "in": [{"a": 1.0}]}) == content_hash(
        {"score": 120, "in": [{"a": 1}]}
    )
    assert content_hash({"score": 120.5}) != content_hash({"score": 120})


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(-3, 3), st.sampled_from(["amount", "platformFee", "ownerAmount", "ownerNetAmount"]))
def test_any_cent_of_a_sale_that_is_changed_shows(cents, field):
    world = World()
    payment_id = sales.sold(world)
    where = f"payments/{payment_id}"
    amount = world.store.get(where).fields[field]

    tamper(world, where, **{field: amount + cents})
    world.clock.advance(seconds=timedelta(hours=1).total_seconds())

    assert reconciled(world, full=False).edited == ((where,) if cents else ())
