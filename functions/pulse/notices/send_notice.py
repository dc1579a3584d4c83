"""Send a notice to wherever its person can be reached: claim, send, record. Each address once, if it answers.

A crash between the send and the record sends again with the same key, by which mail programs and devices see
the repeat. What one address answers changes nothing for another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse import log
from pulse.errors import Busy, Conflict, OutcomeUnknown, RecordDamaged
from pulse.ledger import retry_after_conflict
from pulse.notices import alerts
from pulse.notices.build import notice_path
from pulse.notices.recipients import Target, find_recipient, mail_refusal_path, mark_of
from pulse.notices.records import Delivery, MailRefusal, Notice, TryState
from pulse.notices.rules import begun, ended, is_due, is_stale, next_try_at
from pulse.notices.texts import DEFAULT, LANGUAGES
from pulse.ports import Document, Medium, Message, Outcome, Ports, Sending
from pulse.ports.paths import path
from pulse.ports.store import DELETE_FIELD, Delete, Merge, Update, Write

QUEUE = "sendnotice"
SECONDS_MAX = 60
"""After so long a worker begins no further send: the function ends it before its lease does."""
_REFUSAL_KEPT = timedelta(days=30)
_NO_TIME = Outcome(Sending.FAILED, "no_time")


@dataclass(frozen=True, slots=True)
class _Claimed:
    notice: Notice
    language: str
    targets: tuple[Target, ...]


def send_notice(user_id: str, notice_id: str, *, ports: Ports) -> None:
    """Try what is due of it. A repeat, and one that comes too early, does nothing.

    Raises *Busy* when another worker has it, and *OutcomeUnknown* when Firebase Auth does not answer.
    """
    where = notice_path(user_id, notice_id)
    found = ports.store.get_all([where, erasure := path("erasures", user_id)])
    document = found.get(where)
    if document is None:
        return
    if erasure in found:
        ports.store.commit([Delete(where)])
        return
    claimed = _claim(user_id, document, ports=ports)
    if claimed is None:
        return
    outcomes = dict(_send(where, claimed, ports=ports))
    after = retry_after_conflict(
        lambda _: _record(where, claimed, outcomes, ports=ports),
        busy="this notice is being changed",
        code="notice_busy",
    )
    _forget_dead_devices(claimed, outcomes, ports=ports)
    _tell_operators(where, claimed, outcomes, after, ports=ports)
    if after is not None and after.send_at is not None:
        queue_notice(user_id, notice_id, after.send_at, ports=ports)


def queue_notice(user_id: str, notice_id: str, due: datetime, *, ports: Ports) -> None:
    """Best effort: the sweep finds notices that are due and have no task."""
    name = f"notice/{user_id}/{notice_id}/{due.isoformat()}"
    delay = max((due - ports.clock.now()).total_seconds(), 0)
    try:
        ports.queue.enqueue(QUEUE, {"userId": user_id, "noticeId": notice_id}, name=name, delay_seconds=delay)
    except OutcomeUnknown as error:
        log.write("queue.unavailable", severity="WARNING", code=error.code)


def _claim(user_id: str, document: Document, *, ports: Ports) -> _Claimed | None:
    """Note that what is due is being sent, before anything is; None when nothing is due."""
    notice, now, settings = Notice.of(document), ports.clock.now(), ports.settings
    if notice.send_at is None or notice.send_at > now + timedelta(seconds=settings.clock_skew_seconds):
        return None
    if DEFAULT not in notice.texts:
        raise RecordDamaged(document.path, "texts")
    recipient = find_recipient(user_id, ports.channels, always=notice.always, ports=ports)
    known = notice.deliveries
    targets = () if is_stale(notice, now) else recipient.targets
    due = tuple(one for one in targets if is_due(known.get(one.key), now, settings))
    reachable = {one.key for one in targets}
    kept = {key: _dropped(one, now) if key not in reachable else one for key, one in known.items()}
    deliveries = {**kept, **{one.key: begun(known.get(one.key), now) for one in due}}
    after = notice.but(deliveries=deliveries, send_at=next_try_at(deliveries, now, settings))
    _save(document, after, ports=ports)
    return _Claimed(after, recipient.language, due) if due else None


def _dropped(delivery: Delivery, now: datetime) -> Delivery:
    """The address or the device is gone, or its person wants no such messages any more."""
    if delivery.state is TryState.WAITING:
        return delivery.but(state=TryState.GIVEN_UP, at=now, code="gone")
    return delivery


def _save(document: Document, notice: Notice, *writes: Write, ports: Ports) -> None:
    fields = {
        "deliveries": {key: one.fields() for key, one in notice.deliveries.items()},
        "sendAt": notice.send_at or DELETE_FIELD,
    }
    try:
        ports.store.commit([Update(document.path, fields, document.version), *writes])
    except Conflict as error:
        raise Busy("another worker has this notice", code="notice_busy") from error


def _send(where: str, claimed: _Claimed, *, ports: Ports) -> Iterator[tuple[str, Outcome]]:
    began = ports.clock.monotonic()
    for target in claimed.targets:
        if ports.clock.monotonic() - began > SECONDS_MAX:
            yield target.key, _NO_TIME
            continue
        message = message_of(where, claimed.notice, target, claimed.language)
        yield target.key, ports.channels[target.medium].send(message)


def message_of(where: str, notice: Notice, target: Target, chosen: str) -> Message:
    """In the person's language, or in ours if the notice is older than our knowledge of theirs."""
    code = chosen if chosen in notice.texts else DEFAULT
    language, said = LANGUAGES[code], notice.texts[code]
    footer = language.footer_always if notice.always else language.footer
    body = f"{language.greeting}\n\n{said.text}\n\n{language.link}\n{notice.url}\n\n--\n{footer}\n"
    return Message(
        key=f"{where}/{target.key}",
        to=target.address,
        title=said.title,
        text=said.text,
        body=body,
        url=notice.url,
        language=code,
        at=notice.created_at,
    )


def _record(where: str, claimed: _Claimed, outcomes: Mapping[str, Outcome], *, ports: Ports) -> Notice | None:
    """What came of each try, and the end of addresses that take nothing. None if the notice is gone."""
    document = ports.store.get(where)
    if document is None:
        return None
    notice, now, settings = Notice.of(document), ports.clock.now(), ports.settings
    tried = {key: ended(claimed.notice.deliveries[key], one, now, settings) for key, one in outcomes.items()}
    deliveries = {**notice.deliveries, **tried}
    after = notice.but(deliveries=deliveries, send_at=next_try_at(deliveries, now, settings))
    fields = {
        "deliveries": {key: one.fields() for key, one in deliveries.items()},
        "sendAt": after.send_at or DELETE_FIELD,
    }
    refusals = [
        _refusal_of(target, outcomes[target.key], document, now)
        for target in claimed.targets
        if target.medium is Medium.EMAIL and outcomes[target.key].sending is Sending.REFUSED
    ]
    ports.store.commit([Update(where, fields, document.version), *refusals])
    return after


def _refusal_of(target: Target, outcome: Outcome, notice: Document, now: datetime) -> Write:
    """In the commit of the notice, which an erasure deletes first: it writes nothing about who was erased."""
    user_id = notice.path.split("/")[1]
    refusal = MailRefusal(
        user_id=user_id,
        mark=mark_of(target.address),
        code=outcome.code,
        refused_at=now,
        expire_at=now + _REFUSAL_KEPT,
    )
    return Merge(mail_refusal_path(user_id), refusal.fields())


def _forget_dead_devices(claimed: _Claimed, outcomes: Mapping[str, Outcome], *, ports: Ports) -> None:
    """A device that registered a new token meanwhile stays."""
    for target in claimed.targets:
        if target.device is not None and outcomes[target.key].sending is Sending.REFUSED:
            with suppress(Conflict):
                ports.store.commit([Delete(target.device.path, target.device.version)])


def _tell_operators(
    where: str,
    claimed: _Claimed,
    outcomes: Mapping[str, Outcome],
    after: Notice | None,
    *,
    ports: Ports,
) -> None:
    for target in claimed.targets:
        outcome = outcomes[target.key]
        log.write(
            "notice.tried", medium=target.medium.value, sending=outcome.sending.value, code=outcome.code
        )
        delivery = after.deliveries[target.key] if after else None
        if told := alerts.alert_of(where, target.medium, outcome, delivery):
            ports.alerts.raise_alert(told)
