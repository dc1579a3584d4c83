"""I12: no secret, link or personal datum in the log or where operators read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulse import log
from pulse.backoffice.checks.invariants.facts import Facts, Violation


def leak_violations(facts: Facts, texts: Iterable[str] = ()) -> Iterator[Violation]:
    """*texts* are captured log lines."""
    ours = _ids(facts)
    for documents in (facts.audit_rows, facts.other_texts):
        for document in documents:
            fields = _without_operator(document.fields)
            if any(_leaks(text) for text in _strings(fields) if text not in ours):
                yield Violation("I12", document.path, "holds a secret, a link or a personal datum")
    for event in facts.events:
        if _leaks(str(event.fields.get("errorClass") or "")):
            yield Violation("I12", event.path, "holds an error with a secret, a link or a personal datum")
    for number, text in enumerate(texts, start=1):
        if _leaks(text):
            yield Violation("I12", f"log line {number}", "holds a secret, a link or a personal datum")


def _ids(facts: Facts) -> set[str]:
    """Ids and paths of our documents. A person's id may look like a number of a bank account; it is none."""
    people = {user.path for user in facts.users.values()} | facts.users.keys()
    return people | facts.documents.keys() | {document.id for document in facts.documents.values()}


def _leaks(text: str) -> bool:
    return log.redacted(text) != text


def _without_operator(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The trail names an operator by their work address: who acted must be known."""
    named = str(fields.get("actor")).startswith("operator:")
    return {name: value for name, value in fields.items() if not (named and name == "actor")}


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list() | tuple():
            for inner in value:
                yield from _strings(inner)
        case _:
            return
