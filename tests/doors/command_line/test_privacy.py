"""Forgetting and exporting from the operators' command line."""

from __future__ import annotations

import json
import stat

from pulse.ports.store import Query
from tests.doors.command_line.terminal import PRINCIPAL, run
from tests.prizes import scene


def test_export_writes_a_file_for_nobody_else(world, tmp_path):
    scene.user(world, "ada")
    file = tmp_path / "ada.json"
    told = run(world, "export", "ada", str(file))
    assert told.code == 0
    assert json.loads(file.read_text())["profile"]["email"] == "ada@example.com"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_export_leaves_a_row_that_names_who_took_it(world, tmp_path):
    scene.user(world, "ada")
    run(world, "export", "ada", str(tmp_path / "ada.json"))
    (row,) = world.store.query(Query("auditLog", where=[("subject", "==", "disclosures/ada")]))
    assert (row.fields["act"], row.fields["actor"]) == ("data.disclosed", f"operator:{PRINCIPAL}")
    assert row.fields["reason"] == "export"


def test_a_file_that_others_could_read_is_closed_to_them_before_it_is_written(world, tmp_path):
    scene.user(world, "ada")
    file = tmp_path / "ada.json"
    file.touch(mode=0o644)
    assert run(world, "export", "ada", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_erase_shows_first_and_acts_with_yes_and_a_reason(world):
    scene.user(world, "ada")
    assert "Would take profile" in run(world, "erase", "ada").text
    assert run(world, "erase", "ada", "--yes").code == 3
    assert world.store.get("users/ada") is not None
    told = run(world, "erase", "ada", "--reason", "letter", "--yes")
    assert told.code == 0
    assert world.store.get("users/ada") is None


def test_erase_says_what_is_on_its_way(world):
    scene.awarded(world, "ada")
    told = run(world, "erase", "ada", "--reason", "letter", "--yes")
    assert told.code == 1
    assert "prize_pending" in told.text


def test_status_shows_the_metrics_with_their_targets(world):
    scene.awarded(world, "ada")
    world.clock.advance(hours=1)
    told = run(world, "status").text
    assert "outbox_age 3000" in told.replace("│ ", "").replace("┃ ", "")
    assert "LOOK" in told
