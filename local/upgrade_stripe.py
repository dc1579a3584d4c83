"""`make stripe VERSION=16.2.0`: the SDK, the API version it was generated for, and what is made from them.

The change log of Stripe's API between the two versions is for a person to read; the tests say what broke.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from local.places import PYTHON, ROOT

REQUIREMENTS = ROOT / "functions" / "requirements.txt"
SETTINGS = ROOT / "functions" / "pulse" / "settings.py"
_PIN = re.compile(r"^stripe==[0-9.]+", re.MULTILINE)
_API_VERSION = re.compile(r'^STRIPE_API_VERSION = "[^"]+"', re.MULTILINE)
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def pinned(requirements: str, version: str) -> str:
    """The requirements with the SDK at *version*."""
    return _PIN.sub(f"stripe=={version}", requirements)


def with_api_version(settings: str, api_version: str) -> str:
    """The settings with the API version *api_version*."""
    return _API_VERSION.sub(f'STRIPE_API_VERSION = "{api_version}"', settings)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not _VERSION.fullmatch(arguments[0]):
        print("VERSION must be a version of the package stripe, such as: make stripe VERSION=16.2.0")
        return 2
    _rewrite(REQUIREMENTS, pinned(REQUIREMENTS.read_text(), arguments[0]))
    _run("-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS))
    api_version = _run("-c", "import stripe; print(stripe.api_version)").strip()
    _rewrite(SETTINGS, with_api_version(SETTINGS.read_text(), api_version))
    _run("-m", "stripe_emulator.generate_parameters")
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
