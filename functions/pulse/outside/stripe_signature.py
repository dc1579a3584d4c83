"""The body of a webhook, read only after its signature is verified."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import stripe

from pulse.errors import InvalidRequest
from pulse.outside.stripe_reading import event_of
from pulse.ports.stripe_objects import Event
from pulse.settings import Settings

_UNIX_SECONDS = re.compile(r"[0-9]{1,12}")


def verified_event(payload: bytes, signature: str, secrets: Sequence[str], *, now: int) -> Event:
    """The SDK's check with each secret. It accepts times in the future, so that limit is checked here.

    The SDK also fails on letters beyond ASCII and on very long numbers, and anyone can send those.
    """
    sent_at = next((part[2:] for part in signature.split(",") if part.startswith("t=")), "")
    if not (signature.isascii() and _UNIX_SECONDS.fullmatch(sent_at)):
        raise InvalidRequest("the Stripe-Signature header does not have Stripe's form", code="bad_signature")
    if abs(now - int(sent_at)) > Settings.model_fields["webhook_tolerance_seconds"].default:
        raise InvalidRequest("the signature's time is outside the tolerance", code="bad_signature")
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise InvalidRequest("the body is not UTF-8", code="bad_signature") from error
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(text, signature, secret, tolerance=None)
        except stripe.SignatureVerificationError:
            continue
        return _parsed_event(text)
    raise InvalidRequest("Invalid signature", code="bad_signature")


def _parsed_event(text: str) -> Event:
    """Raises *InvalidRequest*, also for a body too deep to read and for texts that cannot be stored."""
    try:
        event = event_of(json.loads(text))
        for value in event.model_dump().values():
            str(value).encode()  # fails at half a surrogate pair, which JSON can write
    except (ValueError, AttributeError, RecursionError) as error:
        raise InvalidRequest("the body is not a Stripe event", code="bad_event") from error
    return event
