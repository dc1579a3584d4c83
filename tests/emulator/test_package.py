"""The folder installs as a wheel, and the first screen of its README works word by word."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stripe_emulator.requests.access import API_VERSION
from tests.emulator.test_node import FOLDER as NODE
from tests.emulator.test_node import package
from tests.emulator.test_readme import README

__all__ = ["package"]

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "stripe_emulator"
PROJECT = tomllib.loads((SOURCE / "pyproject.toml").read_text())
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
PORT = "12111"


def run(command: list[str], folder: Path, **env: str) -> str:
    told = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_the_wheel_names_every_package_of_the_folder() -> None:
    found = {one.parent.relative_to(ROOT) for one in SOURCE.rglob("__init__.py") if "build" not in one.parts}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == {".".join(one.parts) for one in found}


def test_the_version_is_the_api_version_that_it_serves() -> None:
    assert PROJECT["project"]["version"] == API_VERSION.partition(".")[0].replace("-", ".")


def test_the_wheel_carries_the_licence_and_needs_nothing() -> None:
    assert (SOURCE / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert "dependencies" not in PROJECT["project"]
    assert [one.split(">")[0] for one in PROJECT["project"]["optional-dependencies"]["stripe"]] == ["stripe"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel is installed, far from the project."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "build"))
    run([*PIP, "wheel", "--no-deps", "--wheel-dir", "wheels", "./source"], folder)
    (wheel,) = (folder / "wheels").iterdir()
    run([*PIP, "install", "--no-deps", "--no-index", "--target", "site", str(wheel)], folder)
    return folder / "site"


@dataclass
class Running:
    """The installed command at work."""

    folder: Path
    port: str

    def block(self, language: str, part: str) -> str:
        """The block of the README's first screen with this part in it, for the port of this server."""
        screen = README.partition("## Try it in a minute")[2].partition("\n## ")[0]
        blocks = re.findall(rf"```{language}\n(.*?)```", screen, flags=re.DOTALL)
        (block,) = [one for one in blocks if part in one]
        return block.replace(PORT, self.port)


@pytest.fixture
def running(installed: Path, tmp_path: Path) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, str(installed / "bin" / "stripe-emulator"), "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Stripe emulator ready on http://127.0.0.1:")
    yield Running(tmp_path, line.strip().rpartition(":")[2])
    process.terminate()
    assert process.wait(timeout=20) == 0


@pytest.mark.thorough
def test_the_wheel_holds_its_tables_pages_and_licence(installed: Path, tmp_path: Path) -> None:
    where = run(
        [sys.executable, "-c", "import stripe_emulator; print(stripe_emulator.__file__)"],
        tmp_path,
        PYTHONPATH=str(installed),
    )
    assert Path(where.strip()).parent == installed / "stripe_emulator"
    assert (installed / "stripe_emulator/requests/parameters.json").stat().st_size > 1_000
    assert (installed / "stripe_emulator/pages/page.css").exists()
    assert list(installed.glob("stripe_emulator-*.dist-info/licenses/LICENSE"))


@pytest.mark.thorough
def test_the_first_screen_works_with_curl(running: Running) -> None:
    told = run(["bash", "-c", running.block("sh", "curl")], running.folder)
    assert '"name":"Ada"' in told
    assert '"id":"cus_' in told


@pytest.mark.thorough
def test_the_first_screen_works_with_python(running: Running) -> None:
    assert run([sys.executable, "-c", running.block("python", "stripe")], running.folder).startswith("cus_")


@pytest.mark.thorough
def test_the_first_screen_works_with_node(running: Running, package: Path) -> None:
    (running.folder / "node_modules").symlink_to(NODE / "node_modules")
    (running.folder / "first.mjs").write_text(running.block("js", "Stripe"))
    assert run([shutil.which("node") or "node", "first.mjs"], running.folder).startswith("cus_")
