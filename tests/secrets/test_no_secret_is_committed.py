"""Nothing that looks like a secret is in a committed file, and the scan would find it if it were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secrets.scan import committed, finds

ROOT = Path(__file__).parents[2]

PLANTED = {
    "a live Stripe key": ("sk", "live", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a test Stripe key": ("sk", "test", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a restricted key": ("rk", "live", "4eC39HqLyjWDarjtT1zdp7dc"),
    "a signing secret": ("whsec", "4eC39HqLyjWDarjtT1zdp7dc4eC39Hq"),
    "a GitHub token": ("ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"),
}


def test_no_committed_file_holds_a_secret():
    assert finds(committed(ROOT), ROOT) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_secret_is_found(name, tmp_path):
    file = tmp_path / "settings.py"
    file.write_text(f'KEY = "{"_".join(PLANTED[name])}"\n')
    assert [find.line for find in finds([file], tmp_path)][:1] == [1]


@pytest.mark.parametrize("text", ["-----BEGIN RSA " + "PRIVATE KEY-----", '"type": "service' + '_account"'])
def test_a_planted_key_file_is_found(text, tmp_path):
    file = tmp_path / "key.json"
    file.write_text(text)
    assert len(finds([file], tmp_path)) == 1


def test_a_find_does_not_repeat_the_secret(tmp_path):
    secret = "_".join(PLANTED["a live Stripe key"])
    file = tmp_path / "settings.py"
    file.write_text(secret)
    assert secret not in str(finds([file], tmp_path))


def test_files_that_hold_local_secrets_are_ignored_by_git():
    ignored = (ROOT / ".gitignore").read_text()
    assert ".secret.local" in ignored
    assert ".env" in ignored
