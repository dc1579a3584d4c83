"""The versions of Stripe's libraries, each installed into a folder of its own below `.local/sdks/`."""

import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CACHE = ROOT / ".local" / "sdks"
NODE = ROOT / "tests" / "emulator" / "node"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
NPM = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
INSTALL_SECONDS_MAX = 240

UNREACHABLE = re.compile(
    "NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ConnectionResetError|Max retries exceeded|"
    "Name or service not known|Temporary failure in name resolution|ENOTFOUND|ECONNREFUSED|ECONNRESET|"
    "EAI_AGAIN|ETIMEDOUT"
)
"""What pip and npm print when there is no way to their registry."""


class RegistryUnreachableError(Exception):
    """The packages cannot be fetched here, so nothing can be said about them."""


def newest_python() -> str:
    """The version that the product pins."""
    return _pinned(ROOT / "functions" / "requirements.txt", r"^stripe==(\S+)")


def newest_node() -> str:
    """The version that the story's package.json pins."""
    return _pinned(NODE / "package.json", r'"stripe": "([\d.]+)"')


def _pinned(file: Path, pattern: str) -> str:
    found = re.search(pattern, file.read_text(), flags=re.MULTILINE)
    assert found is not None, file
    return found[1]


@dataclass(frozen=True)
class Sdk:
    """One version of one library."""

    language: str
    version: str

    @property
    def name(self) -> str:
        return f"{self.language}-{self.version}"

    @property
    def folder(self) -> Path:
        return CACHE / self.name

    def story(self, name: str = "story") -> list[str]:
        """The command that runs a story with this version; the address of the emulator comes after it."""
        if self.language == "python":
            return [str(self.python), str(Path(__file__).with_name(f"{name}.py"))]
        return [program("node"), str(self.folder / f"{name}.mjs")]

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def install(self) -> None:
        """Install it unless that was done before."""
        done = self.folder / "installed"
        if not done.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            (_install_python if self.language == "python" else _install_node)(self)
            done.touch()
        if self.language == "node":
            for story in NODE.glob("*.mjs"):
                shutil.copy(story, self.folder)


SDKS = (
    Sdk("python", "11.6.0"),
    Sdk("python", "12.5.1"),
    Sdk("python", newest_python()),
    Sdk("node", "18.5.0"),
    Sdk("node", newest_node()),
)

WITH_V2 = (
    Sdk("python", "14.4.2"),
    Sdk("python", "15.6.2"),
    Sdk("python", newest_python()),
    Sdk("node", newest_node()),
)
"""Versions that have accounts of v2: stripe-python has them since 14."""


def _install_python(sdk: Sdk) -> None:
    venv.create(sdk.folder, with_pip=False, symlinks=True)
    fetch([*PIP, "--python", str(sdk.python), "install", f"stripe=={sdk.version}"], sdk.folder)


def _install_node(sdk: Sdk) -> None:
    sdk.folder.mkdir(parents=True)
    (sdk.folder / "package.json").write_text('{"private": true, "type": "module"}')
    fetch([program("npm"), "install", *NPM, "--no-package-lock", f"stripe@{sdk.version}"], sdk.folder)


def fetch(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    """What a command prints that needs a package registry."""
    told = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS_MAX,
        check=False,
    )
    if told.returncode and UNREACHABLE.search(told.stdout + told.stderr):
        raise RegistryUnreachableError(f"{command[-1]} needs a package registry, and none can be reached")
    assert told.returncode == 0, told.stderr
    return told.stdout


def program(name: str) -> str:
    return shutil.which(name) or name
