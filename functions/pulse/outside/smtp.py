"""E-mails by SMTP: one connection a message, encrypted, and every answer is an outcome."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from pulse import log
from pulse.ports import Message, Outcome, Sending
from pulse.settings import Settings

_NO_SUCH_MAILBOX = re.compile(r"\b5\.(1\.[12360]|1\.10|2\.1)\b")
"""RFC 3463: the address is bad or unknown, or its mailbox is disabled."""
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_REFUSED_PLAIN = frozenset({550, 551, 553})
"""RFC 5321, from servers that say no more."""


class SmtpChannel:
    """*password* is asked for at each send: most functions are not given it, and send nothing."""

    def __init__(
        self, settings: Settings, password: Callable[[], str], tls: ssl.SSLContext | None = None
    ) -> None:
        self._settings = settings
        self._password = password
        self._tls = tls or ssl.create_default_context()

    def send(self, message: Message) -> Outcome:
        try:
            mail = written(message, self._settings.mail_from)
        except (MessageError, ValueError, UnicodeError):
            return Outcome(Sending.REFUSED, "bad_address")
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            return _of_refusal(*next(iter(refused.recipients.values())))
        except smtplib.SMTPResponseException as answer:
            return Outcome(Sending.FAILED, f"smtp_{answer.smtp_code}")
        except (smtplib.SMTPException, OSError) as error:
            log.write("smtp.unreachable", severity="WARNING", error=type(error).__name__)
            return Outcome(Sending.FAILED, type(error).__name__)
        return Outcome(Sending.SENT)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings, seconds = self._settings, self._settings.mail_timeout_seconds
        if settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=seconds, context=self._tls
            )
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=seconds)
        with server:
            if settings.smtp_security == "starttls":
                server.starttls(context=self._tls)
            if settings.smtp_user:
                server.login(settings.smtp_user, self._password())
            yield server


def written(message: Message, sender: str) -> EmailMessage:
    """Raises *ValueError* for an address that would make another header or another recipient."""
    name, address = parseaddr(message.to)
    if name or address != message.to or not address.isprintable() or address.count("@") != 1:
        raise ValueError("not one address")
    domain = parseaddr(sender)[1].rpartition("@")[2]
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = address
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    mail["Content-Language"] = message.language
    return mail


def _of_refusal(code: int, said: bytes | str) -> Outcome:
    """4xx: later. 5xx says that the mailbox is none, or that the server dislikes us, which may pass."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    plain = code in _REFUSED_PLAIN and not _ENHANCED.search(text)
    if code >= 500 and (plain or _NO_SUCH_MAILBOX.search(text)):
        return Outcome(Sending.REFUSED, f"smtp_{code}")
    return Outcome(Sending.FAILED, f"smtp_{code}")
