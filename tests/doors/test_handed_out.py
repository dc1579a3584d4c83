"""Everything that gives its holder a right has a row that says what ends the right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pulse.doors.wire.handed_out import HANDED_OUT
from tests.code_facts import ROOT

TELLING = re.compile("secret|ephemeral|link|url|token|key", re.IGNORECASE)
NAMES_ALONE = {"links"}
"""`find` answers with kinds and ids of other records there, and with no address."""


def names(node: Any) -> Iterator[str]:
    """Of all fields of requests and answers."""
    if isinstance(node, dict):
        properties = node.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for inner in node.values():
            yield from names(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from names(inner)


def test_each_field_that_carries_a_right_has_a_row():
    document = json.loads((ROOT / "docs" / "openapi.json").read_text())
    carried = {name for name in names(document) if TELLING.search(name)} - NAMES_ALONE

    assert carried == {field for row in HANDED_OUT for field in row.fields}


@pytest.mark.parametrize("row", HANDED_OUT, ids=lambda row: row.what)
def test_each_row_says_what_ends_the_right(row):
    assert row.gives
    assert row.ends
    assert row.revoked
