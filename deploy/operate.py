"""`make operate PROJECT=... ARGS='status'`: an operator's command in a project, from the repository's root.

It has the parameters that the project's functions have, so it finds their queues and follows their settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from deploy.errors import CannotDeploy
from deploy.wanted import OURS, ROOT, Wanted


def environment_of(wanted: Wanted, given: Mapping[str, str]) -> dict[str, str]:
    """What the person gave for this run, such as a key, under what the project's files say."""
    parameters = {name: value for name, value in wanted.parameters.items() if name not in OURS}
    place = {"GCLOUD_PROJECT": wanted.project, "PYTHONPATH": str(ROOT / "functions")}
    return {**given, **parameters, **place}


def main(arguments: Sequence[str], given: Mapping[str, str]) -> int:
    """The command's exit code; 1 where the project's file does not fit."""
    project, *command = arguments or [""]
    try:
        environment = environment_of(Wanted.of(project), given)
    except CannotDeploy as error:
        print(error, file=sys.stderr)
        return 1
    done = subprocess.run(
        [sys.executable, "-m", "pulse.backoffice", *command], cwd=ROOT, env=environment, check=False
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
