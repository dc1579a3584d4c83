"""The code of docs/clients.md: types of TypeScript, syntax of Swift and Dart. Kotlin has its own file."""

from __future__ import annotations

import pytest
import tree_sitter_dart
import tree_sitter_swift
from tree_sitter import Language, Parser

from tests.clients.compiling import said_of
from tests.clients.page import LANGUAGES, blocks, sections

GRAMMARS = {"swift": tree_sitter_swift.language, "dart": tree_sitter_dart.language}


def faults(language: str, code: str) -> list[str]:
    """The lines at which the grammar finds no sense."""
    tree = Parser(Language(GRAMMARS[language]())).parse(code.encode())
    found, rest = [], [tree.root_node]
    while rest:
        node = rest.pop()
        if node.is_error or node.is_missing:
            found.append(f"line {node.start_point[0] + 1}: {node.text.decode()[:60]}")
        rest.extend(node.children)
    return found


def test_every_section_is_told_in_every_language():
    assert len(sections()) == 7
    for head, found in sections().items():
        assert set(found) == set(LANGUAGES), head


@pytest.mark.parametrize("head", sections())
@pytest.mark.parametrize("language", GRAMMARS)
def test_swift_and_dart_have_the_syntax_of_their_languages(language, head):
    assert faults(language, blocks(language)[head]) == []


@pytest.mark.parametrize("language", GRAMMARS)
def test_a_missing_bracket_is_found(language):
    code = blocks(language)["Onboard"]

    assert faults(language, code.replace(")", "", 1)) != []


@pytest.mark.thorough
def test_the_typescript_of_the_page_has_the_types_of_its_libraries():
    """Against the real types of Firebase, Stripe and this client."""
    files = [("pulse.ts" if number == 0 else f"section{number}.ts") for number in range(len(sections()))]

    assert said_of("page", dict(zip(files, blocks("ts").values(), strict=True))) == ""
