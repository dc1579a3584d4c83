"""The signing secrets of Stripe's endpoints, which Stripe shows once: each notes which endpoint it is for."""

from __future__ import annotations

import hashlib

from deploy.clients import Clients
from deploy.steps import secrets
from deploy.wanted import Wanted

KEPT = "stripe-endpoint-"
"""Annotations of a secret: for which endpoints it has the signing secret, which Stripe shows once."""
ROLLED = ".rolled"
"""At the end of such a note: the endpoint and its secret are to be replaced."""


def kept_by(secret: str, clients: Clients, wanted: Wanted) -> frozenset[str]:
    """The ids of the endpoints whose signing secret it has."""
    found = clients.google.get(secrets.place(secret, wanted)) or {}
    return frozenset(
        name.removeprefix(KEPT)
        for name, digest in found.get("annotations", {}).items()
        if name.startswith(KEPT) and not digest.endswith(ROLLED)
    )


def roll(clients: Clients, wanted: Wanted) -> int:
    """Note that every endpoint is to be replaced by the next deployment. Returns how many there are."""
    count = 0
    for secret in secrets.FROM_STRIPE:
        place = secrets.place(secret, wanted)
        there: dict[str, str] = (clients.google.get(place) or {}).get("annotations", {})
        due = [
            name for name, digest in there.items() if name.startswith(KEPT) and not digest.endswith(ROLLED)
        ]
        if due:
            noted = {name: f"{digest}{ROLLED}" if name in due else digest for name, digest in there.items()}
            clients.google.send("PATCH", place, {"annotations": noted}, updateMask="annotations")
        count += len(due)
    return count


def keep(secret: str, signing: str, made: str, former: set[str], clients: Clients, wanted: Wanted) -> None:
    """Secrets of the former endpoints go. One that a person put there stays."""
    place = secrets.place(secret, wanted)
    there: dict[str, str] = (clients.google.get(place) or {}).get("annotations", {})
    gone = {there.get(f"{KEPT}{one}", "").removesuffix(ROLLED) for one in former}
    before = [one.strip() for one in secrets.read(secret, clients, wanted).split(",")]
    stay = [one for one in before if one and _digest(one) not in gone]
    secrets.add(secret, ",".join([signing, *stay]), clients, wanted)
    kept = {name: value for name, value in there.items() if name.removeprefix(KEPT) not in former}
    body = {"annotations": {**kept, f"{KEPT}{made}": _digest(signing)}}
    clients.google.send("PATCH", place, body, updateMask="annotations")


def _digest(signing: str) -> str:
    """Which of several secrets it is, without telling it."""
    return hashlib.sha256(signing.encode()).hexdigest()[:16]
