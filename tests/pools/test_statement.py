"""A pool's statement adds up to the cent, whatever happens, and shows payers nothing of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.errors import NotFound
from pulse.ledger import Entry, Posting, moved
from pulse.pools import (
    PoolUnreadable,
    StatementMismatched,
    Term,
    apply_funding,
    balances,
    lines_of,
    prizes_of,
    read_pool_statement,
    returning_of,
    sums_by_term,
    unclaimed_of,
)
from pulse.ports.store import Query, Update
from pulse.prizes import allot_pool, apply_transfer
from tests.backoffice.disturbed import shifted
from tests.pools import scene
from tests.pools.scene import CHALLENGE, OTHER, OWNER, STRANGER
from tests.pools.values import NOW
from tests.prizes.scene import take_back
from tests.prizes.test_allot_pool import pay, prizes, reviewed
from tests.prizes.test_finish_pool import cancelled, finished, funded, swept, world_with

PRIZES, RETURNING, UNCLAIMED = prizes_of(CHALLENGE), returning_of(CHALLENGE), unclaimed_of(CHALLENGE)


def statement(world, reader=OWNER, **options):
    return read_pool_statement(CHALLENGE, reader, ports=world.ports, **options)


def whole(world):
    return statement(world, "admin", as_staff=True)


def named(sums):
    return {term.value: amount for term, amount in sums.items() if amount}


@pytest.fixture
def ended():
    """60.00 and 40.00 paid in; 50.00 and 30.00 won and paid; 12.00 and 8.00 went back."""
    world = world_with("ann", "bob", "cyn")
    funded(world, 6_000, 4_000)
    reviewed(world)
    cancelled(world)
    finished(world)
    return world


def test_an_operator_sees_every_line_and_what_the_pool_held_after_it(ended):
    found = whole(ended)

    assert named(found.pool) == {"paid_in": 10_000, "paid": -7_760, "fees_kept": -240, "returned": -2_000}
    assert (found.held, found.total, found.adds_up, found.is_whole) == (0, 0, True, True)
    assert [held for _, held in balances(found.lines)][-1] == 0
    assert {one.term for one in found.lines} == {Term.PAID_IN, Term.PAID, Term.FEES_KEPT, Term.RETURNED}
    assert len(found.lines) == 2 + 2 + 2 + 2


def test_who_paid_in_sees_their_own_payments_and_the_sums_of_the_pool(ended):
    found = statement(ended, OTHER)

    assert [(one.term, one.amount) for one in found.lines] == [(Term.PAID_IN, 4_000), (Term.RETURNED, -800)]
    (line,) = found.fundings
    assert (line.funding.payer_id, line.refunded, line.disputed, line.returning, line.left) == (
        OTHER,
        800,
        0,
        0,
        3_200,
    )
    assert (found.total, found.adds_up, found.is_whole) == (3_200, True, False)
    assert named(found.pool) == named(whole(ended).pool)


@pytest.mark.parametrize("reader", [STRANGER, "ann"])
def test_who_did_not_pay_in_sees_nothing(ended, reader):
    with pytest.raises(NotFound) as refused:
        statement(ended, reader)
    assert refused.value.code == "funding_not_found"


def test_a_challenge_without_a_pool_has_no_statement():
    world = world_with()
    with pytest.raises(NotFound) as refused:
        whole(world)
    assert refused.value.code == "pool_not_found"


def test_what_came_too_late_is_a_payment_and_no_line():
    world = world_with()
    scene.has_funds(world)
    payment = scene.asked(world).payment_intent_id
    world.clock.advance(days=31)
    scene.pays(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)

    found = statement(world)

    (line,) = found.fundings
    assert (line.funding.status, line.refunded, line.left) == ("late", line.funding.total, 0)
    assert (found.lines, found.total, found.adds_up) == ((), 0, True)


def test_a_refund_by_others_is_told_from_our_returns(ended):
    world = world_with()
    payment = scene.paid_in(world)
    scene.dashboard_refund(world, payment, 3_000)
    apply_funding(payment, ports=world.ports, thorough=True)
    assert named(whole(world).pool) == {"paid_in": 10_000, "refunded": -3_000}


def test_a_statement_that_does_not_add_up_is_told_to_operators_and_shown_to_no_payer(ended):
    entry = ended.store.query(Query("journal", where=[("kind", "==", "pool_funding")]))[0].path
    shifted(ended, entry, 1, PRIZES)
    shifted(ended, entry, -1, "platform:pools")

    for reader in (OWNER, OTHER):
        with pytest.raises(StatementMismatched):
            statement(ended, reader)

    assert ended.alerts.causes().count("pool.mismatched") == 2
    assert whole(ended).adds_up is False


def test_a_change_between_the_reads_is_read_again(ended):
    """A refund is recorded after the payments were read and before the journal is."""
    world = world_with()
    payment = scene.paid_in(world)
    once = []

    class Disturbed:
        def __getattr__(self, name):
            return getattr(world.store, name)

        def query(self, query):
            if query.collection == "journal" and not once:
                once.append(True)
                scene.dashboard_refund(world, payment, 3_000)
                apply_funding(payment, ports=world.ports, thorough=True)
            return world.store.query(query)

    ports = replace(world.ports, store=Disturbed())
    found = read_pool_statement(CHALLENGE, OWNER, ports=ports)

    assert (found.total, found.adds_up) == (7_000, True)
    assert world.alerts.raised == []


AMOUNTS = st.integers(min_value=1, max_value=10**6)
PAIRS = {
    "paid_in": ("platform:pools", PRIZES),
    "sponsored": ("platform:own", PRIZES),
    "given_back": (PRIZES, "platform:own"),
    "returned": (PRIZES, RETURNING),
    "released": (RETURNING, PRIZES),
    "disputed": (PRIZES, "platform:pools"),
    "won": ("platform:pools", PRIZES),
    "paid": (PRIZES, "platform:prizes_paid"),
    "paid_unclaimed": (UNCLAIMED, "platform:prizes_paid"),
    "taken_back": ("platform:prizes_paid", PRIZES),
    "set_apart": (PRIZES, UNCLAIMED),
    "resolved": (UNCLAIMED, PRIZES),
    "moved_out": (RETURNING, "platform:pools"),
    "odd": ("platform:sales", PRIZES),
}


@st.composite
def entries(draw):
    made = []
    for number in range(draw(st.integers(min_value=0, max_value=12))):
        kind = draw(st.sampled_from(sorted(PAIRS)))
        amount, fee = draw(AMOUNTS), 0
        postings = moved(*PAIRS[kind], amount, "usd")
        if kind in {"paid", "paid_unclaimed"}:
            fee = draw(st.integers(min_value=0, max_value=amount - 1))
            postings += moved("platform:prizes_paid", "platform:fees", fee, "usd")
        postings += moved("platform:balance", "payer:someone", amount, "usd")
        at = NOW + timedelta(seconds=draw(st.integers(min_value=0, max_value=5)))
        name = f"e{number}"
        made.append(Entry(f"journal/{name}_{kind}", name, kind, "poolFundings/f", tuple(postings), at))
    return made


@given(entries())
def test_lines_add_up_to_what_the_journal_holds_whatever_the_entries_are(made):
    lines = lines_of(CHALLENGE, "usd", made)

    held = sum(one.into(PRIZES, "usd") for one in made)
    unclaimed = sum(one.into(UNCLAIMED, "usd") for one in made)
    sums = sums_by_term(lines)
    assert sum(line.amount for line in lines) == held
    assert sum(sums.values()) == held
    assert -sums[Term.UNCLAIMED] == unclaimed
    fees = sum(one.into("platform:fees", "usd") for one in made)
    assert -sums[Term.FEES_KEPT] == fees
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_other_currencies_and_other_pools_are_no_lines():
    postings = (
        *moved("platform:pools", PRIZES, 5, "eur"),
        *moved("platform:pools", "prizes:other", 7, "usd"),
    )
    entry = Entry("journal/x_pool_funding", "x", "pool_funding", "poolFundings/f", postings, NOW)
    assert lines_of(CHALLENGE, "usd", [entry]) == []


def test_an_opposite_entry_takes_its_line_back():
    there = Entry("journal/x_dispute", "x", "dispute", "f", (Posting(PRIZES, -5, "usd"),), NOW)
    back = Entry("journal/x_r", "x", "reverted_dispute", "f", (Posting(PRIZES, 5, "usd"),), NOW)
    assert sums_by_term(lines_of(CHALLENGE, "usd", [there, back]))[Term.DISPUTED] == 0


STEPS = ("refund", "dispute", "win", "warn", "cancel", "sweep", "pay", "take_back")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=9), st.booleans())
def test_for_any_sequence_of_events_the_statement_equals_records_and_journal(steps, reviewed_first):
    world = world_with("ann", "bob", "cyn")
    first, second = funded(world, 6_000, 4_000)
    if reviewed_first:
        reviewed(world)
    disputes = []
    for step in steps:
        act(world, step, first, second, disputes, awarded=reviewed_first)
        for payment in (first, second):
            apply_funding(payment, ports=world.ports, thorough=True)
        found = whole(world)
        assert found.adds_up
        assert found.held == scene.books(world).get(PRIZES, 0) == found.total
        own = [statement(world, reader) for reader in (OWNER, OTHER)]
        assert sum(one.total for one in own) == sum(
            amount for term, amount in found.pool.items() if term not in {Term.PAID, Term.FEES_KEPT}
        )
        assert [one.total for one in own] == [sum(line.left for line in one.fundings) for one in own]


def act(world, step, first, second, disputes, *, awarded):
    match step:
        case "refund" if not disputes and scene.funding_of(world, second).left > 700:
            scene.dashboard_refund(world, second, 700)
        case "dispute" if not disputes:
            disputes.append(scene.disputed(world, first))
        case "win" if disputes and disputes[0]:
            scene.dispute_settled(world, disputes[0], "won")
            disputes[0] = None
        case "warn":
            scene.warned(world, second)
        case "sweep":
            swept(world)
        case _ if awarded:
            act_on_prizes(world, step)


def act_on_prizes(world, step):
    best, *_, last = prizes(world)
    if step == "cancel" and last.status == "pending":
        cancelled(world)
    if step == "pay":
        allot_pool(CHALLENGE, ports=world.ports)
        for one in prizes(world):
            pay(world, one)
    if step == "take_back" and best.status == "paid":
        take_back(world, best, 100)
        apply_transfer(best.stripe_transfer_id, ports=world.ports)


def test_a_return_that_cannot_be_read_stops_the_statement(ended):
    document = ended.store.query(Query("poolReturns"))[0]
    ended.store.commit([Update(document.path, {"amount": "everything"}, document.version)])
    with pytest.raises(PoolUnreadable):
        whole(ended)
    assert "record.damaged" in ended.alerts.causes()


@pytest.mark.parametrize(
    ("kind", "subject", "pair", "term"),
    [
        ("sponsored", "poolFundings/sponsor_1", ("platform:own", PRIZES), Term.SPONSORED),
        ("sponsoring_returned", "poolReturns/r", (PRIZES, "platform:own"), Term.RETURNED),
        ("cover", "poolFundings/f", ("platform:own", PRIZES), Term.COVERED),
        ("cover_returned", "poolFundings/f", (PRIZES, "platform:own"), Term.COVERED),
        ("set_aside", "poolReturns/r", (PRIZES, RETURNING), Term.RETURNED),
        ("set_aside", "poolFundings/f", (PRIZES, RETURNING), Term.REFUNDED),
        ("dispute", "poolFundings/f", (PRIZES, "platform:pools"), Term.DISPUTED),
        ("unclaimed", "prizeRecords/p", (PRIZES, UNCLAIMED), Term.UNCLAIMED),
        ("transfer", "prizeRecords/p", (PRIZES, "platform:prizes_paid"), Term.PAID),
        ("by_hand", "prizePools/x", ("platform:sales", PRIZES), Term.CORRECTED),
    ],
)
def test_each_entry_has_its_word(kind, subject, pair, term):
    entry = Entry("journal/x", "x", kind, subject, tuple(moved(*pair, 5, "usd")), NOW)
    (line,) = lines_of(CHALLENGE, "usd", [entry])
    assert (line.term, line.amount) == (term, 5 if pair[1] == PRIZES else -5)
