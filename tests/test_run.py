"""`make test` runs its parts side by side: every result counts, logs are not mixed, all end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pictures import FOLDER
from tests.run import INTERRUPTED, MARKER, Part, files_with_the_marker, run_all

ROOT = Path(__file__).parents[1]
SLEEPERS = """
import sys
from pathlib import Path
from tests.run import Part, main

sleep = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
sys.exit(main([Part(name, [sys.executable, "-c", sleep]) for name in ("one", "two")], Path(sys.argv[1])))
"""


def script(name, code):
    return Part(name, [sys.executable, "-c", code])


def waits_for(file):
    return f"import pathlib, time\nwhile not pathlib.Path({str(file)!r}).exists(): time.sleep(0.05)\n"


def until_seen_to_end(pid):
    """A process that has ended keeps its id until the one that started it asks how it ended."""
    return f"""
import os, pathlib, time
deadline = time.monotonic() + 20
while time.monotonic() < deadline:
    time.sleep(0.05)
    try:
        os.kill(int(pathlib.Path({str(pid)!r}).read_text()), 0)
    except (FileNotFoundError, ValueError):
        continue
    except ProcessLookupError:
        break
"""


@pytest.mark.parametrize(
    ("codes", "expected"), [((0, 0, 0), 0), ((1, 0, 0), 1), ((0, 5, 0), 1), ((0, 0, 2), 1), ((1, 1, 1), 1)]
)
def test_it_passes_only_if_every_part_does(tmp_path, codes, expected, capsys):
    chosen = [script(f"part{code}-{at}", f"exit({code})") for at, code in enumerate(codes)]

    assert run_all(chosen, tmp_path) == expected
    assert capsys.readouterr().out.count("FAILED") == sum(code != 0 for code in codes)


def test_a_part_that_a_signal_ends_has_failed(tmp_path):
    assert run_all([script("killed", "import os; os.kill(os.getpid(), 9)")], tmp_path) == 1


def test_parts_run_at_once_and_are_shown_one_after_the_other(tmp_path, capsys):
    first, second = tmp_path / "first", tmp_path / "second"
    touch = "pathlib.Path({!r}).touch(); print('{} ends')"
    one = f"print('one begins', flush=True)\n{waits_for(second)}{touch.format(str(first), 'one')}"
    two = f"import pathlib; print('two begins')\n{touch.format(str(second), 'two')}\n{waits_for(first)}"

    assert run_all([script("one", one), script("two", two)], tmp_path / "logs") == 0

    shown, _, _ = capsys.readouterr().out.partition("All of it")
    assert [line for line in shown.splitlines() if line] == [
        "== one ==",
        "one begins",
        "one ends",
        "== two ==",
        "two begins",
        "two ends",
    ]
    assert (tmp_path / "logs" / "two.log").read_text() == "two begins\ntwo ends\n"


def test_pictures_are_kept_beside_the_logs_and_those_of_an_earlier_run_are_not(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    (tmp_path / "pictures" / "gone").mkdir(parents=True)
    write = (
        "import pathlib, tests.pictures; at = tests.pictures.picture_of('a page [/x]');"
        "at.parent.mkdir(parents=True); at.write_text('picture')"
    )

    assert run_all([script("unit", write), script("e2e", write)], tmp_path) == 0

    kept = sorted(str(one.relative_to(tmp_path)) for one in (tmp_path / "pictures").rglob("*.png"))
    assert kept == ["pictures/e2e/a-page---x-.png", "pictures/unit/a-page---x-.png"]
    assert not (tmp_path / "pictures" / "gone").exists()


def test_pictures_are_kept_where_somebody_says(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "mine"))

    assert (
        run_all([script("unit", f"import os; exit(not os.environ['{FOLDER}'].endswith('mine'))")], tmp_path)
        == 0
    )


def test_a_failure_in_the_background_is_told_before_its_turn(tmp_path, capsys):
    pid = tmp_path / "pid"
    bad = f"import os, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); exit(3)"

    assert run_all([script("long", until_seen_to_end(pid)), script("bad", bad)], tmp_path) == 1

    out = capsys.readouterr().out
    assert out.index("bad has failed") < out.index("== bad ==")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_it_ends_every_part(tmp_path, number):
    run = subprocess.Popen(
        [sys.executable, "-c", SLEEPERS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pids = [_first_line(tmp_path / f"{name}.log") for name in ("one", "two")]

    run.send_signal(number)
    said, _ = run.communicate(timeout=60)

    assert run.returncode == INTERRUPTED
    assert "Interrupted" in said
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def _first_line(file):
    deadline = time.monotonic() + 30
    while not (file.exists() and file.read_text().endswith("\n")):
        assert time.monotonic() < deadline, f"nothing was written to {file}"
        time.sleep(0.05)
    return file.read_text().splitlines()[0]


def test_every_file_with_a_test_for_the_emulators_is_in_their_part():
    tests = ROOT / "tests"
    found = files_with_the_marker(tests)

    assert len(found) > 3
    speaking = [path for path in tests.rglob("*.py") if MARKER in path.read_text()]
    assert set(speaking) - set(found) == {tests / "run.py", tests / "e2e" / "conftest.py"}, (
        "the marker in a conftest or a helper does not bring the tests that use it into the part"
    )
