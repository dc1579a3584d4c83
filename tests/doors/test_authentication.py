"""Tokens are really verified: signature, audience, issuer, expiry and revocation; and so is App Check."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.errors import Misconfigured, NotSignedIn, OutcomeUnknown
from pulse.settings import Settings
from tests.doors.google_side import FOREIGN_KEY, GoogleSide
from tests.doors.served import Served
from tests.doors.story import TRAINER, Story
from tests.world import TEST_SETTINGS

ENFORCED = TEST_SETTINGS.model_copy(update={"app_check": "enforce"})
MONITORED = TEST_SETTINGS.model_copy(update={"app_check": "monitor"})


def unsigned(claims: dict) -> str:
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, ""])


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer a.b", "Bearer a.b.c", "Bearer ...", "bearer \x00",
     "Bearer " + "a" * 9_000, "Bearer " + "W1td.W1td.W1td", "Bearer e30.e30.e30",
     "Bearer bnVsbA.bnVsbA.bnVsbA"],
)  # fmt: skip
def test_what_is_no_token_signs_nobody_in(header, served):
    with pytest.raises(NotSignedIn):
        served.clients.tokens.caller(header, check_revoked=False)


@given(st.text(alphabet="abcABC012_-.", max_size=300))
def test_no_text_breaks_the_verifier(text):
    with pytest.raises(NotSignedIn):
        TOKENS.caller(f"Bearer {text}", check_revoked=False)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_json_in_the_place_of_claims_breaks_the_verifier(value):
    part = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    with pytest.raises(NotSignedIn):
        TOKENS.caller(f"Bearer {part}.{part}.{part}", check_revoked=False)


TOKENS = Served().clients.tokens


def test_an_unsigned_token_is_not_believed(served):
    claims = {
        "iss": "https://securetoken.google.com/demo-pulse",
        "aud": "demo-pulse",
        "sub": "a",
        "admin": True,
    }

    with pytest.raises(NotSignedIn):
        served.clients.tokens.caller(f"Bearer {unsigned(claims)}", check_revoked=False)


def test_a_token_is_ours_for_an_hour_and_no_second_more(served):
    young, old = served.token("a", age=3_500), served.token("a", age=3_700)

    assert served.clients.tokens.caller(f"Bearer {young}", check_revoked=False).user_id == "a"
    with pytest.raises(NotSignedIn):
        served.clients.tokens.caller(f"Bearer {old}", check_revoked=False)


@pytest.mark.parametrize(("ahead", "believed"), [(1, True), (9, True), (30, False)])
def test_a_token_that_google_issued_a_moment_ahead_of_our_clock_is_believed(ahead, believed, served):
    token = f"Bearer {served.token('a', age=-ahead)}"

    if believed:
        assert served.clients.tokens.caller(token, check_revoked=False).user_id == "a"
    else:
        with pytest.raises(NotSignedIn):
            served.clients.tokens.caller(token, check_revoked=False)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://securetoken.google.com/another"},
        {"iss": "https://accounts.google.com"},
        {"aud": "another"},
        {"sub": ""},
        {"sub": "x" * 129},
        {"sub": 7},
    ],
)
def test_issuer_audience_and_subject_must_be_right(claims, served):
    with pytest.raises(NotSignedIn):
        served.clients.tokens.caller(f"Bearer {served.token('a', **claims)}", check_revoked=False)


def test_a_deleted_person_is_nobody(served):
    served.google.deleted.add("a")

    with pytest.raises(NotSignedIn):
        served.clients.tokens.caller(f"Bearer {served.token('a')}", check_revoked=True)


@pytest.mark.parametrize("check_revoked", [False, True])
def test_while_google_is_silent_nobody_is_let_in_and_nobody_is_thrown_out(check_revoked):
    google = GoogleSide()
    served = Served()
    served.google = google
    google.down = True

    with pytest.raises(OutcomeUnknown):
        served.clients.tokens.caller(f"Bearer {served.token('a')}", check_revoked=check_revoked)


def test_ordinary_calls_do_not_ask_whether_a_sign_in_was_revoked(story):
    story.get("get-earnings", token=story.token(TRAINER))

    assert not [url for url in story.google.requests if "identitytoolkit" in url]


def test_a_claim_makes_an_administrator_only_if_it_is_true_itself(story):
    for claim in ("true", 1, ["admin"], {"admin": True}, None):
        token = story.admin_token(admin=claim)
        answer = story.post("payout-prize-money", {"prizeRecordId": story.prize_record_id}, token=token)
        assert answer.status_code == 403


class TestAnonymousSignIn:
    ANONYMOUS = {"firebase": {"sign_in_provider": "anonymous"}}  # noqa: RUF012 - a test's constant

    def test_it_opens_no_account_by_default(self, story):
        before = story.documents()

        answer = story.post("create-connected-account", token=story.token(TRAINER, **self.ANONYMOUS))

        assert (answer.status_code, answer.json["code"]) == (403, "anonymous_not_allowed")
        assert story.documents() == before

    def test_a_setting_allows_it(self):
        story = Story(settings=TEST_SETTINGS.model_copy(update={"anonymous_sign_in_allowed": True}))

        answer = story.get("get-earnings", token=story.token(TRAINER, **self.ANONYMOUS))

        assert answer.status_code == 200


class TestMonitoringApps:
    def noted(self, story: Story, capsys, app_token: str | None):
        headers = {} if app_token is None else {"X-Firebase-AppCheck": app_token}
        answer = story.get("get-earnings", token=story.token(TRAINER), headers=headers)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        (line,) = [line for line in lines if line["event"] == "door.answered"]
        return answer.status_code, line.get("app_check")

    def test_every_call_is_let_in_and_the_log_says_what_it_carried(self, capsys):
        story = Story(settings=MONITORED)
        app_token = story.google.app_check_token()

        assert self.noted(story, capsys, None) == (200, "missing")
        assert self.noted(story, capsys, "a.b.c") == (200, "invalid")
        assert self.noted(story, capsys, story.google.app_check_token(key=FOREIGN_KEY)) == (200, "invalid")
        assert self.noted(story, capsys, app_token) == (200, "valid")

    def test_switched_off_nothing_is_noted(self, story, capsys):
        assert self.noted(story, capsys, None) == (200, None)

    def test_it_is_the_default(self):
        assert Settings().app_check == "monitor"

    @pytest.mark.parametrize("value", ["true", "false", ""])
    def test_the_former_setting_stops_the_process_and_names_the_new_one(self, value):
        with pytest.raises(Misconfigured, match="APP_CHECK_ENFORCED is no longer read: set APP_CHECK to"):
            Settings.from_environment({"APP_CHECK_ENFORCED": value})

    def test_another_word_names_the_setting(self):
        with pytest.raises(Misconfigured, match=r"APP_CHECK: .*'off', 'monitor' or 'enforce'"):
            Settings.from_environment({"APP_CHECK": "yes"})


class TestAppCheck:
    def asked(self, story: Story, app_token: str | None):
        headers = {} if app_token is None else {"X-Firebase-AppCheck": app_token}
        return story.get("get-earnings", token=story.token(TRAINER), headers=headers)

    def test_our_own_app_is_let_in(self):
        story = Story(settings=ENFORCED)

        assert self.asked(story, story.google.app_check_token()).status_code == 200

    @pytest.mark.parametrize(
        "made",
        [
            lambda google: None,
            lambda google: "",
            lambda google: "a.b.c",
            lambda google: "x" * 100,
            lambda google: google.app_check_token(key=FOREIGN_KEY),
            lambda google: google.app_check_token(age=4_000),
            lambda google: google.app_check_token(aud=["projects/another"]),
            lambda google: google.app_check_token(iss="https://another.example/"),
            lambda google: google.id_token("a"),
        ],
    )
    def test_other_programs_are_not(self, made):
        story = Story(settings=ENFORCED)

        answer = self.asked(story, made(story.google))

        assert answer.status_code == 401
        assert answer.json["code"] == "app_check_failed"

    def test_callables_are_held_to_it_too(self):
        story = Story(settings=ENFORCED)
        token, app_token = story.token(TRAINER), story.google.app_check_token()

        without = story.callable("get-earnings", {}, token=token)
        within = story.callable(
            "get-earnings", token=token, json={"data": {}}, headers={"X-Firebase-AppCheck": app_token}
        )

        assert without.status_code == 401
        assert within.status_code == 200
