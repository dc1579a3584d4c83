"""Our rules beside an app's: its text stays as it is, and joining twice is joining once."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.steps.rules import join
from local import firestore
from tests.cloud.app import RULES
from tests.code_facts import ROOT

OURS = (ROOT / "firestore.rules").read_text()
CHUNKS = st.sampled_from(
    ["// a { brace\n", "'{'", '"}"', "{ x }", "/* } */", "match /a/{id} { allow read; }\n", "\n"]
)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def without_ours(text: str) -> list[str]:
    found, ours = [], False
    for line in lines(text):
        ours = ours or "Pulse payments: begin" in line
        if not ours:
            found.append(line)
        ours = ours and "Pulse payments: end" not in line
    return found


def test_the_apps_text_stays_and_ours_is_whole():
    joined = join(RULES, OURS)

    assert joined
    assert without_ours(joined) == lines(RULES)
    start, end = OURS.index("match /databases"), OURS.rindex("}")
    assert OURS[start:end].rstrip() in joined


@given(st.lists(CHUNKS, max_size=12).map("".join))
def test_whatever_the_app_writes_in_its_block_stays_and_joining_again_changes_nothing(inside):
    theirs = f"rules_version = '2';\nservice cloud.firestore {{\n{inside}\n}}\n"

    joined = join(theirs, OURS)

    assert joined
    assert without_ours(joined) == lines(theirs)
    assert join(joined, OURS) == joined


def test_a_newer_version_takes_the_place_of_the_one_that_was_joined():
    joined = join(RULES, OURS.replace("isMe(uid)", "false"))

    assert joined
    assert join(joined, OURS) == join(RULES, OURS)


@pytest.mark.parametrize(
    "theirs", ["", "service firebase.storage { }", "service cloud.firestore { match /a/{b} {"]
)
def test_rules_that_are_not_understood_are_not_joined(theirs):
    assert join(theirs, OURS) is None


@pytest.mark.emulators
def test_the_emulators_compiler_takes_the_sum():
    with firestore.running() as running:
        url = f"http://{running}/emulator/v1/projects/demo-joined:securityRules"
        files = [{"name": "firestore.rules", "content": join(RULES, OURS)}]
        answer = httpx.put(url, json={"rules": {"files": files}}, timeout=60, trust_env=False)

    assert answer.status_code == httpx.codes.OK, answer.text
