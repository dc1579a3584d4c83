"""Why a prize is not paid: one closed list, the same in the code and decision 0014, and its sentences."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pulse.notices import LANGUAGES
from pulse.prizes import (
    NEXT_ACTION,
    PARTLY_REVERSED,
    REVERSED,
    SENTENCES,
    WAITS_FOR_ACCOUNT,
    PrizeStatus,
    Reader,
    Reason,
    Sentences,
)
from pulse.prizes.notices import notice_writes
from tests.prizes import scene

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0014-status-and-reason.md"
ALL = {
    **{reason.value: sentences for reason, sentences in SENTENCES.items()},
    "reversed": REVERSED,
    "partly reversed": PARTLY_REVERSED,
}
SOON_FALSE = r"\b(now|right now|just now|today|currently|at the moment|yet|soon|has just)\b"
FOR_OPERATORS = r"\b(admin\w*|approv\w*|operators?|reissue\w*|runbook|balance|sweep)\b|`"


def every_sentence():
    return [
        pytest.param(reader, sentences.of(reader), id=f"{name}: {reader}")
        for name, sentences in ALL.items()
        for reader in Reader
    ]


def test_every_reason_has_a_sentence_for_every_reader_and_no_other_has_one():
    assert set(SENTENCES) == set(Reason)
    assert {field.name for field in fields(Sentences)} == {reader.value for reader in Reader}
    assert all(sentences.of(reader).strip() for sentences in ALL.values() for reader in Reader)


def test_the_decision_lists_every_reason_and_no_other():
    listed = re.search(r"The list of reasons is closed: (.+?)\.", DECISION.read_text(), re.DOTALL)

    assert listed
    assert set(re.findall(r"`(\w+)`", listed[1])) == {reason.value for reason in Reason}


@pytest.mark.parametrize(("reader", "text"), every_sentence())
def test_a_sentence_stays_true_until_it_is_read_and_is_for_its_reader(reader, text):
    assert not re.search(SOON_FALSE, text, re.IGNORECASE)
    assert len(text) <= 150
    if reader is Reader.LOG:
        assert re.fullmatch(r"[a-z][^.]+", text)
    else:
        assert re.fullmatch(r"[A-Z`].+\.", text)
    if reader in {Reader.WINNER, Reader.TRAINER}:
        assert not re.search(FOR_OPERATORS, text, re.IGNORECASE)
    if reader is Reader.TRAINER:
        assert "your payout account" not in text
    if reader is Reader.OPERATOR:
        assert not re.search(r"\b(you|your)\b", text)


def test_the_stored_sentence_is_the_winners_who_reads_the_record():
    assert {reason: sentences.winner for reason, sentences in SENTENCES.items()} == NEXT_ACTION


def test_whoever_has_to_act_at_stripe_gets_a_notice_that_stays_true(world):
    record, at = scene.awarded(world, "ada")[0], world.clock.now()
    told = {one for one in Reason if notice_writes(record.but(reason=one), world.ports.settings, at)}
    texts = [text.text for text in LANGUAGES["en"].texts.values()]

    assert told == set(WAITS_FOR_ACCOUNT)
    assert not [text for text in texts if re.search(SOON_FALSE, text, re.IGNORECASE)]


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("reason", Reason)
def test_a_record_has_its_reasons_sentence_for_each_reader(world, reader, reason):
    record = scene.awarded(world, "ada")[0].but(reason=reason, next_check_at=None)

    assert record.next_action_for(reader) == SENTENCES[reason].of(reader)


@pytest.mark.parametrize("reader", Reader)
def test_a_prize_that_was_taken_back_has_sentences_of_its_own(world, reader):
    record = scene.awarded(world, "ada")[0].but(reason=Reason.NEEDS_REVIEW)

    assert record.but(status=PrizeStatus.REVERSED).next_action_for(reader) == REVERSED.of(reader)
    assert record.but(status=PrizeStatus.PAID).next_action_for(reader) == PARTLY_REVERSED.of(reader)
    assert record.but(status=PrizeStatus.PAID, reason=None).next_action_for(reader) is None
