"""Finding from the terminal: what it is, how it stands, and what to look for next, in 80 columns."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from pulse.doors.command_line import app
from pulse.doors.command_line.session import Terminal
from pulse.ports.store import Query
from tests.doors.command_line.terminal import PRINCIPAL, everything, run


def test_a_person_is_found_with_the_prize_that_waits_and_the_next_step(world, waiting):
    told = run(world, "find", "ada@example.com")

    assert told.code == 0
    assert "person ada ada, ada@example.com" in told.text
    assert f"prize {waiting.id}" in told.text
    assert "97.00 USD, pending, awaiting_account" in told.text
    assert "The winner has to set up a payout account" in told.text


def test_who_was_shown_is_in_the_audit_trail(world, waiting):
    run(world, "find", waiting.id)

    (row,) = world.store.query(Query("auditLog", where=[("subject", "==", "disclosures/ada")]))
    assert (row.fields["actor"], row.fields["reason"]) == (f"operator:{PRINCIPAL}", "find")


def test_nothing_found_is_a_sentence_and_an_exit_code(world):
    told = run(world, "find", "nobody [red]")

    assert (told.code, "Nothing has the name nobody [red]." in told.text) == (1, True)


@pytest.mark.parametrize("query", ["", " ", "a/b", "..", "__x__", "x" * 401, "a\nb"])
def test_a_text_that_can_name_nothing_is_refused_in_a_sentence(query, world):
    before = everything(world)

    told = run(world, "find", query)

    assert (told.code, "query must be 1 to 400 printable characters" in told.text) == (3, True)
    assert everything(world) == before


def test_each_line_fits_into_eighty_columns(world, waiting):
    terminal = Terminal(world.ports, lambda: PRINCIPAL)
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["find", "ada"], obj=terminal)

    assert max(map(len, shown.output.splitlines())) <= 80
    assert "┃" not in shown.output


def test_work_lists_what_waits_with_the_next_step_and_the_id_that_explain_takes(world, waiting):
    told = run(world, "work")

    assert told.code == 0
    assert f"awaiting_account {waiting.id} since" in told.text
    assert "person ada" in told.text
    assert "The winner has to set up a payout account" in told.text
    assert run(world, "work", "awaiting_account").text == told.text


def test_work_of_another_kind_does_not_show_it_and_an_unknown_kind_is_refused(world, waiting):
    assert "Nothing waits." in run(world, "work", "difference").text
    told = run(world, "work", "pending")
    assert (told.code, "kind must be one of" in told.text) == (3, True)
