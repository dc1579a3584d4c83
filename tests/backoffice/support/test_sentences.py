"""Every state has a sentence for every reader, in words that are theirs and stay true."""

from __future__ import annotations

import re

import pytest

from pulse.accounts import AccountState
from pulse.backoffice.support.sentences import EVERYTHING
from pulse.pools import FundingStatus, ReturnStatus
from pulse.prizes import Reader, Reason
from pulse.sales import CorrectionStatus, PaymentStatus
from tests.prizes.test_reasons import FOR_OPERATORS, SOON_FALSE

STATES = (Reason, AccountState, PaymentStatus, CorrectionStatus, FundingStatus, ReturnStatus)
EACH = [
    pytest.param(reader, sentences.of(reader), id=f"{about}-{state.value}-{reader.value}")
    for about, table in EVERYTHING.items()
    for state, sentences in table.items()
    for reader in Reader
]


def test_every_state_has_its_sentences():
    told = [set(table) for table in EVERYTHING.values()]
    for states in STATES:
        assert set(states) in told, states
    assert {one.value for one in told[-1]} == {"pending", "in_transit", "paid", "failed", "canceled"}


@pytest.mark.parametrize(("reader", "text"), EACH)
def test_a_sentence_is_short_stays_true_and_is_in_its_readers_words(reader, text):
    assert not re.search(SOON_FALSE, text, re.IGNORECASE)
    assert len(text) <= 150
    if reader is Reader.LOG:
        assert re.fullmatch(r"[a-z][^.]+", text)
    else:
        assert re.fullmatch(r"[A-Z`].+\.", text)
    if reader in {Reader.WINNER, Reader.TRAINER}:
        assert not re.search(FOR_OPERATORS, text, re.IGNORECASE)
    if reader is Reader.OPERATOR:
        assert not re.search(r"\b(you|your)\b", text)
