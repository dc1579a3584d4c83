"""`make test-runtimes`: the unit tests on the Python that is deployed, which need not be that of the venv.

A Python of that version is looked for on the path and among pyenv's. Where there is none, `.ci/run` installs
Debian's if the release has it, and with CI=1 uv is asked for one. What could not be run is said, and is no
failure: a machine without that Python can still develop.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from local.places import FUNCTIONS, ROOT

UNIT_TESTS = ("-n", "logical", "-m", "not emulators and not thorough", "--ignore=tests/e2e")
_LONG = ("--ignore=tests/simulation",)
"""Its seeds say nothing about the version, and take longer than everything else."""


def deployed() -> str:
    """Such as `3.13`, from `python313` in firebase.json."""
    runtime = json.loads((ROOT / "firebase.json").read_text())["functions"]["runtime"]
    found = re.fullmatch(r"python(\d)(\d+)", runtime)
    assert found, f"firebase.json: functions.runtime is {runtime!r} and must be like python313"  # noqa: S101
    return f"{found[1]}.{found[2]}"


def find_python(version: str, environment: Mapping[str, str]) -> Path | None:
    """The first one that says that it is of this version and has `venv`."""
    return next((one for one in _candidates(version, environment) if _is(one, version)), None)


def _candidates(version: str, environment: Mapping[str, str]) -> Iterator[Path]:
    if named := environment.get("PYTHON_DEPLOYED"):
        yield Path(named)
    if on_path := shutil.which(f"python{version}", path=environment.get("PATH")):
        yield Path(on_path)
    root = Path(environment.get("PYENV_ROOT") or Path(environment.get("HOME", "/")) / ".pyenv")
    yield from sorted(root.glob(f"versions/{version}.*/bin/python{version}"))


def _is(python: Path, version: str) -> bool:
    asked = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        said = subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return said.stdout.strip() == version


def made_by_uv(version: str) -> Path | None:
    """None where uv cannot fetch one: it asks a host that need not be reached from here."""
    uv = [sys.executable, "-m", "uv", "python"]
    subprocess.run([*uv, "install", "--quiet", version], capture_output=True, check=False)
    found = subprocess.run([*uv, "find", version], capture_output=True, text=True, check=False)
    python = Path(found.stdout.strip() or "none")
    return python if found.returncode == 0 and _is(python, version) else None


def install(python: Path, home: Path) -> Path:
    """A venv in *home* with what is deployed and what tests it; its Python. It is made once a lock."""
    ours = home / "bin" / "python"
    done, wanted = home / ".installed", _wanted()
    if done.is_file() and done.read_text() == wanted:
        return ours
    shutil.rmtree(home, ignore_errors=True)
    _run(str(python), "-m", "venv", str(home))
    pip = (str(ours), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--require-hashes", "-r", str(FUNCTIONS / "requirements.txt"))
    _run(*pip, "-r", str(ROOT / "requirements.txt"))
    done.write_text(wanted)
    return ours


def _wanted() -> str:
    return "".join(one.read_text() for one in (FUNCTIONS / "requirements.txt", ROOT / "requirements.txt"))


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code of the tests; 0 where they could not be run. With `--is-there` alone nothing is run."""
    version = deployed()
    python = find_python(version, environment)
    if list(arguments) == ["--is-there"]:
        return int(python is None)
    if python is None and environment.get("CI"):
        python = made_by_uv(version)
    if python is None:
        print(
            f"NOT RUN: the unit tests on Python {version}, which is deployed. There is none here: install it "
            f"(Debian 13: apt-get install python{version} python{version}-venv; pyenv install {version}), or "
            "name it: PYTHON_DEPLOYED=/path/to/python make test-runtimes"
        )
        return 0
    ours = install(python, ROOT / ".local" / "runtimes" / version)
    chosen = arguments or [*UNIT_TESTS, *_LONG]
    ended = subprocess.run([str(ours), "-m", "pytest", *chosen], cwd=ROOT, check=False)
    left = "" if arguments else ", without the simulation, the emulators and the tests that take long"
    print(f"Python {version} ({python}): exit code {ended.returncode}{left}.")
    return ended.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
