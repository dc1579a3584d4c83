"""The one e-mail whose notice cannot be kept: that a person was erased. Its address is in the task alone.

It is asked for before anything is deleted, for then the address is gone. An erasure never waits for it.
"""

from __future__ import annotations

from pulse import log
from pulse.alerts import causes
from pulse.documents import fetch
from pulse.errors import OutcomeUnknown
from pulse.notices.recipients import CHOICE, address_of, language_of
from pulse.notices.rules import wait_after
from pulse.notices.said import Said
from pulse.notices.send_notice import QUEUE
from pulse.notices.texts import LANGUAGES
from pulse.notices.words import rendered
from pulse.ports import Medium, Message, Ports, Sending
from pulse.ports.paths import path


def queue_farewell(user_id: str, *, ports: Ports) -> None:
    """Best effort, at most one task a person."""
    if Medium.EMAIL not in ports.channels:
        return
    try:
        address = address_of(user_id, ports=ports)
        user = fetch(ports.store, user=user_id, of_user=CHOICE).user
        if address is not None:
            _queue(user_id, address, language_of(user.language if user else None), 1, ports=ports)
    except OutcomeUnknown as error:
        log.write("farewell.not_queued", severity="WARNING", code=error.code)


def send_farewell(user_id: str, address: str, language: str, tries: int, *, ports: Ports) -> None:
    """One try; the next one is queued. After the last one operators are told that it did not arrive."""
    if Medium.EMAIL not in ports.channels:
        return
    outcome = ports.channels[Medium.EMAIL].send(
        _message(user_id, address, language_of(language), ports=ports)
    )
    log.write("farewell.tried", sending=outcome.sending.value, code=outcome.code, tries=tries)
    if outcome.sending is Sending.FAILED and tries < ports.settings.notice_tries_max:
        _queue(user_id, address, language, tries + 1, ports=ports)
    elif outcome.sending is not Sending.SENT:
        ports.alerts.raise_alert(
            causes.NOTICE_UNDELIVERED.alert(
                "A person who was erased could not be told so, and is not told again.",
                subject=path("erasures", user_id),
                facts={"medium": Medium.EMAIL.value, "code": outcome.code},
            )
        )


def _queue(user_id: str, address: str, language: str, tries: int, *, ports: Ports) -> None:
    ports.queue.enqueue(
        QUEUE,
        {"userId": user_id, "address": address, "language": language, "tries": tries},
        name=f"farewell/{user_id}/{tries}",
        delay_seconds=wait_after(tries - 1).total_seconds() if tries > 1 else 0,
    )


def _message(user_id: str, address: str, code: str, *, ports: Ports) -> Message:
    language = LANGUAGES[code]
    text = rendered(Said.ERASED, language)
    return Message(
        key=f"erasures/{user_id}",
        to=address,
        title=text.title,
        text=text.text,
        body=f"{language.greeting}\n\n{text.text}\n\n--\n{language.footer_always}\n",
        url=ports.settings.site_url,
        language=code,
        at=ports.clock.now(),
    )
