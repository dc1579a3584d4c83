"""Two administrators take an entry out of the books that nothing at Stripe answers to. Nothing is edited."""

from __future__ import annotations

import pytest

from pulse.backoffice import Act, ApproveAct, RequestAct, Suspicion, approve_act, check, request_act
from pulse.backoffice.approvals.refusals import (
    ApprovalUsed,
    EntryReverted,
    EntryUnreadable,
    NothingToRevert,
    PartyToIt,
    SamePerson,
    TermsChanged,
)
from pulse.backoffice.approvals.revert_entry import NOT_AT_STRIPE
from pulse.errors import InvalidRequest, NotFound
from tests.backoffice.disturbed import posted, put, shifted, tamper
from tests.backoffice.reconciliation.scene import paid_prize, reconciled
from tests.prizes import scene

ADA, BEA = "admin_ada", "admin_bea"
IMAGINED = "tr_imagined_transfer"
ONE_SIDED = {"account": "winner:ada", "amount": 1, "currency": "usd"}


def requested(world, entry_id=IMAGINED, actor=ADA):
    command = RequestAct(act=Act.REVERT_ENTRY, subject_id=entry_id, actor=actor, reason="nobody paid it")
    return request_act(command, ports=world.ports)


def approved(world, entry_id=IMAGINED, actor=BEA):
    command = ApproveAct(act=Act.REVERT_ENTRY, subject_id=entry_id, actor=actor, reason="agreed")
    return approve_act(command, ports=world.ports)


def imagined(world):
    """Someone wrote an entry by hand: a second transfer of the same prize, which nobody made."""
    record = paid_prize(world)
    entry = world.store.get(posted(world, record.stripe_transfer_id)).fields
    put(world, f"journal/{IMAGINED}", {**entry, "reference": "tr_imagined"})
    assert not reconciled(world, full=True).clean
    return record


def booked(world):
    accounts = {posting["account"] for entry in scene.journal(world) for posting in entry["postings"]}
    return {account: sum_ for account in sorted(accounts) if (sum_ := scene.booked(world, account))}


def test_its_opposite_closes_the_difference_and_the_entry_stays_as_it_was(world):
    record = paid_prize(world)
    reconciled(world, full=True)
    before = booked(world)
    entry = world.store.get(posted(world, record.stripe_transfer_id)).fields
    put(world, f"journal/{IMAGINED}", {**entry, "reference": "tr_imagined"})
    assert not reconciled(world, full=True).clean
    requested(world)

    opposite = approved(world).outcome

    assert (opposite.reference, opposite.kind, opposite.subject) == (
        "tr_imagined", "reverted_transfer", record.path,
    )  # fmt: skip
    assert booked(world) == before
    assert world.store.get(f"journal/{IMAGINED}").fields == {**entry, "reference": "tr_imagined"}
    assert reconciled(world, full=True).clean
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant in {"I6", "I7"} and one.subject != "users/ada"] == []


def test_the_second_administrator_sees_all_that_the_entry_books(world):
    record = imagined(world)

    terms = requested(world).terms

    assert terms["subject"] == record.path
    assert "-9700 usd to platform:balance" in terms["booked"]
    assert "9700 usd to winner:ada" in terms["booked"]


def test_one_administrator_alone_reverts_nothing(world):
    imagined(world)
    requested(world)

    with pytest.raises(SamePerson):
        approved(world, actor=ADA)

    assert world.store.get("journal/tr_imagined_reverted_transfer") is None


def test_no_one_in_whose_name_it_books_money_asks_or_agrees(world):
    imagined(world)

    with pytest.raises(PartyToIt):
        requested(world, actor="ada")
    requested(world)
    with pytest.raises(PartyToIt):
        approved(world, actor="ada")


def test_what_stripe_knows_stays_booked(world):
    record = imagined(world)

    with pytest.raises(NothingToRevert):
        requested(world, f"{record.stripe_transfer_id}_transfer")


def test_an_entry_of_another_amount_than_stripes_is_no_invention(world):
    """It was edited: it is written back as it was."""
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    reconciled(world, full=True)

    with pytest.raises(NothingToRevert):
        requested(world, entry.partition("/")[2])


def test_an_entry_that_moves_nothing_of_ours_is_reverted_while_an_account_of_it_differs(world):
    record = paid_prize(world)
    entry = world.store.get(posted(world, record.stripe_transfer_id)).fields
    postings = [
        {"account": "winner:ada", "amount": 5, "currency": "usd"},
        {"account": "buyer:bob", "amount": -5, "currency": "usd"},
    ]
    gift = {**entry, "reference": "gift", "postings": postings, "accounts": ["buyer:bob", "winner:ada"]}
    put(world, "journal/gift_transfer", {**gift, "subject": "prizeRecords/none"})
    with pytest.raises(NothingToRevert):
        requested(world, "gift_transfer")
    reconciled(world, full=True)

    requested(world, "gift_transfer")
    approved(world, "gift_transfer")

    assert scene.booked(world, "winner:ada") == 9_700
    assert reconciled(world, full=True).clean


def test_it_is_reverted_once(world):
    imagined(world)
    requested(world)
    approved(world)

    with pytest.raises(ApprovalUsed):
        approved(world)
    with pytest.raises(EntryReverted):
        requested(world)

    assert scene.booked(world, "winner:ada") == 9_700


def test_an_entry_that_changed_since_the_request_is_requested_again(world):
    imagined(world)
    requested(world)
    shifted(world, f"journal/{IMAGINED}", 1)

    with pytest.raises(TermsChanged):
        approved(world)

    assert world.store.get("journal/tr_imagined_reverted_transfer") is None


@pytest.mark.parametrize(
    "fields",
    [{"postings": "none"}, {"at": "today"}, {"postings": [{"account": "a", "amount": 1, "currency": "usd"}]}],
)
def test_what_is_no_entry_has_no_opposite(world, fields):
    imagined(world)
    tamper(world, f"journal/{IMAGINED}", **fields)

    with pytest.raises(EntryUnreadable):
        requested(world)


def test_an_entry_that_is_not_there(world):
    with pytest.raises(NotFound):
        requested(world, "tr_nobody_transfer")
    with pytest.raises(InvalidRequest):
        requested(world, "..")


def test_the_cause_is_the_one_that_the_comparison_names():
    assert NOT_AT_STRIPE == Suspicion.NOT_AT_STRIPE
