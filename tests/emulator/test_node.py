"""The official npm package tells the same story as the Python one."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.test_http import start

FOLDER = Path(__file__).parent / "node"
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


@pytest.fixture
def package() -> Path:
    """The package from the lock file, installed once."""
    if not (FOLDER / "node_modules" / "stripe").exists():
        subprocess.run([shutil.which("npm") or "npm", *NPM_CI], cwd=FOLDER, check=True)
    return FOLDER


@pytest.fixture
def server() -> Iterator[str]:
    process, url = start()
    yield url
    process.terminate()
    process.wait(timeout=20)


def test_node_onboards_sells_transfers_refunds_and_verifies_webhooks(package: Path, server: str) -> None:
    command = [shutil.which("node") or "node", "story.mjs", server]
    told = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    assert "the story holds" in told.stdout


def test_the_lock_file_names_no_registry() -> None:
    lock = (FOLDER / "package-lock.json").read_text()
    assert "integrity" in lock
    assert "resolved" not in lock
