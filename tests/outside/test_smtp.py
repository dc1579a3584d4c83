"""E-mails as a mail server receives them, and what its answers mean. The server is aiosmtpd's."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pulse.outside.smtp import SmtpChannel, written
from pulse.ports import Message, Outcome, Sending
from pulse.settings import Settings

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDER = "Pulse <notices@pulse.example>"
PASSWORD = "correct-horse"


def message(**fields) -> Message:
    said = {
        "key": "users/ada/notices/one/email",
        "to": "ada@example.com",
        "title": "Dein Preis wurde gezahlt: für dich ✓",
        "text": "…",
        "body": "Hallo,\n\n97,00 € für „Frühsport“\n.\nEnde\n",
        "url": "https://pulse.example/winner",
        "language": "de",
        "at": NOON,
    }
    return Message(**{**said, **fields})


class Inbox:
    """aiosmtpd's handler. *answer* is for the recipient, *after_data* for the text."""

    def __init__(self) -> None:
        self.mails = []
        self.answer = "250 OK"
        self.after_data = "250 OK"
        self.logins = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.after_data.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.after_data

    def authenticate(self, server, session, envelope, mechanism, login):
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == PASSWORD.encode())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def server(inbox):
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def settings(controller, **fields) -> Settings:
    common = {"environment": "local", "smtp_host": "127.0.0.1", "smtp_security": "none", "mail_from": SENDER}
    return Settings(**{**common, "smtp_port": controller.port, "mail_timeout_seconds": 2, **fields})


def sent(controller, told: Message | None = None, **fields) -> Outcome:
    return SmtpChannel(settings(controller, **fields), lambda: PASSWORD).send(told or message())


def test_a_mail_arrives_as_it_was_written(server, inbox):
    assert sent(server) == Outcome(Sending.SENT)

    (mail,) = inbox.mails
    assert (mail["From"], mail["To"]) == (SENDER, "ada@example.com")
    assert mail["Subject"] == "Dein Preis wurde gezahlt: für dich ✓"
    assert mail["Date"].datetime == NOON
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "de")
    assert mail.get_content().replace("\r\n", "\n") == message().body


def test_a_repeat_has_the_same_message_id_and_another_notice_another(server, inbox):
    for told in (message(), message(), message(key="users/ada/notices/two/email")):
        sent(server, told)

    first, repeat, other = (mail["Message-ID"] for mail in inbox.mails)
    assert first == repeat != other
    assert first.endswith("@pulse.example>")


@pytest.mark.parametrize(
    ("answer", "sending"),
    [
        ("550 5.1.1 no such user", Sending.REFUSED),
        ("550 no such user", Sending.REFUSED),
        ("553 mailbox name not allowed", Sending.REFUSED),
        ("550 5.2.1 mailbox disabled", Sending.REFUSED),
        ("550 5.7.1 relaying denied", Sending.FAILED),
        ("550 5.7.26 unauthenticated sender", Sending.FAILED),
        ("552 5.2.2 mailbox full", Sending.FAILED),
        ("554 5.7.1 blocked", Sending.FAILED),
        ("450 4.2.0 greylisted", Sending.FAILED),
        ("451 local error", Sending.FAILED),
        ("421 closing", Sending.FAILED),
    ],
)
def test_only_an_answer_about_the_mailbox_ends_an_address(server, inbox, answer, sending):
    inbox.answer = answer

    assert sent(server).sending is sending
    assert inbox.mails == []


@pytest.mark.parametrize("answer", ["554 5.7.1 looks like spam", "451 4.3.0 later", "552 too much"])
def test_a_refused_text_says_nothing_about_the_address(server, inbox, answer):
    inbox.after_data = answer

    assert sent(server) == Outcome(Sending.FAILED, f"smtp_{answer[:3]}")


def test_a_server_that_is_away_is_tried_again():
    away = Settings(environment="local", smtp_host="127.0.0.1", smtp_port=free_port(), mail_from=SENDER)

    assert SmtpChannel(away, lambda: "").send(message()) == Outcome(Sending.FAILED, "ConnectionRefusedError")


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.com\nBcc: eve@example.com",
        "ada@example.com, eve@example.com",
        "Ada <ada@example.com>",
        "ada@@example.com",
        "ada",
        "",
        "ada@example.com\r\n",
    ],
)
def test_an_address_that_is_more_than_one_address_is_refused_before_a_server_hears_it(address):
    unreachable = Settings(environment="local", smtp_host="127.0.0.1", smtp_port=1, mail_from=SENDER)

    outcome = SmtpChannel(unreachable, lambda: "").send(message(to=address))
    assert outcome == Outcome(Sending.REFUSED, "bad_address")


def test_a_title_can_add_no_header():
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        written(message(title="Hello\nBcc: eve@example.com"), SENDER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of 127.0.0.1, signed by itself: (the server's context, the client's)."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            False,
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_name_and_password_are_sent_encrypted(inbox, certificate, security):
    on_server, on_client = certificate
    tls = (
        {"tls_context": on_server, "require_starttls": True}
        if security == "starttls"
        else {"ssl_context": on_server}
    )
    auth = {
        "authenticator": inbox.authenticate,
        "auth_required": True,
        "auth_require_tls": security == "starttls",
    }
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **tls, **auth)
    controller.start()
    try:
        chosen = settings(controller, smtp_security=security, smtp_user="pulse")
        assert SmtpChannel(chosen, lambda: PASSWORD, on_client).send(message()) == Outcome(Sending.SENT)
        assert SmtpChannel(chosen, lambda: "wrong", on_client).send(message()).sending is Sending.FAILED
        strangers = SmtpChannel(chosen, lambda: PASSWORD).send(message())
    finally:
        controller.stop()

    assert strangers == Outcome(Sending.FAILED, "SSLCertVerificationError")
    assert inbox.logins == [(b"pulse", PASSWORD.encode()), (b"pulse", b"wrong")]
    assert len(inbox.mails) == 1


def test_a_server_without_encryption_is_given_no_password(server, inbox):
    outcome = sent(server, smtp_security="starttls", smtp_user="pulse")

    assert outcome.sending is Sending.FAILED
    assert inbox.mails == inbox.logins == []
