"""`docs/openapi.json` says what the table says, and is a valid OpenAPI 3.1 document."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import create_model

from pulse.doors.openapi import DOCUMENT, document, written
from pulse.doors.operations import every_operation
from tests.doors.operations import EXPECTED

OPERATIONS = every_operation()


def test_the_checked_in_document_is_the_one_that_the_table_makes():
    assert DOCUMENT.read_text() == written(), "run: cd functions && venv/bin/python -m pulse.doors.openapi"


def test_every_documented_operation_is_there_with_its_methods():
    paths = document()["paths"]

    for name, expected in EXPECTED.items():
        for path in (name, *expected.aliases):
            assert set(paths.pop(f"/.netlify/functions/{path}")) == expected.methods
    assert paths == {}


def test_every_reference_leads_somewhere():
    text = written()
    components = json.loads(text)["components"]

    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/')[1:]}

    assert references
    for reference in references:
        kind, _, name = reference.partition("/")
        assert name in components[kind]


def test_every_operation_says_who_may_call_it_and_how_it_may_be_refused():
    for operation in OPERATIONS:
        for described in document()["paths"][f"/.netlify/functions/{operation.name}"].values():
            assert described["description"]
            assert {"200", "400", "401", "403", "429", "500", "503"} <= set(described["responses"])


def test_two_parts_of_one_name_are_refused():
    first, second = (
        replace(
            operation, answer=create_model("Answer", part=(create_model("Part", **{field: (int, ...)}), ...))
        )
        for operation, field in zip(OPERATIONS, ("earned", "paid"), strict=False)
    )
    with pytest.raises(ValueError, match="named Part"):
        document([first, second])
    assert "Part" in document([first])["components"]["schemas"]
