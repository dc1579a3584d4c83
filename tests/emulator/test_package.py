"""The folder builds as a wheel, and the first screen of its README is true in an empty environment."""

import json
import os
import re
import shutil
import socket
import subprocess
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from stripe_emulator.requests.access import API_VERSION
from tests.emulator.sdks.installed import PIP, RegistryUnreachableError, Sdk, fetch, newest_node
from tests.emulator.test_readme import README

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "stripe_emulator"
PROJECT = tomllib.loads((SOURCE / "pyproject.toml").read_text())
SCREEN = README.partition("## Try it in a minute")[2].partition("\n## ")[0]
DOCUMENTED_PORT = "12111"
CARRIED = (
    "requests/parameters.json",
    "requests/v2/parameters.json",
    "resources/accounts/v2_view/shapes.json",
    "world/thin_types.json",
    "pages/page.css",
    "pages/connect_js/connect/connect.js",
)


def test_the_wheel_names_every_package_of_the_folder() -> None:
    found = {one.parent.relative_to(ROOT) for one in SOURCE.rglob("__init__.py") if "build" not in one.parts}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == {".".join(one.parts) for one in found}


def test_the_version_is_the_api_version_that_it_serves() -> None:
    assert PROJECT["project"]["version"] == API_VERSION.partition(".")[0].replace("-", ".")


def test_the_wheel_carries_the_licence_and_needs_nothing() -> None:
    assert (SOURCE / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert "dependencies" not in PROJECT["project"]
    assert [one.split(">")[0] for one in PROJECT["project"]["optional-dependencies"]["stripe"]] == ["stripe"]


def test_the_tool_that_builds_it_is_pinned() -> None:
    assert all("==" in one for one in PROJECT["build-system"]["requires"])


def build(folder: Path) -> Path:
    """The wheel, built from a copy of the folder."""
    skipped = shutil.ignore_patterns("__pycache__", "build", "*.egg-info")
    shutil.copytree(SOURCE, folder / "stripe_emulator", ignore=skipped)
    fetch([*PIP, "wheel", "--no-deps", "--wheel-dir", "wheels", "./stripe_emulator"], folder)
    (wheel,) = (folder / "wheels").iterdir()
    return wheel


@dataclass
class Newcomer:
    """Follows the README in a folder and an environment with nothing in them."""

    folder: Path
    port: str
    path: str

    @classmethod
    def arrive(cls, folder: Path) -> "Newcomer":
        venv.create(folder / "venv", with_pip=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        return cls(folder, port, f"{folder / 'venv' / 'bin'}:{os.environ['PATH']}")

    def block(self, language: str, part: str) -> str:
        """The block with this part in it, as it is written; only the port is a free one."""
        blocks = re.findall(rf"```{language}\n(.*?)```", SCREEN, flags=re.DOTALL)
        (block,) = [one for one in blocks if part in one]
        return self.here(block)

    def words(self, pattern: str) -> str:
        """What the text between the blocks quotes."""
        found = re.search(pattern, SCREEN)
        assert found is not None, pattern
        return self.here(found[1])

    def here(self, text: str) -> str:
        return text.replace(DOCUMENTED_PORT, self.port)

    def environment(self) -> dict[str, str]:
        left_out = {"PYTHONPATH", "VIRTUAL_ENV", "NODE_PATH"}
        return {**{name: os.environ[name] for name in os.environ.keys() - left_out}, "PATH": self.path}

    def run(self, *command: str) -> str:
        told = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        return told.stdout

    def install(self, wheel: Path) -> str:
        """The first line, with the built wheel for the folder that it is built from; the second is left."""
        install, start = self.block("sh", "pip install").strip().splitlines()
        assert install.startswith('pip install "./stripe_emulator[')
        command = install.replace("./stripe_emulator", str(wheel)).replace("pip", "pip -q", 1)
        fetch(["bash", "-c", command], self.folder, self.environment())
        return start

    @contextmanager
    def running(self, start: str) -> Iterator[None]:
        """The second line, in a terminal of its own."""
        process = subprocess.Popen(
            start.split(), cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == self.words(r"It prints `([^`]+)`")
            yield
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0
            process.stdout.close()


@pytest.mark.thorough
def test_the_first_screen_is_true_with_the_wheel_in_an_empty_environment(tmp_path: Path) -> None:
    node = Sdk("node", newest_node())
    try:
        wheel = build(tmp_path)
        newcomer = Newcomer.arrive(tmp_path)
        start = newcomer.install(wheel)
        node.install()
    except RegistryUnreachableError as error:
        pytest.skip(str(error))
    (tmp_path / "node_modules").symlink_to(node.folder / "node_modules")
    with newcomer.running(start):
        by_curl = json.loads(newcomer.run("bash", "-c", newcomer.block("sh", "curl")))
        assert (by_curl["object"], by_curl["name"]) == ("customer", "Ada")
        id_is = newcomer.words(r"or its id `(cus_)…`")
        assert newcomer.run("python", "-c", newcomer.block("python", "stripe")).startswith(id_is)
        (tmp_path / "first.mjs").write_text(newcomer.block("js", "Stripe"))
        assert newcomer.run("node", "first.mjs").startswith(id_is)
        become_ready(newcomer)
    its_files_are_in(wheel)


def become_ready(newcomer: Newcomer) -> None:
    """The sentence about a connected account, with the id of one."""
    address = f"http://127.0.0.1:{newcomer.port}/v1/accounts"
    asked = [f"capabilities[{one}][requested]=true" for one in ("transfers", "card_payments")]
    made = newcomer.run("curl", "-s", address, "-u", "sk_test_x:", "-d", asked[0], "-d", asked[1])
    account = json.loads(made)["id"]
    command = newcomer.words(r"becomes ready with `(curl [^`]+)`").replace("acct_…", account)
    newcomer.run("bash", "-c", command)
    shown = json.loads(newcomer.run("curl", "-s", f"{address}/{account}", "-u", "sk_test_x:"))
    assert shown["capabilities"] == {"card_payments": "active", "transfers": "active"}


def its_files_are_in(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in CARRIED:
        assert f"stripe_emulator/{name}" in names
    assert [one for one in names if one.endswith("dist-info/licenses/LICENSE")]
