"""A held payment into a pool counts only when two administrators, neither of them a party, agree."""

from __future__ import annotations

import pytest

from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.backoffice.approvals.refusals import PartyToIt, SamePerson, TermsChanged
from pulse.inbox.handlers import Hint, handle
from pulse.pools import FundingNotHeld
from pulse.ports.store import Merge
from tests.pools.scene import (
    CHALLENGE,
    OTHER,
    OWNER,
    agrees,
    challenge,
    funding_of,
    paid_in,
    pool_of,
    prize_money,
    seen,
    warned,
)

ADA, BEA = "admin_ada", "admin_bea"


@pytest.fixture
def held(world):
    """The id of a payment with an elevated risk level."""
    challenge(world)
    payment_id = paid_in(world, card="pm_card_riskLevelElevated")
    return funding_of(world, payment_id)


def requested(world, funding, actor=ADA):
    command = RequestAct(act=Act.ACCEPT_FUNDING, subject_id=funding.funding_id, actor=actor, reason="known")
    return request_act(command, ports=world.ports)


def approved(world, funding, actor=BEA):
    command = ApproveAct(act=Act.ACCEPT_FUNDING, subject_id=funding.funding_id, actor=actor, reason="agreed")
    return approve_act(command, ports=world.ports)


def test_two_administrators_make_it_count_and_the_challenge_promises_it(world, held):
    epoch = pool_of(world).cover_epoch
    requested(world, held)
    assert seen(world).sums.funded == 0

    approved(world, held)

    assert (seen(world).sums.funded, seen(world).sums.held) == (10_000, 0)
    assert prize_money(world)["totalAmount"] == 10_000
    assert pool_of(world).cover_epoch == epoch + 1
    agrees(world)


def test_one_administrator_alone_accepts_nothing(world, held):
    requested(world, held)

    with pytest.raises(SamePerson):
        approved(world, held, ADA)

    assert seen(world).sums.funded == 0


def test_nobody_who_owns_pays_or_takes_part_asks_or_agrees(world, held):
    world.store.commit([Merge("user-challenge/x", {"challengeId": CHALLENGE, "userId": BEA})])
    for party in (OWNER, OTHER, BEA):
        with pytest.raises(PartyToIt):
            requested(world, held, party)
    requested(world, held)
    for party in (OWNER, OTHER, BEA):
        with pytest.raises(PartyToIt):
            approved(world, held, party)

    assert seen(world).sums.funded == 0


def test_a_warning_that_comes_between_request_and_approval_needs_a_new_request(world, held):
    requested(world, held)
    warning_id = warned(world, held.payment_intent_id)
    handle(Hint("radar.early_fraud_warning.created", warning_id, None), ports=world.ports)

    with pytest.raises(TermsChanged):
        approved(world, held)

    assert seen(world).sums.funded == 0


def test_a_warning_that_comes_after_the_approval_holds_it_again(world, held):
    requested(world, held)
    approved(world, held)
    warning_id = warned(world, held.payment_intent_id)
    handle(Hint("radar.early_fraud_warning.created", warning_id, None), ports=world.ports)

    assert (seen(world).sums.funded, seen(world).sums.held) == (0, 10_000)
    requested(world, held)
    approved(world, held)
    assert seen(world).sums.funded == 10_000
    agrees(world)


def test_what_waits_for_nobody_cannot_be_accepted(world):
    challenge(world)
    funding = funding_of(world, paid_in(world))

    with pytest.raises(FundingNotHeld):
        requested(world, funding)
