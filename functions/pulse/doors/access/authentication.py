"""Who is calling: Firebase ID tokens and App Check tokens, verified by firebase-admin.

Signature, audience, issuer and expiry are checked on every call. Checking revocation costs a request to
Identity Toolkit, so it happens only where an operation asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import firebase_admin
import jwt
from firebase_admin import app_check, auth
from firebase_admin.exceptions import FirebaseError

from pulse.doors.access.caller import Caller
from pulse.errors import NotSignedIn, OutcomeUnknown

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_TOKEN_LENGTH_MAX = 8_192
CLOCK_SKEW_SECONDS = 10
"""Google's clock and ours differ by this much at most: a token is not refused because it is new."""
_NO_TOKEN = (ValueError, TypeError, AttributeError, KeyError, RecursionError)
"""What the libraries raise when the text decodes to something that is not a token."""


class FirebaseTokens:
    """The tokens of one Firebase project. *app* is first called when a token arrives."""

    def __init__(self, app: Callable[[], firebase_admin.App]) -> None:
        self._connect = app

    @cached_property
    def _app(self) -> firebase_admin.App:
        return self._connect()

    def caller(self, authorization: str | None, *, check_revoked: bool) -> Caller:
        """The person whose ID token the `Authorization` header carries.

        Raises *NotSignedIn*, or *OutcomeUnknown* when Google does not answer for its keys or the revocation.
        """
        token = _bearer(authorization)
        try:
            claims = auth.verify_id_token(  # type: ignore[no-untyped-call]
                token,
                app=self._app,
                check_revoked=check_revoked,
                clock_skew_seconds=CLOCK_SKEW_SECONDS,
            )
        except (auth.InvalidIdTokenError, auth.UserDisabledError, auth.UserNotFoundError) as error:
            raise NotSignedIn("Your sign-in has expired or is not valid; please sign in again") from error
        except FirebaseError as error:
            raise OutcomeUnknown("We cannot check your sign-in right now; please try again") from error
        except _NO_TOKEN as error:
            raise NotSignedIn("The Authorization header does not contain a Firebase ID token") from error
        return Caller(claims["uid"], claims)

    def check_app(self, token: str | None) -> None:
        """Raises *NotSignedIn* unless the call comes from our own app (Firebase App Check)."""
        if not token:
            raise NotSignedIn("The X-Firebase-AppCheck header is missing", code="app_check_failed")
        try:
            app_check.verify_token(token, app=self._app)
        except jwt.exceptions.PyJWKClientConnectionError as error:
            raise OutcomeUnknown("We cannot check the app right now; please try again") from error
        except (jwt.exceptions.PyJWTError, *_NO_TOKEN) as error:
            raise NotSignedIn("The App Check token is not valid", code="app_check_failed") from error

    def end_sign_in(self, user_id: str) -> None:
        """Raises *OutcomeUnknown*. Repeating it is harmless."""
        try:
            auth.delete_user(user_id, app=self._app)  # type: ignore[no-untyped-call]
        except auth.UserNotFoundError:
            return
        except FirebaseError as error:
            raise OutcomeUnknown("We could not end the sign-in right now; please try again") from error


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("Please sign in: the Authorization header must be `Bearer <Firebase ID token>`")
    if len(token) > _TOKEN_LENGTH_MAX or not _TOKEN.fullmatch(token):
        raise NotSignedIn("The Authorization header does not contain a Firebase ID token")
    return token
