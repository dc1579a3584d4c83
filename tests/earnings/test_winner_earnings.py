"""A winner's prizes: each with its reason while unpaid, pages without gaps, totals that agree."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts import Role, note_payout
from pulse.accounts.payouts import failure_sentence
from pulse.earnings import winner_earnings
from pulse.errors import InvalidRequest, NotFound
from pulse.ports.store import Merge
from pulse.prizes import SENTENCES, PrizeStatus, Reader, Reason, project_winner
from tests.accounts.test_payouts import paid_out
from tests.counting import counted
from tests.earnings.books import prize, seed_prizes
from tests.people import onboarded, seed_user, user_fields
from tests.world import World

PRIZE_FIELDS = {
    "id", "challengeId", "challengeTitle", "placement", "score", "prizeAmount", "winnerAmount", "platformFee",
    "status", "reason", "nextAction", "createdAt", "updatedAt", "paidAt", "stripeTransferId",
}  # fmt: skip


def in_dollars(paid):
    return [{"currency": "usd", "totalEarnings": paid, "paidAmount": paid, "pendingAmount": 0}]


def shown(world, user_id="u1", page=None, ports=None):
    answer = winner_earnings(user_id, page, ports=ports or world.ports).answer()
    json.dumps(answer)
    return answer


def test_someone_who_never_won_sees_numbers_and_nothing_missing(world):
    seed_user(world)
    assert shown(world) == {
        "prizeRecords": [],
        "summary": {
            "totalEarnings": 0, "totalWins": 0, "pendingAmount": 0, "paidAmount": 0, "currency": "usd",
            "onboardingStatus": "notStarted", "stripeAccountId": None, "lastPayoutDate": None,
            "totalsByCurrency": in_dollars(0),
        },
        "timestamp": "2026-11-23T12:00:00Z",
        "nextPageToken": None,
    }  # fmt: skip


def test_someone_whose_account_is_damaged_still_sees_their_prizes_and_why_they_wait(world):
    onboarded(world, role=Role.WINNER)
    world.store.commit([Merge("winnerStripeConnect/u1", {"stripeAccountId": 7})])
    seed_prizes(world, prize(world, 1, status=PrizeStatus.PENDING, reason=Reason.NEEDS_REVIEW))
    answer = shown(world)
    assert [one["reason"] for one in answer["prizeRecords"]] == ["needs_review"]
    assert answer["summary"]["stripeAccountId"] is None
    assert world.alerts.causes() == ["record.damaged"]


def test_a_paid_prize_reads_as_the_clients_parse_it(world):
    account_id = onboarded(world, role=Role.WINNER)
    seed_prizes(world, prize(world, 1))
    answer = shown(world)
    assert answer["prizeRecords"] == [
        {
            "id": "c1_u1_1705320000", "challengeId": "c1", "challengeTitle": "Challenge 1", "placement": 1,
            "score": 12.5, "prizeAmount": 10_000, "winnerAmount": 9_700, "platformFee": 300,
            "currency": "usd", "status": "paid", "reason": None, "nextAction": None,
            "createdAt": "2026-11-23T12:01:00Z", "updatedAt": "2026-11-23T12:01:00Z",
            "paidAt": "2026-11-23T12:01:00Z", "stripeTransferId": "tr_1",
        }
    ]  # fmt: skip
    assert set(answer["prizeRecords"][0]) >= PRIZE_FIELDS
    assert answer["summary"] == {
        "totalEarnings": 9_700, "totalWins": 1, "pendingAmount": 0, "paidAmount": 9_700, "currency": "usd",
        "onboardingStatus": "complete", "stripeAccountId": account_id,
        "lastPayoutDate": "2026-11-23T12:01:00Z",
        "totalsByCurrency": in_dollars(9_700),
    }  # fmt: skip


def test_an_unpaid_prize_says_why_and_what_to_do(world):
    seed_user(world)
    waiting = prize(
        world,
        1,
        status=PrizeStatus.PENDING,
        reason=Reason.AWAITING_ACCOUNT,
    )
    seed_prizes(world, waiting)
    told = shown(world)["prizeRecords"][0]
    assert (told["status"], told["reason"]) == ("pending", "awaiting_account")
    assert told["nextAction"] == SENTENCES[Reason.AWAITING_ACCOUNT].winner


def test_an_operator_is_told_what_operators_do(world):
    waiting = prize(world, 1, status=PrizeStatus.PENDING, reason=Reason.RETRYING)
    seed_user(world, "u1")
    seed_prizes(world, waiting)
    told = winner_earnings("u1", None, reader=Reader.OPERATOR, ports=world.ports).answer()
    assert told["prizeRecords"][0]["nextAction"] == SENTENCES[Reason.RETRYING].operator


def test_the_summary_tells_received_owed_and_taken_back_apart(world):
    onboarded(world, role=Role.WINNER)
    seed_prizes(
        world,
        prize(world, 1),
        prize(world, 2, amount_reversed=700),
        prize(world, 3, status=PrizeStatus.PENDING),
        prize(world, 4, status=PrizeStatus.PROCESSING),
        prize(world, 5, status=PrizeStatus.FAILED),
        prize(world, 6, status=PrizeStatus.REVERSED, amount_reversed=9_700),
        prize(world, 7, status=PrizeStatus.CANCELED),
        prize(world, 8, user="somebody_else"),
        prize(world, 9, currency="eur"),
    )
    summary = shown(world)["summary"]
    assert (summary["paidAmount"], summary["pendingAmount"]) == (9_700 + 9_000, 3 * 9_700)
    assert summary["totalEarnings"] == summary["paidAmount"]
    assert summary["totalWins"] == 7


@given(st.lists(st.tuples(st.integers(1, 99_999_999), st.sampled_from(list(PrizeStatus))), max_size=8))
def test_the_summary_and_the_users_document_tell_the_same_total(drawn):
    world = World()
    seed_user(world)
    seed_prizes(
        world, *(prize(world, i, amount=amount, status=status) for i, (amount, status) in enumerate(drawn))
    )
    project_winner("u1", ports=world.ports)
    assert user_fields(world)["winner"]["totalEarnings"] == shown(world)["summary"]["totalEarnings"]


def test_prizes_are_paged_newest_first_without_gap_or_repeat(world):
    seed_user(world)
    seed_prizes(world, *(prize(world, number) for number in range(101)))
    first = shown(world)
    second = shown(world, page=first["nextPageToken"])
    third = shown(world, page=second["nextPageToken"])
    pages = [page["prizeRecords"] for page in (first, second, third)]
    assert [len(page) for page in pages] == [50, 50, 1]
    assert [one["challengeId"] for page in pages for one in page] == [f"c{n}" for n in reversed(range(101))]
    assert third["nextPageToken"] is None
    assert third["summary"] == first["summary"]


def test_a_prize_that_the_bank_returned_is_not_said_to_have_reached_it(world):
    account_id = onboarded(world, role=Role.WINNER)
    seed_prizes(world, prize(world, 1))
    world.clock.advance(days=1)
    arrived = paid_out(world, account_id)
    note_payout(arrived, account_id, ports=world.ports)
    world.clock.advance(days=1)
    seed_prizes(world, prize(world, 2))
    world.clock.advance(days=1)
    told_as_paid = paid_out(world, account_id)
    note_payout(told_as_paid, account_id, ports=world.ports)
    assert "payoutProblem" not in shown(world)["summary"]
    world.emulator.control("payouts/fail", payout=told_as_paid, account=account_id, code="account_closed")
    note_payout(told_as_paid, account_id, ports=world.ports)
    answer = shown(world)
    sentence = failure_sentence("account_closed")
    assert answer["summary"]["payoutProblem"] == sentence
    known = world.stripe.retrieve_payout(arrived, account=account_id)
    assert answer["summary"]["lastPayoutDate"] == f"{datetime.fromtimestamp(known.created, UTC):%FT%TZ}"
    newest, oldest = answer["prizeRecords"]
    assert (newest["status"], newest["nextAction"]) == ("paid", sentence)
    assert (oldest["status"], oldest["nextAction"]) == ("paid", None)


def test_nobody_pages_into_the_prizes_of_others(world):
    seed_user(world)
    seed_user(world, "u2")
    seed_prizes(world, *(prize(world, number) for number in range(51)))
    with pytest.raises(InvalidRequest):
        shown(world, "u2", page=shown(world)["nextPageToken"])


@pytest.mark.parametrize("prizes", [0, 10, 300])
def test_the_cost_does_not_grow_with_the_prizes(world, prizes):
    seed_user(world)
    seed_prizes(world, *(prize(world, number) for number in range(prizes)))
    trips, ports = counted(world.ports)
    shown(world, ports=ports)
    assert trips.in_sequence("store") == 2
    assert sorted(trips.calls("store")) == ["get_all", "query", "query", *["totals"] * 6]
    assert trips.stripe_calls() == []


def test_an_unknown_user_is_not_found(world):
    with pytest.raises(NotFound):
        shown(world)
