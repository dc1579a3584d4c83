"""The worked examples of `docs/invariants.md` come true, to the cent, when they are acted out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from pulse.backoffice.checks.invariants import read_facts
from pulse.backoffice.checks.invariants.own_money import own_money_violations
from pulse.backoffice.checks.invariants.pools import books_of
from pulse.ledger import Change, audited_create
from pulse.pools import ReturnKind, Term, apply_funding, new_return
from pulse.prizes import allot_pool
from tests.backoffice.approvals.test_sponsor_pool import sponsored
from tests.backoffice.checks.invariants.pool_scene import allotted_world, named, pay_all, violations
from tests.backoffice.checks.invariants.test_own_money import drained
from tests.backoffice.disturbed import tamper
from tests.named import ROOT
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene
from tests.prizes import test_pool_losses as losses
from tests.prizes import test_unclaimed as claims
from tests.prizes.test_allot_pool import funded, pay, prizes, reviewed
from tests.prizes.test_finish_pool import cancelled, finished, world_with

PAGE = (ROOT / "docs" / "invariants.md").read_text()
GONE = frozenset(Term) - {Term.PAID_IN, Term.SPONSORED, Term.COVERED, Term.CORRECTED}
"""Terms that the page writes without a sign, as what left the pool."""


def table(title):
    """The rows below the table's head *title*: name to text."""
    body = PAGE.split(f"| {title} |", 1)[1].split("\n\n", 1)[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", body, flags=re.MULTILINE)
    return {name: text for name, text in rows if name != title}


def booked(world):
    """As the page writes it: what the pool's books say, in dollars; sums of 0 are left out."""
    facts = read_facts(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False)
    (books,) = [one for one in books_of(facts) if one.challenge_id == CHALLENGE]
    sums = {
        term.value.replace("_", " "): -amount if term in GONE else amount
        for term, amount in books.sums.items()
        if amount
    }
    return {name: f"{Decimal(amount) / 100:.2f}" for name, amount in [*sums.items(), ("held", books.held)]}


def one_payment(amount=10_000):
    world = world_with("ann")
    pools.has_funds(world)
    payment = pools.paid_in(world, amount, distribution_type="winner_takes_all")
    assert pools.funding_of(world, payment).total == 10_330
    return world, payment


def heard(world, payment):
    world.clock.advance(hours=1)
    apply_funding(payment, ports=world.ports, thorough=True)


def a_return():
    world = world_with("ann", "bob", "cyn")
    funded(world, 6_000, 4_000)
    reviewed(world)
    cancelled(world)
    finished(world)
    return world


def a_sponsoring():
    world = world_with("ann", "bob")
    pools.has_funds(world)
    funded(world, 6_000)
    sponsored(world, 4_000)
    reviewed(world)
    finished(world)
    return world


def a_dispute_of_the_whole_charge():
    world, payment = one_payment()
    pools.disputed(world, payment)
    heard(world, payment)
    return world


def a_dispute_after_a_refund():
    world, payment = one_payment()
    pools.dashboard_refund(world, payment, 3_000)
    heard(world, payment)
    pools.disputed(world, payment)
    heard(world, payment)
    return world


def a_warning():
    world, payment = one_payment()
    pools.warned(world, payment)
    heard(world, payment)
    assert pools.seen(world).sums.funded == 0
    return world


def a_return_that_failed():
    world = world_with("ann", "bob", "cyn")
    pools.paid_in(world, 6_000, OWNER, card="pm_card_refundFail", distribution_type="top_three_weighted")
    pools.paid_in(world, 4_000, OTHER)
    reviewed(world)
    cancelled(world)
    finished(world, times=20)
    return world


def a_transfer_under_way():
    world, _ = one_payment()
    reviewed(world)
    scene.funds(world, 10**7)
    pay(world, prizes(world)[0])
    allot_pool(CHALLENGE, ports=world.ports)
    world.emulator.faults.add("timeout_after", method="POST", path="transfers$", count=1)
    pay(world, prizes(world)[0])
    (sent,) = world.stripe.list_transfers({"transfer_group": prizes(world)[0].transfer_group})
    assert sent.amount == 9_700
    return world


def a_loss_covered():
    world = losses.world_with("ann")
    (payment,) = funded(world, 10_000, **losses.ALONE)
    reviewed(world)
    finished(world, 2)
    losses.taken_back(world, payment)
    losses.decided(world, "cover")
    finished(world, 2)
    return world


def a_prize_that_nobody_claims():
    world = claims.world_with(prize_claim_days=claims.CLAIM_DAYS)
    claims.unclaimed(world)
    return world


EXAMPLES = {
    "a return": a_return,
    "a sponsoring": a_sponsoring,
    "a dispute of the whole charge": a_dispute_of_the_whole_charge,
    "a dispute after a refund": a_dispute_after_a_refund,
    "a warning": a_warning,
    "a return that failed": a_return_that_failed,
    "a transfer under way": a_transfer_under_way,
    "a loss covered": a_loss_covered,
    "a prize that nobody claims": a_prize_that_nobody_claims,
}


def test_every_example_of_a_pool_is_acted_out():
    assert set(re.findall(r"^\*\*Example: (.+?)\.\*\*", PAGE, flags=re.MULTILINE)) == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_pool_adds_up_as_its_example_says(name):
    world = EXAMPLES[name]()
    told = table(f"{name} | USD")
    assert booked(world) == told
    signed = {one: Decimal(text) for one, text in told.items()}
    came = sum(signed.get(one, 0) for one in ("paid in", "sponsored", "covered"))
    assert came * 2 == sum(signed.values())
    assert violations(world) == []


def verdicts(title):
    return list(table(title).items())


@pytest.mark.parametrize(("claimed", "verdict"), verdicts("claimed at | I14"))
def test_a_claim_is_judged_as_its_example_says(claimed, verdict):
    world, _ = allotted_world()
    end = datetime(2026, 1, 1, 12, tzinfo=UTC)
    at = datetime.strptime(f"2026-01-01 {claimed} +0000", "%Y-%m-%d %H:%M:%S %z")
    review_ends = world.clock.now() - (at - end)
    for row in world.store.peek("auditLog"):
        if row.fields["subject"].startswith("prizePools/") and "reviewUntil" in row.fields["terms"]:
            tamper(world, row.path, **{"terms.reviewUntil": review_ends})
    pay_all(world)

    assert ("I14" in {name for name, _ in named(world)}) is (verdict == "broken")
    assert verdict in {"broken", "holds"}


@pytest.mark.parametrize(("told", "verdict"), verdicts("in this order | I16"))
def test_what_goes_back_is_judged_as_its_example_says(told, verdict):
    world, payment = one_payment()
    for what in told.split(", "):
        amount, how = what.split(maxsplit=1)
        cents = int(Decimal(amount) * 100)
        if how == "refunded":
            pools.dashboard_refund(world, payment, cents)
        elif how == "disputed":
            pools.disputed(world, payment)
        else:
            asked_for(world, payment, cents)
        heard(world, payment)

    assert ("I16" in {name for name, _ in named(world)}) is (verdict == "broken")
    assert verdict in {"broken", "holds"}


def asked_for(world, payment, cents):
    """A return that nobody compared with what is left."""
    now, untouched = world.clock.now(), pools.funding_of(world, payment).but(takings=())
    _, made = new_return(untouched, f"asked_{payment}", 1, ReturnKind.UNASSIGNED, now)
    made = made.but(amount=cents, next_check_at=now + timedelta(days=1))
    world.store.commit(list(audited_create(made.path, made, Change("return.reserved", "test", now))))


def rows(head):
    body = PAGE.split(head, 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in body]


@pytest.mark.parametrize(
    ("balance", "under_way", "upper", "verdict"), rows("| our balance | under way | upper end | I15 |")
)
def test_own_money_is_judged_as_its_example_says(balance, under_way, upper, verdict):
    """Three prizes of 50.00, 30.00 and 20.00; the first is under way where the example says so."""
    world, _ = allotted_world()
    first, second, _ = prizes(world)
    if Decimal(under_way):
        assert f"{Decimal(first.prize_amount) / 100:.2f}" == under_way
        world.emulator.faults.add("timeout_before", method="POST", path="transfers$", count=1)
        pay(world, first)
    world.clock.advance(hours=3)
    pay(world, second)
    claimed_at = prizes(world)[1].attempt.first_sent_at
    own = int((Decimal(balance) - 100) * 100)

    facts = drained(world, own, before=claimed_at - timedelta(hours=2))

    broken = second.path in {one.subject for one in own_money_violations(facts)}
    assert broken is (verdict == "broken")
    assert Decimal(balance) - 100 + Decimal(under_way) == Decimal(upper)
