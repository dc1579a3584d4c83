"""Words that are stored have one grammar, and decision 0039 lists every one of them."""

from __future__ import annotations

import ast
import re

import pytest

from pulse.alerts.causes import CAUSES
from tests import code_facts

PAGE = code_facts.ROOT / "docs" / "decisions" / "0039-one-grammar-for-stored-words.md"
WORD = re.compile(r"[a-z]+(_[a-z]+)*\.([a-z{}]+_)*(?P<last>[a-z]+|\{[a-z]+\})")
IRREGULAR = {
    "done",
    "found",
    "frozen",
    "held",
    "paid",
    "broken",
    "overdrawn",
    "reset",
    "resent",
    "sent",
    "undone",
    "stuck",
    "chosen",
    "lost",
    "withdrawn",
}
STATUSES = {"{status}", "{}"}
"""A record's own status, which is a participle: `prize.paid`, `correction.refused`, `approval.used`."""


def acts() -> set[str]:
    """Every act that the code gives to a row of the audit trail; `{status}` is the record's own."""
    found: set[str] = set()
    for call in code_facts.calls("Change", "change", "_change", "reserve", "save", "revise"):
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            found |= words(argument)
    return found


def words(argument: ast.expr) -> set[str]:
    match argument:
        case ast.Constant(value=str() as word) if "." in word and " " not in word:
            return {word}
        case ast.JoinedStr(values=[ast.Constant(value=str() as start), _]) if start.endswith("."):
            return {start + "{status}"}
        case ast.IfExp(body=first, orelse=second):
            return words(first) | words(second)
        case ast.Name(id=name) if "." in (code_facts.constants().get(name) or ""):
            return {code_facts.constants()[name]}
    return set()


def listed() -> set[str]:
    return set(re.findall(r"`([^`\s]+\.[^`\s]+)`", PAGE.read_text()))


def test_the_acts_of_the_code_are_found():
    assert {"prize.claimed", "account.reserved", "correction.{status}", "payouts.resumed"} <= acts()
    assert len(acts()) >= 40


@pytest.mark.parametrize("word", sorted(acts() | {cause.word for cause in CAUSES}))
def test_a_stored_word_is_a_noun_and_a_past_participle(word):
    found = WORD.fullmatch(word)

    assert found, f"{word} is not noun.past_participle"
    last = found["last"]
    assert last.endswith("ed") or last in IRREGULAR | STATUSES


@pytest.mark.parametrize("word", sorted(acts()))
def test_the_decision_lists_every_act(word):
    assert word in listed()


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.word)
def test_the_decision_lists_every_cause(cause):
    forms = {cause.word, cause.word.replace("{}", "{step}"), cause.word.replace("{}", "{number}")}

    assert forms & listed()
