"""The kinds of callers, and which status each operation promises to each of them."""

from __future__ import annotations

from enum import StrEnum

from pulse.doors.access.roles import Access
from pulse.doors.operation import Operation
from tests.doors.google_side import FOREIGN_KEY
from tests.doors.story import ADMIN, OTHER, SUPPORT, TRAINER, WINNER, Story

HOUR = 3_600


class CallerKind(StrEnum):
    ANONYMOUS = "anonymous"
    OWNER = "owner"
    OTHER = "other person"
    OTHER_TWO_FACTORS = "other person with a second factor"
    TRAINER = "trainer"
    WINNER = "winner"
    SUPPORT = "support"
    SUPPORT_ONE_FACTOR = "support without second factor"
    SUPPORT_LONG_SIGNED_IN = "support that signed in thirteen hours ago"
    SUPPORT_REVOKED = "support whose sign-in was revoked"
    ADMIN = "admin"
    ADMIN_ONE_FACTOR = "admin without second factor"
    ADMIN_LONG_SIGNED_IN = "admin who signed in long ago"
    ADMIN_REVOKED = "admin whose sign-in was revoked"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DISABLED = "disabled"
    OTHER_PROJECT = "other project"
    FORGED = "forged"
    SIGNED_IN_ANONYMOUSLY = "signed in anonymously"
    ERASED = "erased, with a token that is still valid"


NOWHERE = {
    CallerKind.ANONYMOUS: 401,
    CallerKind.EXPIRED: 401,
    CallerKind.OTHER_PROJECT: 401,
    CallerKind.FORGED: 401,
    CallerKind.SIGNED_IN_ANONYMOUSLY: 403,
}
"""Who may call no operation, and what they are answered."""
STOPPED_WHERE_REVOCATION_IS_CHECKED = {CallerKind.REVOKED, CallerKind.DISABLED}
ADMINS = {
    CallerKind.ADMIN,
    CallerKind.ADMIN_ONE_FACTOR,
    CallerKind.ADMIN_LONG_SIGNED_IN,
    CallerKind.ADMIN_REVOKED,
}


SUPPORTS = {
    CallerKind.SUPPORT: 200,
    CallerKind.SUPPORT_ONE_FACTOR: 403,
    CallerKind.SUPPORT_LONG_SIGNED_IN: 401,
    CallerKind.SUPPORT_REVOKED: 401,
}
"""What an operation for staff answers to support."""
FOR_SUPPORT = {Access.STAFF, Access.OWN_OR_STAFF}


def token_of(kind: CallerKind, story: Story, owner: str) -> str | None:
    """The token of this kind of caller. A revoked or disabled caller is so from now on."""
    if kind is CallerKind.ADMIN_REVOKED:
        story.google.revoke(ADMIN)
    if kind is CallerKind.SUPPORT_REVOKED:
        story.google.revoke(SUPPORT)
    if kind is CallerKind.REVOKED:
        story.google.revoke(owner)
    if kind is CallerKind.DISABLED:
        story.google.disabled.add(owner)
    if kind is CallerKind.ERASED:
        story.erasure_of(owner)
    long_ago = int(story.world.clock.unix()) - HOUR
    tokens = {
        CallerKind.ANONYMOUS: lambda: None,
        CallerKind.OWNER: lambda: story.token(OTHER if owner == ADMIN else owner),
        CallerKind.OTHER: lambda: story.token(OTHER),
        CallerKind.OTHER_TWO_FACTORS: lambda: story.support_token(OTHER, support=False),
        CallerKind.TRAINER: lambda: story.token(TRAINER, trainer=True),
        CallerKind.WINNER: lambda: story.token(WINNER, winner=True),
        CallerKind.SUPPORT: lambda: story.support_token(),
        CallerKind.SUPPORT_REVOKED: lambda: story.support_token(),
        CallerKind.SUPPORT_ONE_FACTOR: lambda: story.token(SUPPORT, support=True),
        CallerKind.SUPPORT_LONG_SIGNED_IN: lambda: story.support_token(auth_time=long_ago - 12 * HOUR),
        CallerKind.ADMIN_ONE_FACTOR: lambda: story.token(ADMIN, admin=True),
        CallerKind.ADMIN_LONG_SIGNED_IN: lambda: story.admin_token(ADMIN, auth_time=long_ago),
        CallerKind.ADMIN: lambda: story.admin_token(ADMIN),
        CallerKind.ADMIN_REVOKED: lambda: story.admin_token(ADMIN),
        CallerKind.EXPIRED: lambda: story.token(owner, age=2 * HOUR),
        CallerKind.REVOKED: lambda: story.token(owner),
        CallerKind.DISABLED: lambda: story.token(owner),
        CallerKind.OTHER_PROJECT: lambda: story.token(owner, project="somebody-elses"),
        CallerKind.FORGED: lambda: story.token(owner, key=FOREIGN_KEY),
        CallerKind.SIGNED_IN_ANONYMOUSLY: lambda: story.token(
            owner, firebase={"sign_in_provider": "anonymous"}
        ),
        CallerKind.ERASED: lambda: story.admin_token(owner) if owner == ADMIN else story.token(owner),
    }
    return tokens[kind]()


def promised(operation: Operation, kind: CallerKind, owner: str) -> int:
    """200 for callers who may make the sample's call; otherwise 401 or 403."""
    if kind in NOWHERE or kind is CallerKind.ERASED:
        return NOWHERE.get(kind) or promised_to_the_erased(operation)
    if kind in STOPPED_WHERE_REVOCATION_IS_CHECKED:
        if operation.check_revoked:
            return 401
        return 403 if operation.access in {Access.ADMIN, Access.STAFF} else 200
    if kind in ADMINS:
        return _promised_to_admin(operation, kind)
    if kind in SUPPORTS:
        return _promised_to_support(operation, kind)
    own = operation.access not in {Access.ADMIN, Access.STAFF} and (
        kind is CallerKind.OWNER
        or (kind is CallerKind.TRAINER and owner == TRAINER)
        or (kind is CallerKind.WINNER and owner == WINNER)
    )
    return 200 if own else 403


def _promised_to_support(operation: Operation, kind: CallerKind) -> int:
    if operation.access in FOR_SUPPORT:
        return SUPPORTS[kind]
    return 401 if kind is CallerKind.SUPPORT_REVOKED and operation.check_revoked else 403


def _promised_to_admin(operation: Operation, kind: CallerKind) -> int:
    checked = operation.check_revoked or operation.access in {Access.PERSON, *FOR_SUPPORT}
    if kind is CallerKind.ADMIN_REVOKED and checked:
        return 401
    if operation.access in FOR_SUPPORT:
        return 403 if kind is CallerKind.ADMIN_ONE_FACTOR else 200
    if operation.access is Access.ONESELF:
        return 403
    if kind is CallerKind.ADMIN_LONG_SIGNED_IN and operation.access is not Access.CHALLENGE_OWNER:
        return 401
    return 200 if kind is CallerKind.ADMIN else 403


def promised_to_the_erased(operation: Operation) -> int:
    """They may only finish their own erasure."""
    return 200 if operation.name == "delete-my-data" else 401
