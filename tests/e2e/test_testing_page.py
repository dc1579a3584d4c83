"""Each call of docs/testing.md works as written, in its order, at the addresses of the world under test."""

import os
import re
import subprocess

import pytest

from local import seed
from local.people import Auth
from local.places import PYTHON
from tests.named import ROOT

PAGE = ROOT / "docs" / "testing.md"
PATIENCE_SECONDS = 400


@pytest.fixture(scope="module")
def ran(where, home):
    """What all blocks print, run by one shell: a later one uses what an earlier one was given.

    Everybody signs in anew first, as `make up` lets them every ten minutes: this world may be older.
    """
    seed.write_tokens(Auth(where.auth), home)
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    script = "\n".join(["set -e -o pipefail", *blocks])
    for written, here in (
        ("http://127.0.0.1:5002", where.hosting),
        ("http://127.0.0.1:12111", where.stripe),
        (".local/tokens", str(home.tokens)),
        ("make onboard LINK=", f"{PYTHON} -m local onboard "),
        ("make end CHALLENGE=test_challenge_123 WINNER=", f"{PYTHON} -m local end test_challenge_123 "),
    ):
        assert written in script
        script = script.replace(written, here)
    ports = {"PULSE_PORT_FIRESTORE": where.firestore.rpartition(":")[2]}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**os.environ, **ports},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def test_the_guides_test_steps_end_with_a_paid_prize(ran):
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    assert '"status": "paid"' in re.sub(r'": *"', '": "', ran.stdout)
    assert ran.stdout.strip().splitlines()[-1] == "9700"


def test_the_sale_and_the_prize_are_in_the_books(ran, stage):
    (sale,) = stage.find("payments", challengeId="test_challenge_123")
    assert (sale["amount"], sale["platformFee"], sale["status"]) == (5_000, 150, "completed")
    prizes = stage.find("prizeRecords", challengeId="test_challenge_123", userId="test_buyer_456")
    assert [(one["placement"], one["winnerAmount"], one["status"]) for one in prizes] == [(1, 9_700, "paid")]
