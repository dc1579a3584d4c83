"""Who acts at a terminal is what Google says of the credentials; nothing on the machine decides it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from google.auth import exceptions
from google.oauth2.credentials import Credentials

from pulse.errors import Misconfigured, OutcomeUnknown
from pulse.outside.principal import LOCAL, read_principal

TOKEN_URI = "https://oauth2.googleapis.com/token"


@pytest.fixture(autouse=True)
def no_emulator(monkeypatch):
    monkeypatch.delenv("FIRESTORE_EMULATOR_HOST", raising=False)


class Google:
    """Answers the token endpoint and the question whose token it is."""

    def __init__(self, *, info=None, status=200, down=False, revoked=False):
        self.info, self.status, self.down, self.revoked = info, status, down, revoked

    def __call__(self, url, method="GET", body=None, headers=None, **_):
        if self.down:
            raise exceptions.TransportError("Google cannot be reached")
        if url == TOKEN_URI and self.revoked:
            return SimpleNamespace(status=400, headers={}, data=b'{"error": "invalid_grant"}')
        if url == TOKEN_URI:
            return SimpleNamespace(
                status=200, headers={}, data=json.dumps({"access_token": "t1", "expires_in": 3600}).encode()
            )
        assert b"access_token=t1" in body
        return SimpleNamespace(status=self.status, headers={}, data=self.info)


class ServiceAccount:
    def __init__(self, email):
        self.service_account_email, self.token = "default", "t1"
        self._email = email

    def refresh(self, _request):
        self.service_account_email = self._email


def user_credentials(**_):
    """As `gcloud auth application-default login` stores them; `account` is a text in a file of the user's."""
    return Credentials(
        None, refresh_token="r", token_uri=TOKEN_URI, client_id="c", client_secret="s", account="boss@x.test"
    ), None


def principal_of(google, find=user_credentials):
    return read_principal(find, lambda: google)


def test_a_person_is_named_by_google_and_not_by_the_file_that_they_can_edit():
    google = Google(info=b'{"email": "ada@pulse.example", "email_verified": "true"}')

    assert principal_of(google) == "ada@pulse.example"


def test_a_service_account_is_named_once_google_has_accepted_its_key():
    account = ServiceAccount("robot@demo.iam.gserviceaccount.com")

    assert principal_of(Google(), lambda **_: (account, None)) == "robot@demo.iam.gserviceaccount.com"


@pytest.mark.parametrize("info", [b"{}", b"[]", b"not json", b'{"email": 7}', b'{"email": ""}'])
def test_credentials_that_name_nobody_may_not_act(info):
    with pytest.raises(Misconfigured, match="do not say who you are"):
        principal_of(Google(info=info))


def test_a_token_that_google_does_not_know_names_nobody():
    with pytest.raises(Misconfigured):
        principal_of(Google(info=b'{"email": "ada@pulse.example"}', status=400))


def test_without_credentials_a_sentence_says_how_to_sign_in():
    def none(**_):
        raise exceptions.DefaultCredentialsError

    with pytest.raises(Misconfigured, match="gcloud auth application-default login"):
        principal_of(Google(), none)


def test_revoked_credentials_name_nobody():
    with pytest.raises(Misconfigured, match="not valid"):
        principal_of(Google(revoked=True))


def test_while_google_is_silent_nobody_acts_under_a_guessed_name():
    with pytest.raises(OutcomeUnknown):
        principal_of(Google(down=True))


def test_the_firestore_emulator_asks_nobody_who_they_are(monkeypatch):
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:8080")

    assert principal_of(Google(down=True)) == LOCAL
