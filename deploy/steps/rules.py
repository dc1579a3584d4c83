"""Firestore's rules: one release for the whole database, so beside an app ours are joined to the app's.

Our `match` block goes into the app's `service` block, between two comments. The app's text stays as it is,
and the joined text lies in a file before it is released.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Change, Decision, Kind, Plan
from deploy.wanted import Wanted

HOST = "firebaserules.googleapis.com/v1"
BEGIN, END = "// ---- Pulse payments: begin", "// ---- Pulse payments: end"
_SERVICE = re.compile(r"^(?:[^/\n]|/(?!/))*?\bservice\s+cloud\.firestore\s*\{", re.MULTILINE)
"""Also behind other words of its line, and not in a comment."""
_OF_OURS = "function holdsLink()"
"""No app has it by chance."""
_MATCH = re.compile(r"\bmatch\s+/(\{\w+=\*\*\}|\w+)")
_JOINED = re.compile(rf"[ \t]*{re.escape(BEGIN)}.*?{re.escape(END)}[^\n]*\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Released:
    text: str
    """What is released now; empty: nothing."""
    exists: bool


def look_at_rules(clients: Clients, wanted: Wanted) -> Released:
    release = clients.google.get(f"{HOST}/{_release(wanted)}")
    if release is None:
        return Released("", exists=False)
    ruleset = clients.google.get(f"{HOST}/{release['rulesetName']}") or {}
    files = ruleset.get("source", {}).get("files", [])
    found = Released("\n".join(file["content"] for file in files), exists=True)
    _show_sum(found, wanted)
    return found


def _show_sum(found: Released, wanted: Wanted) -> None:
    """The rules as they would be are written to a file, so that they can be read before they are released."""
    joined = join(found.text, (wanted.root / "firestore.rules").read_text())
    if joined is not None and not _has_ours_unmarked(found.text):
        shown = _sum_of(wanted)
        shown.parent.mkdir(parents=True, exist_ok=True)
        shown.write_text(joined)


def _sum_of(wanted: Wanted) -> Path:
    return wanted.root / ".deploy" / f"{wanted.project}.rules"


def plan_rules(found: Released, wanted: Wanted) -> Plan:
    ours = (wanted.root / "firestore.rules").read_text()
    if found.text.strip() == ours.strip():
        return Plan(("The rules are those of firestore.rules.",))
    if not found.text.strip():
        change = _release_text(Kind.CREATE, "Release the rules of firestore.rules.", ours, found, wanted)
        return Plan(changes=(change,))
    if is_ours(found.text, ours):
        said = "Release the rules of firestore.rules in place of an earlier version of them."
        return Plan(changes=(_release_text(Kind.CHANGE, said, ours, found, wanted),))
    return _plan_beside(found, ours, wanted)


def _plan_beside(found: Released, ours: str, wanted: Wanted) -> Plan:
    """What is released is an app's."""
    joined = join(found.text, ours)
    if _has_ours_unmarked(found.text):
        wrong = (
            "The app's rules have ours in them, without the two comments that say where they begin and end."
        )
        instead = f"Put the line `{BEGIN}` before our match block and `{END}` behind it, and release that."
        return Plan(decisions=(Decision(wrong, instead),))
    if _has(found.text, ours) if joined is None else joined.strip() == found.text.strip():
        return Plan(("Our rules are part of the app's.",), decisions=_both(found.text, ours))
    if joined is None:
        wrong = "The app's rules have no block `service cloud.firestore {` to which ours could be joined."
        instead = f"Put our match block into them by hand, between `{BEGIN}` and `{END}`, and release them."
        return Plan(decisions=(Decision(wrong, instead),))
    said = (
        f"Put our rules into the app's, whose {len(found.text.splitlines())} lines stay as they are."
        f" The sum is in {_sum_of(wanted).relative_to(wanted.root)}: read it first."
    )
    change = _release_text(Kind.CHANGE, said, joined, found, wanted)
    return Plan(changes=(change,), decisions=_both(found.text, ours))


def _both(theirs: str, ours: str) -> tuple[Decision, ...]:
    """Rules add up: whoever one of two blocks lets in, is let in."""
    clients_of = {name for name in _MATCH.findall(_JOINED.sub("", theirs)) if name != "databases"}
    both = sorted(clients_of & set(_MATCH.findall(ours)) | {name for name in clients_of if "=**" in name})
    if not both:
        return ()
    wrong = f"The app's rules speak of {', '.join(both)} too, and whoever they let in is let in."
    instead = "Narrow them in the app's rules to what docs/access.md allows."
    return (Decision(wrong, instead, blocks=False),)


def is_ours(text: str, ours: str) -> bool:
    """Whether the whole text is a version of our file: it names no document that *ours* does not name."""
    is_whole = Counter(_MATCH.findall(text)) <= Counter(_MATCH.findall(ours))
    return _has_ours_unmarked(text) and is_whole


def _has_ours_unmarked(text: str) -> bool:
    return _OF_OURS in text and BEGIN not in text


def join(theirs: str, ours: str) -> str | None:
    """Their text with our match block as the last of their service block; None if they have no such block."""
    without = _JOINED.sub("", theirs)
    opened = _SERVICE.search(without)
    closing = _closing(without, opened.end()) if opened else None
    block = _body(ours)
    if closing is None or block is None:
        return None
    return f"{without[:closing].rstrip()}\n\n  {BEGIN}\n{block}\n  {END}\n{without[closing:]}"


def _has(text: str, ours: str) -> bool:
    """Whether our match block stands in it, word for word."""
    return " ".join((_body(ours) or ours).split()) in " ".join(text.split())


def _body(text: str) -> str | None:
    """What is in the service block, as it is written."""
    opened = _SERVICE.search(text)
    closing = _closing(text, opened.end()) if opened else None
    return text[opened.end() : closing].strip("\n").rstrip() if opened and closing is not None else None


def _closing(text: str, start: int) -> int | None:
    """Where the block that was opened before *start* is closed. Braces in comments and texts do not count."""
    depth, place = 1, start
    for token in re.compile(
        r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[{}]", re.DOTALL
    ).finditer(text, start):
        if token[0] not in "{}":
            continue
        depth += 1 if token[0] == "{" else -1
        place = token.start()
        if depth == 0:
            return place
    return None


def _release_text(kind: Kind, sentence: str, text: str, found: Released, wanted: Wanted) -> Change:
    def do(clients: Clients) -> None:
        source = {"source": {"files": [{"name": "firestore.rules", "content": text}]}}
        ruleset = clients.google.send("POST", f"{HOST}/projects/{wanted.project}/rulesets", source)
        release: Json = {"name": _release(wanted), "rulesetName": ruleset["name"]}
        if found.exists:
            clients.google.send("PATCH", f"{HOST}/{_release(wanted)}", {"release": release})
        else:
            clients.google.send("POST", f"{HOST}/projects/{wanted.project}/releases", release)

    return Change(kind, sentence, do)


def _release(wanted: Wanted) -> str:
    return f"projects/{wanted.project}/releases/cloud.firestore"
