"""Firebase Auth through firebase-admin: who can sign in, since when, and who is staff."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

import firebase_admin
from firebase_admin import auth
from firebase_admin.exceptions import FirebaseError

from pulse.errors import OutcomeUnknown
from pulse.ports.sign_ins import SignIn, StaffRole

_BATCH = 100
"""People that one request may name (https://firebase.google.com/docs/auth/admin/manage-users)."""
_UID_LENGTH_MAX = 128
_connecting = threading.Lock()


def firebase_app(project: str) -> firebase_admin.App:
    """The default app, which the Firestore triggers of firebase_functions may have created already."""
    with _connecting:
        try:
            app = firebase_admin.get_app()  # type: ignore[no-untyped-call]
        except ValueError:
            app = firebase_admin.initialize_app(options={"projectId": project})  # type: ignore[no-untyped-call]
    return cast(firebase_admin.App, app)


class FirebaseSignIns:
    def __init__(self, app: firebase_admin.App) -> None:
        self._app = app

    def find(self, user_ids: Collection[str]) -> Mapping[str, SignIn]:
        possible = sorted({one for one in user_ids if 0 < len(one) <= _UID_LENGTH_MAX})
        batches = (possible[start : start + _BATCH] for start in range(0, len(possible), _BATCH))
        return {uid: found for some in batches for uid, found in self._find(some)}

    def find_by_address(self, address: str) -> tuple[str, SignIn] | None:
        with _understood():
            try:
                user = auth.get_user_by_email(address, app=self._app)  # type: ignore[no-untyped-call]
            except auth.UserNotFoundError:
                return None
            return user.uid, _sign_in(user)

    def find_staff(self) -> Mapping[str, SignIn]:
        with _understood():
            everybody = auth.list_users(app=self._app).iterate_all()  # type: ignore[no-untyped-call]
            return {user.uid: found for user in everybody if (found := _sign_in(user)).is_staff}

    def set_role(self, user_id: str, role: StaffRole, *, granted: bool) -> None:
        with _understood():
            claims = dict(auth.get_user(user_id, app=self._app).custom_claims or {})  # type: ignore[no-untyped-call]
            if granted:
                claims[role.value] = True
            else:
                claims.pop(role.value, None)
            auth.set_custom_user_claims(user_id, claims, app=self._app)  # type: ignore[no-untyped-call]
            if not granted:
                auth.revoke_refresh_tokens(user_id, app=self._app)  # type: ignore[no-untyped-call]

    def _find(self, user_ids: Collection[str]) -> Iterator[tuple[str, SignIn]]:
        wanted = [auth.UidIdentifier(one) for one in user_ids]  # type: ignore[no-untyped-call]
        with _understood():
            users = auth.get_users(wanted, app=self._app).users  # type: ignore[no-untyped-call]
            return iter([(user.uid, _sign_in(user)) for user in users if _created_at(user) is not None])


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except (FirebaseError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise OutcomeUnknown("Firebase Auth gave no clear answer; please try again") from error


def _created_at(user: Any) -> int | None:
    """Milliseconds. A user of whom Firebase does not say it counts as unknown."""
    return user.user_metadata.creation_timestamp or None


def _sign_in(user: Any) -> SignIn:
    claims = user.custom_claims or {}
    return SignIn(
        signed_up_at=datetime.fromtimestamp((_created_at(user) or 0) / 1_000, UTC),
        email=user.email or None,
        email_verified=user.email_verified is True,
        roles=frozenset(one for one in StaffRole if claims.get(one.value) is True),
    )
