"""Where a person can be reached: their language, what they chose, their address and their devices."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pulse.documents import Device, fetch, fetch_devices
from pulse.notices.records import MailRefusal
from pulse.notices.texts import DEFAULT, LANGUAGES
from pulse.ports import Medium, Ports
from pulse.ports.paths import path

CHOICE = ("language", "notify")
"""The fields of `users/{uid}` that the person's app writes."""
DEVICES_MAX = 5
"""Of a person who is told; the last ones that registered."""


@dataclass(frozen=True, slots=True)
class Target:
    """*key* names it in a notice's deliveries. *device*: what a dead token ends."""

    key: str
    medium: Medium
    address: str
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    language: str
    targets: tuple[Target, ...]


def find_recipient(user_id: str, media: Collection[Medium], *, always: bool, ports: Ports) -> Recipient:
    """*always*: by e-mail also if the person chose not to. Raises *OutcomeUnknown*."""
    user = fetch(ports.store, user=user_id, of_user=CHOICE).user
    opted_out = user.opted_out if user else frozenset()
    targets: list[Target] = []
    if Medium.EMAIL in media and (always or Medium.EMAIL not in opted_out):
        targets += _find_address(user_id, ports=ports)
    if Medium.PUSH in media and Medium.PUSH not in opted_out:
        targets += _find_devices(user_id, ports=ports)
    return Recipient(language_of(user.language if user else None), tuple(targets))


def language_of(chosen: str | None) -> str:
    """`de-AT` is German; what we do not speak is English."""
    code = (chosen or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else DEFAULT


def mail_refusal_path(user_id: str) -> str:
    return path("mailRefusals", user_id)


def mark_of(address: str) -> str:
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def address_of(user_id: str, *, ports: Ports) -> str | None:
    """The address with which the person signs in, if it is theirs. A profile's may be anybody's."""
    found = ports.sign_ins.find([user_id]).get(user_id)
    if found is None or not found.email:
        return None
    return found.email if found.email_verified or ports.settings.mail_unverified else None


def _find_address(user_id: str, *, ports: Ports) -> Iterator[Target]:
    address = address_of(user_id, ports=ports)
    if address is None:
        return
    document = ports.store.get(mail_refusal_path(user_id))
    refusal = MailRefusal.of(document) if document else None
    if refusal is None or refusal.mark != mark_of(address) or refusal.expire_at <= ports.clock.now():
        yield Target(Medium.EMAIL.value, Medium.EMAIL, address)


def _find_devices(user_id: str, *, ports: Ports) -> Iterator[Target]:
    for device in fetch_devices(user_id, ports.store, most=DEVICES_MAX):
        yield Target(f"push_{device.id}", Medium.PUSH, device.token, device)
