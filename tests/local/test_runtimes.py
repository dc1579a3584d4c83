"""The Python that is deployed is found, or it is said that nothing was run on it."""

from __future__ import annotations

import stat
import subprocess
import sys

from local import runtimes
from local.places import ROOT

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def python_in(folder, name, says):
    """A program that says that it is *says*."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_what_is_deployed_is_a_version_that_make_setup_takes():
    assert runtimes.deployed() == "3.13"


def test_it_is_found_on_the_path(tmp_path):
    python = python_in(tmp_path / "bin", "python9.1", "9.1")
    assert runtimes.find_python("9.1", {"PATH": str(tmp_path / "bin")}) == python


def test_it_is_found_among_pyenvs(tmp_path):
    python = python_in(tmp_path / "versions" / "9.1.7" / "bin", "python9.1", "9.1")
    assert runtimes.find_python("9.1", {"PATH": "", "PYENV_ROOT": str(tmp_path)}) == python


def test_the_one_that_is_named_comes_first(tmp_path):
    named = python_in(tmp_path / "mine", "python", "9.1")
    python_in(tmp_path / "bin", "python9.1", "9.1")
    found = runtimes.find_python("9.1", {"PATH": str(tmp_path / "bin"), "PYTHON_DEPLOYED": str(named)})
    assert found == named


def test_a_python_of_another_version_or_without_venv_is_passed_by(tmp_path):
    python_in(tmp_path / "bin", "python9.1", "9.0")
    assert runtimes.find_python("9.1", {"PATH": str(tmp_path / "bin"), "PYENV_ROOT": str(tmp_path)}) is None
    nowhere = {"PATH": "", "PYENV_ROOT": str(tmp_path), "PYTHON_DEPLOYED": str(tmp_path / "none")}
    assert runtimes.find_python("9.1", nowhere) is None


def test_the_real_one_of_this_run_is_recognised(tmp_path):
    named = {"PATH": "", "PYENV_ROOT": str(tmp_path), "PYTHON_DEPLOYED": sys.executable}
    assert runtimes.find_python(HERE, named) is not None


def test_where_there_is_none_it_is_said_and_is_no_failure(tmp_path, capsys):
    assert runtimes.main([], {"PATH": "", "PYENV_ROOT": str(tmp_path), "HOME": str(tmp_path)}) == 0
    assert capsys.readouterr().out.startswith("NOT RUN: the unit tests on Python 3.13, which is deployed.")


def test_whether_it_is_there_is_answered_without_running_anything(tmp_path):
    nowhere = {"PATH": "", "PYENV_ROOT": str(tmp_path), "HOME": str(tmp_path)}
    assert runtimes.main(["--is-there"], nowhere) == 1
    python_in(tmp_path / "versions" / "3.13.1" / "bin", "python3.13", "3.13")
    assert runtimes.main(["--is-there"], nowhere) == 0


def test_ci_runs_the_tests_on_it_and_finds_its_version_where_make_does():
    script = (ROOT / ".ci" / "run").read_text()
    assert "\nmake test-runtimes </dev/null\n" in script
    (line,) = [one for one in script.splitlines() if one.startswith("deployed=")]
    said = subprocess.run(
        ["sh", "-c", f"{line}; echo $deployed"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == runtimes.deployed()
