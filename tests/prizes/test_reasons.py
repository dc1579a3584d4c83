"""Why a prize is not paid: one closed list, the same in the code, its sentences and decision 0014."""

from __future__ import annotations

import re
from pathlib import Path

from pulse.prizes import NEXT_ACTION, WAITS_FOR_ACCOUNT, Reason

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0014-status-and-reason.md"


def test_every_reason_has_a_sentence_that_says_who_must_do_what():
    assert set(NEXT_ACTION) == set(Reason)
    assert all(re.match(r"(Winner|Support|Pulse|Nobody|Admin): \S", text) for text in NEXT_ACTION.values())


def test_the_decision_lists_every_reason_and_no_other():
    listed = re.search(r"The list of reasons is closed: (.+?)\.", DECISION.read_text(), re.DOTALL)

    assert listed
    assert set(re.findall(r"`(\w+)`", listed[1])) == {reason.value for reason in Reason}


def test_what_waits_for_the_winner_says_so():
    assert {NEXT_ACTION[reason].split(":")[0] for reason in WAITS_FOR_ACCOUNT} == {"Winner", "Support"}
