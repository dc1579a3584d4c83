"""Whatever the backend refuses on people's pages is said in their language, code by code."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from typing import Any

import pytest

from tests.named import ROOT
from tests.web.node import APP, evaluate
from tests.web.test_texts import LANGUAGES, names_in, texts

DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())
STAFF = {"operator", "enrol", "texts"}
"""Whose readers are shown the backend's own sentence, or are no readers."""
PAGES = [path for path in sorted(APP.rglob("*.js")) if path.relative_to(APP).parts[0] not in STAFF]
OPERATIONS = {path.rsplit("/", 1)[-1]: methods for path, methods in DOCUMENT["paths"].items()}
CALLED = {
    name: sorted(path.name for path in PAGES if f"'{name}'" in path.read_text())
    for name in OPERATIONS
    if any(f"'{name}'" in path.read_text() for path in PAGES)
}


@cache
def refusals(language: str) -> dict[str, str]:
    return evaluate("texts/refusals.js", f"m.refusals.{language}")


def resolved(node: Any) -> Any:
    """*node*, or what it refers to."""
    while "$ref" in node:
        found = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def codes_of(operation: str) -> set[str]:
    return {
        code
        for method in OPERATIONS[operation].values()
        for answer in method["responses"].values()
        for content in resolved(answer).get("content", {}).values()
        for code in codes_in(content["schema"])
    }


def codes_in(schema: Any) -> set[str]:
    found = resolved(schema)
    parts = [*found.get("oneOf", []), *found.get("allOf", [])]
    own = found.get("properties", {}).get("code", {}).get("const")
    return ({own} if own else set()).union(*(codes_in(one) for one in parts))


def limit_names() -> set[str]:
    """What the backend names as the limit that a sale or a payment into a pool would pass."""
    found: set[str] = set()
    for file in ("pools/limits.py", "pools/asked.py", "sales/trainer_limits.py"):
        tree = ast.parse((ROOT / "functions" / "pulse" / file).read_text())
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "limit_name"
                and isinstance(node.value, ast.Constant)
            ):
                found.add(str(node.value.value))
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_SENTENCES":
                found |= {str(key) for key in ast.literal_eval(node.value)}
    return found


def test_the_pages_call_operations_whose_codes_are_documented():
    assert {"create-payment-intent", "fund-prize-pool", "request-refund", "get-statement"} <= CALLED.keys()
    assert "own_round" in codes_of("create-payment-intent")
    assert "try_again" in codes_of("request-refund")


@pytest.mark.parametrize("operation", CALLED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_that_an_operation_of_a_page_can_answer_has_a_sentence(language: str, operation: str):
    known = {**texts(language), **refusals(language)}

    assert {code for code in codes_of(operation) if f"error.{code}" not in known} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_is_named_by_a_sentence_of_its_own(language: str):
    told = {key.removeprefix("error.limit_reached.") for key in refusals(language) if key.count(".") == 2}

    assert len(limit_names()) > 8
    assert limit_names() <= told


def test_both_languages_refuse_in_the_same_words_with_the_same_places():
    english, german = (refusals(language) for language in LANGUAGES)

    assert english.keys() == german.keys()
    assert [key for key in english if names_in(english[key]) != names_in(german[key])] == []
    assert [key for key in english if english[key] == german[key]] == []


def test_no_sentence_stands_for_a_code_that_no_page_can_be_answered():
    possible = set().union(*(codes_of(operation) for operation in CALLED))

    assert {key.split(".")[1] for key in refusals("en")} <= possible


def test_a_sentence_that_says_nothing_was_charged_is_for_what_charges_nothing():
    """The document says it of each case of the code."""
    said = {key.split(".")[1] for key, text in refusals("en").items() if "Nothing was charged" in text}
    promised = set()
    for name, answer in DOCUMENT["components"]["responses"].items():
        if name.rsplit("-", 1)[0] in {"create-payment-intent", "fund-prize-pool"}:
            lines = re.findall(r"- `(\w+)`: (.*)", answer["description"])
            promised |= {
                code
                for code, about in lines
                if "Nothing was charged" in about or "Nothing is awarded" in about
            }

    assert said - promised <= {"currency_not_settled"}
