"""An entry and its opposite leave nothing behind, whatever was booked, and are about the same matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.ledger import Entry, Posting, entry_writes, moved
from pulse.ports import Document
from tests.world import START

accounts = st.sampled_from(["platform:balance", "winner:ada", "trainer:bob:odd", "prizes:ch", "stripe"])
movements = st.builds(moved, accounts, accounts, st.integers(1, 10**12), st.sampled_from(["usd", "kwd"]))
booked = st.lists(movements, min_size=1, max_size=5).map(lambda parts: list(chain(*parts)))


def stored(writes):
    (write,) = writes
    return Entry.of(Document(write.path, write.fields, 1))


def sums(*entries):
    moved_in: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for posting in entry.postings:
            moved_in[posting.account, posting.currency] += posting.amount
    return {money: amount for money, amount in moved_in.items() if amount}


@given(booked, st.sampled_from(["transfer", "payout", "receivable_settled"]))
def test_an_entry_and_its_opposite_sum_to_nothing(postings, kind):
    entry = stored(entry_writes("tr_1", kind, postings, subject="prizeRecords/one", at=START))
    later = START + timedelta(hours=1)

    opposite = stored(entry.revert(later))
    again = stored(opposite.revert(later))

    assert sums(entry, opposite) == {}
    assert sums(again) == sums(entry)
    assert (opposite.reference, opposite.subject, opposite.at) == ("tr_1", "prizeRecords/one", later)
    assert entry.matter == opposite.matter == again.matter == kind
    assert len({entry.path, opposite.path, again.path}) == 3


def test_what_does_not_balance_has_no_opposite():
    postings = moved("stripe", "winner:ada", 5, "usd")
    entry = stored(entry_writes("tr_1", "transfer", postings, subject="prizeRecords/one", at=START))
    edited = replace(entry, postings=(*entry.postings, Posting("winner:ada", 1, "usd")))

    with pytest.raises(ValueError, match="does not balance"):
        edited.revert(START)
