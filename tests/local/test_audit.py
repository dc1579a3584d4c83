"""A known vulnerability fails the run. An index that does not answer is reported in one line and does not."""

import json
import subprocess
import sys

import pytest

from local.audit import COMMAND, main, verdict
from local.places import ROOT

CHECKED = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "stripe", "skip_reason": "Dependency not found on PyPI and could not be audited"}
VULNERABLE = {
    "name": "limits",
    "version": "5.8.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["5.8.1"], "description": "long"}],
}


def report(*packages: dict) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def stand_in(code: int, out: str = "", err: str = "") -> list[str]:
    program = f"import sys; print({out!r}); print({err!r}, file=sys.stderr); sys.exit({code})"
    return [sys.executable, "-c", program]


def test_a_found_vulnerability_fails_and_is_named_with_its_remedy():
    said = verdict(1, report(CHECKED, VULNERABLE, SKIPPED), "Found 1 known vulnerability in 1 package")
    assert said.failed
    assert "limits 5.8.0: PYSEC-1, CVE-1, mended in 5.8.1" in said.sentence


def test_a_vulnerability_without_a_remedy_fails_too():
    unmended = {**VULNERABLE, "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
    said = verdict(1, report(unmended), "")
    assert said.failed
    assert said.sentence.endswith("mended in no version yet")


def test_packages_without_a_vulnerability_pass():
    said = verdict(0, report(CHECKED, CHECKED), "No known vulnerabilities found")
    assert (said.failed, said.sentence) == (False, "No known vulnerability in 2 packages.")


@pytest.mark.parametrize(("packages", "of"), [([SKIPPED, SKIPPED], "2 of 2"), ([CHECKED, SKIPPED], "1 of 2")])
def test_packages_that_the_index_does_not_answer_about_are_counted_and_do_not_fail(packages, of):
    said = verdict(0, report(*packages), "No known vulnerabilities found")
    assert not said.failed
    assert said.sentence.startswith(f"No answer from the index about {of} packages")
    assert "\n" not in said.sentence


@pytest.mark.parametrize("out", ["", "not JSON", "[]", '{"fixes": []}'])
def test_an_index_that_does_not_answer_is_reported_in_one_line_and_does_not_fail(out):
    said = verdict(1, out, "Traceback\n  File\nConnectionError: name not known\n")
    assert not said.failed
    assert said.sentence == "No answer from the index, nothing was checked: ConnectionError: name not known"


@pytest.mark.parametrize("code", [0, 2])
def test_a_wrong_command_line_fails(code):
    assert verdict(code, "", "pip-audit: error: unrecognized arguments").failed


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (stand_in(1, report(VULNERABLE)), 1, "Known vulnerabilities:"),
        (stand_in(0, report(CHECKED)), 0, "No known vulnerability in 1 packages."),
        (stand_in(1, err="ConnectionError"), 0, "No answer from the index"),
    ],
)
def test_the_exit_code_says_the_same(command, code, words, capsys):
    assert main(command) == code
    assert words in capsys.readouterr().out


def test_the_real_command_is_one_that_pip_audit_takes():
    flags = {word for word in COMMAND if word.startswith("--")}
    listed = subprocess.run([*COMMAND[:3], "--help"], capture_output=True, text=True, check=True).stdout
    assert {flag for flag in flags if flag not in listed} == set()
    assert (ROOT / "functions" / "requirements.txt").is_file()


def test_ci_asks_for_vulnerabilities_and_ends_with_the_tests():
    words = (ROOT / ".ci" / "run").read_text()
    assert "make audit" in words
    assert words.rindex("make audit") < words.rindex("make test")
