"""`make stripe VERSION=16.2.0`: the SDK, its API version, and what names that or is made from it.

The change log of Stripe's API between the two versions is for a person to read; the tests say what broke.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from local.places import PYTHON, ROOT

Tables: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Class of parameters: its `fields` by name, as the generated file has them."""
REQUIREMENTS = ROOT / "functions" / "requirements.in"
LOCK = REQUIREMENTS.with_suffix(".txt")
SETTINGS = ROOT / "functions" / "pulse" / "settings.py"
EMULATOR = ROOT / "stripe_emulator"
PARAMETERS = EMULATOR / "requests" / "parameters.json"
VERSIONS = EMULATOR / "requests" / "versions.py"
NAMING = (
    SETTINGS,
    VERSIONS,
    EMULATOR / "resources" / "events" / "shapes.py",
    EMULATOR / "README.md",
    ROOT / "docs" / "accounts-v2.md",
)
"""Files that name the API version in full."""
PACKAGE = EMULATOR / "pyproject.toml"
"""Its version is the date of the API version."""
_PIN = re.compile(r"^stripe==[0-9.]+", re.MULTILINE)
_API_VERSION = re.compile(r'^STRIPE_API_VERSION = "([^"]+)"', re.MULTILINE)
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def pinned(requirements: str, version: str) -> str:
    """The requirements with the SDK at *version*."""
    return _PIN.sub(f"stripe=={version}", requirements)


def api_version_of(settings: str) -> str:
    """The API version that the settings name. Raises *ValueError* if they name none."""
    found = _API_VERSION.search(settings)
    if found is None:
        raise ValueError(f"{SETTINGS} has no STRIPE_API_VERSION")
    return found[1]


def dated(api_version: str) -> str:
    """The API version as a version of the emulator's package: `2026.10.28`."""
    return api_version.partition(".")[0].replace("-", ".")


def name_api_version(before: str, after: str) -> None:
    """Write *after* in place of *before* wherever the current API version is named."""
    for path in NAMING:
        _rewrite(path, path.read_text().replace(before, after))
    old, new = (f'version = "{dated(one)}"' for one in (before, after))
    _rewrite(PACKAGE, PACKAGE.read_text().replace(old, new))


def gone_parameters(before: Tables, after: Tables) -> list[str]:
    """What requests may no longer send, as `Class.name`. Classes that are gone are not named apart."""
    return [
        f"{one}.{name}"
        for one, table in before.items()
        if one in after
        for name in table["fields"]
        if name not in after[one]["fields"]
    ]


def install(version: str) -> bool:
    """Pin and install the SDK. If that fails, what is pinned stays as it was."""
    kept = {path: path.read_text() for path in (REQUIREMENTS, LOCK)}
    _rewrite(REQUIREMENTS, pinned(kept[REQUIREMENTS], version))
    try:
        _run("-m", "local.lock")
        _run("-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK))
    except subprocess.CalledProcessError:
        for path, text in kept.items():
            _rewrite(path, text)
        return False
    return True


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not _VERSION.fullmatch(arguments[0]):
        print("VERSION must be a version of the package stripe, such as: make stripe VERSION=16.2.0")
        return 2
    if not install(arguments[0]):
        print(f"stripe {arguments[0]} could not be installed, as is said above. Nothing was changed.")
        return 1
    parameters = PARAMETERS.read_text()
    api_version = _run("-c", "import stripe; print(stripe.api_version)").strip()
    name_api_version(api_version_of(SETTINGS.read_text()), api_version)
    _run("-m", "stripe_emulator.generate_parameters")
    _run("-m", "tests.emulator.facts.page")
    if gone := gone_parameters(json.loads(parameters), json.loads(PARAMETERS.read_text())):
        where = VERSIONS.relative_to(ROOT)
        print(f"Older API versions take what is gone: name it in REMOVED of {where}: {', '.join(gone)}")
    print(
        f"stripe {arguments[0]}, API version {api_version}. Now read docs.stripe.com/changelog between the"
        " two versions, run `make test`, and after deploying give the webhook endpoints the new api_version."
    )
    return 0


def _rewrite(path: Path, text: str) -> None:
    path.write_text(text)


def _run(*arguments: str) -> str:
    done = subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
