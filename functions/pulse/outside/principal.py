"""Who acts at a terminal: the principal of the Google credentials with which Firestore is written.

The name is proved by Google and never taken from the machine or from a file that its user can edit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import google.auth
from google.auth import exceptions
from google.auth.transport import Request
from google.auth.transport.requests import Request as HttpRequest

from pulse.errors import Misconfigured, OutcomeUnknown

LOCAL = "local"
"""For the Firestore emulator, which asks nobody who they are."""

_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_TOKEN_INFO = "https://oauth2.googleapis.com/tokeninfo"  # noqa: S105 - an address
_SIGN_IN = "sign in with `gcloud auth application-default login`"
_OK = 200


def read_principal(
    find: Callable[..., Any] = google.auth.default, request: Callable[[], Request] = HttpRequest
) -> str:
    """The e-mail address of the person or the service account.

    Raises *Misconfigured* without credentials, or with some that name nobody, and *OutcomeUnknown* when
    Google does not answer.
    """
    if os.environ.get("FIRESTORE_EMULATOR_HOST"):
        return LOCAL
    try:
        credentials, _ = find(scopes=_SCOPES)
        credentials.refresh(request())  # only the credentials' owner gets a token
        email = getattr(credentials, "service_account_email", None) or _of_token(credentials.token, request())
    except exceptions.TransportError as error:
        raise OutcomeUnknown("Google does not say who you are right now; please try again") from error
    except exceptions.GoogleAuthError as error:
        raise Misconfigured(f"your Google credentials are missing or not valid; {_SIGN_IN}") from error
    if not isinstance(email, str) or "@" not in email:
        raise Misconfigured(f"your Google credentials do not say who you are; {_SIGN_IN}")
    return email


def _of_token(token: str, request: Request) -> Any:
    """The address of the token's person, by Google's own answer."""
    answer = request(
        url=_TOKEN_INFO,
        method="POST",
        body=urlencode({"access_token": token}).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    if answer.status != _OK:
        return None
    try:
        described = json.loads(answer.data)
    except ValueError:
        return None
    return described.get("email") if isinstance(described, dict) else None
