"""No committed file contains or ever contained a secret, and the scan finds planted ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.secrets.scan import committed, finds, finds_in_history

ROOT = Path(__file__).parents[2]

PLANTED = {
    "a live Stripe key": ("sk", "live", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a test Stripe key": ("sk", "test", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a restricted key": ("rk", "live", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a signing secret": ("whsec", "4eC39HqLyjWDarjtT1zdp7dc4eC39Hq"),
    "a restricted test key": ("rk", "test", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a GitHub token": ("ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"),
}
IN_PIECES = {
    "a private key": ("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "a Google service account": ('"type": "service', '_account"'),
    "a Google API key": ("AIza", "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"),
    "a Slack webhook": ("https://hooks.slack.com/", "services/T0A1B2C3D/B0A1B2C3D/a1B2c3D4e5F6g7H8i9J0k1L2"),
}


def test_no_committed_file_holds_a_secret():
    assert finds(committed(ROOT), ROOT) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_secret_is_found(name, tmp_path):
    file = tmp_path / "settings.py"
    file.write_text(f'KEY = "{"_".join(PLANTED[name])}"\n')
    assert [find.line for find in finds([file], tmp_path)][:1] == [1]


@pytest.mark.parametrize("name", IN_PIECES)
def test_a_planted_key_file_is_found(name, tmp_path):
    file = tmp_path / "key.json"
    file.write_text("".join(IN_PIECES[name]))
    assert len(finds([file], tmp_path)) == 1


def test_no_commit_ever_added_a_secret():
    assert finds_in_history(ROOT) == []


def test_a_secret_that_was_taken_back_is_found_in_the_commit_that_added_it(tmp_path):
    file = tmp_path / "settings.py"
    commit(tmp_path, file, "_".join(PLANTED["a signing secret"]))
    commit(tmp_path, file, "")
    assert finds([file], tmp_path) == []
    (find,) = finds_in_history(tmp_path)
    assert find.file.endswith(":settings.py")


def commit(folder: Path, file: Path, text: str) -> None:
    file.write_text(text)
    author = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    for words in (["init", "--quiet"], ["add", file.name], [*author, "commit", "--quiet", "-m", "."]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def test_a_find_does_not_repeat_the_secret(tmp_path):
    secret = "_".join(PLANTED["a live Stripe key"])
    file = tmp_path / "settings.py"
    file.write_text(secret)
    assert secret not in str(finds([file], tmp_path))


def test_files_that_hold_local_secrets_are_ignored_by_git():
    ignored = (ROOT / ".gitignore").read_text()
    assert ".secret.local" in ignored
    assert ".env" in ignored
