"""What is stored of pools is read back as it was, and what does not fit is not read at all."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pulse.attempts import POOL_RETURN, first_attempt
from pulse.outside.memory_store import MemoryStore
from pulse.pools import (
    Contest,
    ContestStatus,
    Funding,
    FundingStatus,
    Pool,
    PoolReturn,
    ReturnKind,
    ReturnStatus,
    Taking,
    TakingKind,
    contest_of,
    funding_of,
)
from pulse.ports.store import Create
from tests.pools.values import NOW, funding, pool


def stored(record):
    store = MemoryStore()
    store.commit([Create(record.path, record.fields())])
    return store.get(record.path)


RETURN = PoolReturn(
    return_id="r1", funding_id="ch_owner_1", challenge_id="ch", payer_id="owner", kind=ReturnKind.UNASSIGNED,
    amount=500, pool_amount=500, currency="usd", charge_id="ch_1", status=ReturnStatus.OPEN,
    attempt=first_attempt(POOL_RETURN, "r1", NOW), created_at=NOW, updated_at=NOW,
)  # fmt: skip
CONTEST = Contest(
    contest_id="ch_u_1", challenge_id="ch", award_version=1, user_id="u", placement=2,
    contested_user_id="v", reason="I ran faster.", status=ContestStatus.OPEN, decide_by=NOW,
    created_at=NOW, updated_at=NOW,
)  # fmt: skip


@pytest.mark.parametrize("record", [pool(), funding(), RETURN, CONTEST], ids=lambda one: type(one).__name__)
def test_a_record_is_read_back_as_it_was_stored(record):
    assert type(record).of(stored(record)) == record


def test_money_is_read_as_an_integer_from_0_up_and_as_nothing_else():
    for wrong in ("10000", 10_000.5, -1, None, True):
        with pytest.raises(ValidationError):
            Funding.model_validate({**funding().fields(), "amount": wrong, "total": wrong})


def test_sums_that_do_not_fit_make_a_funding_unreadable():
    fields = funding().fields()
    taken = Taking(reference="re_1", kind=TakingKind.REFUND, amount=6_000, pool_amount=6_000)

    for wrong in (
        {"total": 10_001},
        {"takings": [taken.fields()], "returningAmount": 4_001},
        {"attempt": None},
        {"kind": "gift"},
        {"status": "paid"},
    ):
        with pytest.raises(ValidationError):
            Funding.model_validate({**fields, **wrong})


def test_late_money_may_go_back_whole_with_what_was_paid_for_the_payment():
    whole = Taking(reference="re_1", kind=TakingKind.REFUND, amount=10_330, pool_amount=10_330)
    late = funding(1, 10_000, processing_fee=330, status=FundingStatus.LATE, takings=(whole,))

    assert (late.base, late.left) == (10_330, 0)
    with pytest.raises(ValidationError):
        late.but(status=FundingStatus.SUCCEEDED)


def test_a_taking_takes_no_more_from_the_pool_than_in_all():
    with pytest.raises(ValidationError):
        Taking(reference="re_1", kind=TakingKind.REFUND, amount=1, pool_amount=2)


def test_a_pool_without_places_or_with_a_word_for_its_epoch_is_not_read():
    for wrong in ({"places": []}, {"coverEpoch": "1"}, {"phase": "frozen"}, {"contestedPlace": 0}):
        with pytest.raises(ValidationError):
            Pool.model_validate({**pool().fields(), **wrong})


def test_ids_name_the_pool_the_person_and_which_of_theirs_it_is():
    assert funding_of("ch", "owner", 2).documented == "ch_owner_2"
    assert contest_of("ch", "u", 1).documented == "ch_u_1"
