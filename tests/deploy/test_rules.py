"""Our rules beside an app's: its text stays as it is, and joining twice is joining once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.step import Plan
from deploy.steps.rules import BEGIN, END, join, look_at_rules, plan_rules
from deploy.wanted import Wanted
from local import firestore
from tests.cloud.app import RULES
from tests.code_facts import ROOT
from tests.deploy.scene import PARAMETERS, PROJECT, root_in

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


def planned(theirs: str, tmp_path: Path) -> Plan:
    """A dry run beside an app whose rules are *theirs*."""
    wanted = Wanted.of(PROJECT, root_in(tmp_path, PARAMETERS))
    (tmp_path / "firestore.rules").write_text(OURS)
    answers = {"release": {"rulesetName": "ruleset"}, "ruleset": {"source": {"files": [{"content": theirs}]}}}
    google = SimpleNamespace(get=lambda url: answers["ruleset" if url.endswith("/ruleset") else "release"])
    return plan_rules(look_at_rules(SimpleNamespace(google=google), wanted), wanted)


def by_hand(marked: bool) -> str:
    """The app's rules with ours pasted into them, as the tool itself asks for where it cannot join them."""
    block = OURS[OURS.index("match /databases") : OURS.rindex("}")]
    inside = f"{BEGIN}\n{block}\n{END}\n" if marked else block
    end = RULES.rindex("}")
    return f"{RULES[:end]}{inside}{RULES[end:]}"


def test_an_earlier_version_of_our_file_is_replaced_and_nothing_else_is(tmp_path):
    earlier = OURS.replace("isMe(uid)", "false")

    assert [one.sentence for one in planned(earlier, tmp_path).changes] == [
        "Release the rules of firestore.rules in place of an earlier version of them."
    ]


def test_rules_into_which_ours_were_pasted_without_marks_are_never_taken_for_ours(tmp_path):
    plan = planned(by_hand(marked=False), tmp_path)

    assert plan.changes == ()
    assert [one.blocks for one in plan.decisions] == [True]
    assert BEGIN in plan.decisions[0].instead


def test_an_app_that_has_rules_of_its_own_for_a_collection_of_ours_is_not_taken_for_ours(tmp_path):
    own = "match /databases/{d}/documents { match /users/{uid} { allow read: if true; } }\n"
    end = OURS.rindex("}")

    assert planned(f"{OURS[:end]}{own}{OURS[end:]}", tmp_path).changes == ()


def test_rules_into_which_ours_were_pasted_between_the_marks_have_nothing_left_to_do(tmp_path):
    odd = "service cloud . firestore {\n" + by_hand(marked=True).split("{", 1)[1]

    plan = planned(odd, tmp_path)

    assert (plan.changes, plan.right) == ((), ("Our rules are part of the app's.",))


@pytest.mark.parametrize("before", ["rules_version = '2'; ", "/* rules */ ", ""])
def test_the_service_block_is_found_wherever_it_stands_in_its_line(before):
    assert join(f"{before}service cloud.firestore {{\n}}\n", OURS)


def test_a_service_block_in_a_comment_is_none():
    assert join("// service cloud.firestore {\n// }\n", OURS) is None


def test_a_dry_run_leaves_the_sum_where_it_can_be_read(tmp_path):
    plan = planned(RULES, tmp_path)

    written = tmp_path / ".deploy" / f"{PROJECT}.rules"
    assert written.read_text() == join(RULES, OURS)
    assert str(written.relative_to(tmp_path)) in plan.changes[0].sentence


@pytest.mark.emulators
def test_the_emulators_compiler_takes_the_sum():
    with firestore.running() as running:
        url = f"http://{running}/emulator/v1/projects/demo-joined:securityRules"
        files = [{"name": "firestore.rules", "content": join(RULES, OURS)}]
        answer = httpx.put(url, json={"rules": {"files": files}}, timeout=60, trust_env=False)

    assert answer.status_code == httpx.codes.OK, answer.text
