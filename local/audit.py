"""Known vulnerabilities of what is deployed: one that is found fails; an index that gives no answer does not.

pip-audit ends alike when it found something and when it could not ask, so its report decides.
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
    *("--format", "json", "--progress-spinner", "off"),
)
USAGE_ERROR = 2
"""How a command line that is wrong ends: nobody was asked, and that is our fault."""


@dataclass(frozen=True)
class Verdict:
    sentence: str
    failed: bool = False


def verdict(code: int, report: str, complaint: str) -> Verdict:
    """*code*, *report* and *complaint* are pip-audit's exit code, standard output and standard error."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _without_report(code, complaint)
    found = [sentence for package in packages for sentence in _vulnerabilities(package)]
    if found:
        return Verdict("\n".join(["Known vulnerabilities:", *found]), failed=True)
    unanswered = sum(1 for package in packages if "skip_reason" in package)
    checked = len(packages) - unanswered
    if unanswered:
        rest = f"the other {checked} have no known vulnerability" if checked else "nothing was checked"
        return Verdict(f"No answer from the index about {unanswered} of {len(packages)} packages: {rest}.")
    return Verdict(f"No known vulnerability in {checked} packages.")


def main(command: Sequence[str] = COMMAND) -> int:
    """The exit code for `make audit`."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = verdict(ended.returncode, ended.stdout, ended.stderr)
    print(said.sentence)
    return int(said.failed)


def _without_report(code: int, complaint: str) -> Verdict:
    last = (complaint.strip().splitlines() or ["no word"])[-1]
    if code in (0, USAGE_ERROR):
        return Verdict(f"pip-audit was asked wrongly: {last}", failed=True)
    return Verdict(f"No answer from the index, nothing was checked: {last}")


def _vulnerabilities(package: dict[str, Any]) -> list[str]:
    """One line each; a package that was skipped has none."""
    return [
        f"{package['name']} {package['version']}: {', '.join([one['id'], *one.get('aliases', [])])}, "
        f"mended in {', '.join(one.get('fix_versions', [])) or 'no version yet'}"
        for one in package.get("vulns", [])
    ]


if __name__ == "__main__":
    sys.exit(main())
