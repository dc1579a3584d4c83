"""Push messages as Google's own client sends them, to a server of ours. Not run against the real service."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import firebase_admin
import pytest
from firebase_admin import messaging

from local.messages import DEAD, FcmStandIn
from pulse.outside import fcm
from pulse.ports import Message, Outcome, Sending
from pulse.settings import Settings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def message(**fields) -> Message:
    said = {
        "key": "users/ada/notices/one/push_phone",
        "to": "token-of-a-phone",
        "title": "Dein Preis wurde gezahlt",
        "text": "97,00 EUR für „Frühsport“",
        "body": "an e-mail",
        "url": "https://pulse.example/winner",
        "language": "de",
        "at": NOON,
    }
    return Message(**{**said, **fields})


@pytest.fixture
def stand_in(tmp_path):
    with FcmStandIn(tmp_path) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def channel(stand_in):
    former = messaging._MessagingService.FCM_URL
    made = fcm.connect(Settings(environment="local", fcm_base=stand_in.url))
    yield made
    messaging._MessagingService.FCM_URL = former
    firebase_admin.delete_app(firebase_admin.get_app("notices"))


def received(stand_in) -> list[dict]:
    return [json.loads(file.read_text()) for file in sorted(stand_in.folder.iterdir())]


def test_a_message_is_what_fcm_documents(channel, stand_in):
    assert channel.send(message()) == Outcome(Sending.SENT)

    (sent,) = received(stand_in)
    tag = sent["message"]["data"]["tag"]
    assert sent == {
        "message": {
            "token": "token-of-a-phone",
            "notification": {"title": "Dein Preis wurde gezahlt", "body": "97,00 EUR für „Frühsport“"},
            "data": {"url": "https://pulse.example/winner", "tag": tag},
            "android": {"notification": {"tag": tag}},
            "apns": {"headers": {"apns-collapse-id": tag}},
            "webpush": {
                "notification": {"tag": tag},
                "fcm_options": {"link": "https://pulse.example/winner"},
            },
        },
    }


def test_a_repeat_replaces_what_the_device_shows(channel, stand_in):
    for told in (message(), message(), message(key="another")):
        channel.send(told)

    first, repeat, other = (one["message"]["data"]["tag"] for one in received(stand_in))
    assert first == repeat != other
    assert len(first) <= 64


def test_a_dead_token_is_refused(channel):
    assert channel.send(message(to=f"{DEAD}-phone")) == Outcome(Sending.REFUSED, "NOT_FOUND")


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (
            400,
            {
                "status": "INVALID_ARGUMENT",
                "message": "The registration token is not a valid FCM registration token",
            },
            Outcome(Sending.REFUSED, "INVALID_ARGUMENT"),
        ),
        (
            400,
            {"status": "INVALID_ARGUMENT", "message": "Invalid JSON payload received"},
            Outcome(Sending.FAILED, "INVALID_ARGUMENT"),
        ),
        (403, {"status": "PERMISSION_DENIED"}, Outcome(Sending.FAILED, "PERMISSION_DENIED")),
        (429, {"status": "RESOURCE_EXHAUSTED"}, Outcome(Sending.FAILED, "RESOURCE_EXHAUSTED")),
    ],
)
def test_no_answer_but_one_about_the_token_ends_a_device(
    channel, stand_in, monkeypatch, status, error, outcome
):
    handler = stand_in.RequestHandlerClass

    def answered(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(status, {"error": {"code": status, **error}})

    monkeypatch.setattr(handler, "do_POST", answered)

    assert channel.send(message()) == outcome


def test_a_long_text_stays_below_what_fcm_takes(channel, stand_in):
    channel.send(message(text="ü" * 10_000))

    assert len(json.dumps(received(stand_in)[0], ensure_ascii=False).encode()) < 4_096


def test_the_private_name_by_which_the_stand_in_is_named_is_still_there():
    assert messaging._MessagingService.FCM_URL.startswith("https://fcm.googleapis.com/v1/projects/{0}/")


def test_the_local_site_has_no_https_and_so_no_link_but_its_address_in_the_data(channel, stand_in):
    channel.send(message(url="http://127.0.0.1:5002/winner"))

    (sent,) = received(stand_in)
    assert "fcm_options" not in sent["message"]["webpush"]
    assert sent["message"]["data"]["url"] == "http://127.0.0.1:5002/winner"
