"""The local world's messages arrive as files that a person can read."""

from __future__ import annotations

import json
import socket
import threading
from datetime import UTC, datetime

import firebase_admin
import pytest
from firebase_admin import messaging

from local.messages import DEAD, FcmStandIn, mail_server
from pulse.outside import fcm
from pulse.outside.smtp import SmtpChannel
from pulse.ports import Message, Outcome, Sending
from pulse.settings import Settings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def message(to: str) -> Message:
    return Message(
        key="one",
        to=to,
        title="Dein Preis wurde gezahlt/überwiesen",
        text="97,00 EUR",
        body="Hallo,\n\n97,00 € für „Frühsport“\n",
        url="http://127.0.0.1:5002/winner",
        language="de",
        at=NOON,
    )


@pytest.fixture
def mail(tmp_path):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    chosen = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    settings = Settings(environment="local", mail_from="Pulse <notices@pulse.example>", **chosen)
    with mail_server(tmp_path, port):
        yield SmtpChannel(settings, lambda: "")


def test_each_mail_is_a_text_named_by_its_person_and_subject(mail, tmp_path):
    for name in ("ada", "bob"):
        assert mail.send(message(f"{name}@example.com")) == Outcome(Sending.SENT)

    ada, bob = sorted(tmp_path.iterdir())
    assert ada.name == "001-ada@example.com-Dein-Preis-wurde-gezahlt-überwiesen.txt"
    assert bob.name.startswith("002-bob@example.com-")
    text = ada.read_text()
    assert "Subject: Dein Preis wurde gezahlt/überwiesen\n" in text
    assert text.endswith("\n\nHallo,\n\n97,00 € für „Frühsport“\n")


def test_nobody_has_no_mailbox(mail, tmp_path):
    assert mail.send(message("nobody@example.com")) == Outcome(Sending.REFUSED, "smtp_550")
    assert list(tmp_path.iterdir()) == []


def test_each_push_is_what_fcm_would_have_got_but_a_dead_device_gets_none(tmp_path):
    former = messaging._MessagingService.FCM_URL
    with FcmStandIn(tmp_path) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        channel = fcm.connect(Settings(environment="local", fcm_base=server.url))
        assert channel.send(message("a-phone")).sending is Sending.SENT
        assert channel.send(message(f"{DEAD}-phone")).sending is Sending.REFUSED
        server.shutdown()
    messaging._MessagingService.FCM_URL = former
    firebase_admin.delete_app(firebase_admin.get_app("notices"))

    (file,) = tmp_path.iterdir()
    assert file.name == "001-a-phone.json"
    assert json.loads(file.read_text())["message"]["notification"]["body"] == "97,00 EUR"
