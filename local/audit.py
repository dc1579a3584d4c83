"""Known vulnerabilities of what is deployed, package by package as it is pinned: one fails the run, an index
without an answer does not.

pip-audit has the same exit code when it finds something and when it cannot ask, so its report decides.
Run as `python -m local.audit`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local.places import ROOT

COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "functions/requirements.txt"),
    *("--require-hashes", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
)
USAGE_ERROR = 2
"""The exit code for a wrong command line: the index was not asked, and that is our mistake."""


@dataclass(frozen=True)
class AuditResult:
    sentence: str
    failed: bool = False


def verdict(code: int, report: str, complaint: str) -> AuditResult:
    """*code*, *report* and *complaint* are pip-audit's exit code, standard output and standard error."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _without_report(code, complaint)
    found = [sentence for package in packages for sentence in _vulnerabilities(package)]
    if found:
        return AuditResult("\n".join(["Known vulnerabilities:", *found]), failed=True)
    unanswered = sum(1 for package in packages if "skip_reason" in package)
    checked = len(packages) - unanswered
    if unanswered:
        rest = f"the other {checked} have no known vulnerability" if checked else "nothing was checked"
        return AuditResult(
            f"No answer from the index about {unanswered} of {len(packages)} packages: {rest}."
        )
    return AuditResult(f"No known vulnerability in {checked} packages.")


def main(command: Sequence[str] = COMMAND) -> int:
    """The exit code for `make audit`."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = verdict(ended.returncode, ended.stdout, ended.stderr)
    print(said.sentence)
    return int(said.failed)


def _without_report(code: int, complaint: str) -> AuditResult:
    last = (complaint.strip().splitlines() or ["no message"])[-1]
    if code in (0, USAGE_ERROR):
        return AuditResult(f"the command line of pip-audit is wrong: {last}", failed=True)
    return AuditResult(f"No answer from the index, nothing was checked: {last}")


def _vulnerabilities(package: dict[str, Any]) -> list[str]:
    """One line each; a package that was skipped has none."""
    return [
        f"{package['name']} {package['version']}: {', '.join([one['id'], *one.get('aliases', [])])}, "
        f"mended in {', '.join(one.get('fix_versions', [])) or 'no version yet'}"
        for one in package.get("vulns", [])
    ]


if __name__ == "__main__":
    sys.exit(main())
