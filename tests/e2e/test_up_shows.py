"""What `make up` shows works: the curls, the pages and the schedules."""

import json
import shlex
import subprocess

import httpx
import pytest

from local import seed
from local.curls import curls
from local.people import Auth
from local.story.expect import eventually

PAGES = {
    "/": "Payments",
    "/trainer/dashboard?complete=true": "My sales",
    "/trainer/connect-account": "Payout account",
    "/winner/dashboard?complete=true": "My prizes",
    "/winner/connect-account?challengeId=challenge_789&placement=1": "Payout account",
}
"""With their titles. What they show is tested in a browser (`tests/e2e/pages/`)."""
NO_SCRIPT = "<noscript>\n      <p>This page needs JavaScript to show your money."


def test_the_curls_work_as_they_are(where, home):
    seed.write_tokens(Auth(where.auth), home)  # as `make up` does every ten minutes
    for meaning, call in curls(where, home):
        ran = subprocess.run(["sh", "-c", call], capture_output=True, text=True, check=True, timeout=60)
        assert json.loads(ran.stdout)["success"] is True, (meaning, ran.stdout)


def test_the_curls_show_no_token(where, home):
    for _, call in curls(where, home):
        assert "$(cat " in " ".join(shlex.split(call))


@pytest.mark.parametrize(("page", "title"), PAGES.items())
def test_the_pages_that_stripe_returns_to_open(where, page, title):
    answer = httpx.get(where.hosting + page, timeout=30, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert f"<title>{title} · Pulse</title>" in answer.text
    assert NO_SCRIPT in answer.text


def test_a_page_that_does_not_exist_says_so(where):
    answer = httpx.get(where.hosting + "/nowhere", timeout=30, trust_env=False)
    assert answer.status_code == 404
    assert "nothing at this address" in answer.text


@pytest.mark.parametrize("schedule", ["sweep", "reconcile"])
def test_the_schedules_are_run(where, home, schedule):
    log = home.logs / "ticker.log"
    eventually(f"a {schedule}", log.read_text, lambda text: f" {schedule}: " in text)
    assert f"{schedule} failed\nTraceback" not in log.read_text()


def test_the_file_has_the_addresses_of_the_world(where, home):
    written = json.loads(home.endpoints.read_text())
    assert written == where.as_json()
    assert set(written["pids"]) == {"firebase", "messages", "stripe", "ticker"}


def test_the_paid_prize_is_told_by_an_e_mail_that_one_can_read(told, home):
    def arrived() -> str:
        return "\n".join(mail.read_text() for mail in sorted(home.mails.iterdir()))

    mails = eventually("an e-mail", arrived, lambda text: "Subject: Your prize was paid" in text)
    assert "To: winner@example.com" in mails
    assert "See more in Pulse, where you sign in:" in mails
