"""What the documentation shows of the code is what the code says."""

from __future__ import annotations

import pytest

from local.pages import PARTS, ROOT, made, pages

PAGES = list(pages())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_the_code_says(page):
    text = page.read_text()

    assert text == made(text), "run: functions/venv/bin/python -m local.pages"


def test_every_part_that_can_be_made_is_shown_somewhere():
    shown = "".join(page.read_text() for page in PAGES)

    assert [name for name in PARTS if f"<!-- made: {name} -->" not in shown] == []


def test_an_unknown_part_is_an_error_and_not_left_as_it_is():
    with pytest.raises(KeyError, match="nonsense"):
        made("<!-- made: nonsense -->\n<!-- end -->")


def test_the_table_of_policies_has_a_row_for_each_act():
    page = (ROOT / "docs" / "protocol.md").read_text()

    assert [line for line in page.splitlines() if line.startswith("| transfer of a prize |")]
