"""Everybody who may knock, and what the table of operations promises each."""

from __future__ import annotations

from enum import StrEnum

from pulse.doors.access.roles import Access
from pulse.doors.operation import Operation
from tests.doors.google_side import SOMEBODYS_KEY
from tests.doors.story import ADMIN, OTHER, SUPPORT, TRAINER, WINNER, Story

HOUR = 3_600


class Knocker(StrEnum):
    ANONYMOUS = "anonymous"
    OWNER = "owner"
    OTHER = "other person"
    TRAINER = "trainer"
    WINNER = "winner"
    SUPPORT = "support"
    ADMIN = "admin"
    ADMIN_ONE_FACTOR = "admin without second factor"
    ADMIN_LONG_SIGNED_IN = "admin who signed in long ago"
    ADMIN_REVOKED = "admin whose sign-in was revoked"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DISABLED = "disabled"
    OTHER_PROJECT = "other project"
    FORGED = "forged"


UNBELIEVED = {Knocker.ANONYMOUS, Knocker.EXPIRED, Knocker.OTHER_PROJECT, Knocker.FORGED}
STOPPED_ONLY_WHERE_IT_MATTERS = {Knocker.REVOKED, Knocker.DISABLED}
ADMINS = {Knocker.ADMIN, Knocker.ADMIN_ONE_FACTOR, Knocker.ADMIN_LONG_SIGNED_IN, Knocker.ADMIN_REVOKED}


def token_of(knocker: Knocker, story: Story, owner: str) -> str | None:
    """The token they hold; whoever is revoked or disabled is so from now on."""
    if knocker is Knocker.ADMIN_REVOKED:
        story.google.revoke(ADMIN)
    if knocker is Knocker.REVOKED:
        story.google.revoke(owner)
    if knocker is Knocker.DISABLED:
        story.google.disabled.add(owner)
    long_ago = int(story.world.clock.unix()) - HOUR
    tokens = {
        Knocker.ANONYMOUS: lambda: None,
        Knocker.OWNER: lambda: story.token(OTHER if owner == ADMIN else owner),
        Knocker.OTHER: lambda: story.token(OTHER),
        Knocker.TRAINER: lambda: story.token(TRAINER, trainer=True),
        Knocker.WINNER: lambda: story.token(WINNER, winner=True),
        Knocker.SUPPORT: lambda: story.token(SUPPORT, support=True),
        Knocker.ADMIN_ONE_FACTOR: lambda: story.token(ADMIN, admin=True),
        Knocker.ADMIN_LONG_SIGNED_IN: lambda: story.admin_token(ADMIN, auth_time=long_ago),
        Knocker.ADMIN: lambda: story.admin_token(ADMIN),
        Knocker.ADMIN_REVOKED: lambda: story.admin_token(ADMIN),
        Knocker.EXPIRED: lambda: story.token(owner, age=2 * HOUR),
        Knocker.REVOKED: lambda: story.token(owner),
        Knocker.DISABLED: lambda: story.token(owner),
        Knocker.OTHER_PROJECT: lambda: story.token(owner, project="somebody-elses"),
        Knocker.FORGED: lambda: story.token(owner, key=SOMEBODYS_KEY),
    }
    return tokens[knocker]()


def promised(operation: Operation, knocker: Knocker, owner: str) -> int:
    """401, 403, or 200 for those who are let in and do what the sample says."""
    if knocker in UNBELIEVED:
        return 401
    if knocker in STOPPED_ONLY_WHERE_IT_MATTERS:
        if operation.check_revoked:
            return 401
        return 403 if operation.access is Access.ADMIN else 200
    if knocker in ADMINS:
        return _promised_to_admin(operation, knocker)
    if operation.access is Access.ADMIN:
        return 403
    own = (
        knocker is Knocker.OWNER
        or (knocker is Knocker.TRAINER and owner == TRAINER)
        or (knocker is Knocker.WINNER and owner == WINNER)
    )
    return 200 if own else 403


def _promised_to_admin(operation: Operation, knocker: Knocker) -> int:
    if knocker is Knocker.ADMIN_REVOKED and (operation.check_revoked or operation.access is Access.PERSON):
        return 401
    if operation.access is Access.ONESELF:
        return 403
    if knocker is Knocker.ADMIN_LONG_SIGNED_IN and operation.access is not Access.CHALLENGE_OWNER:
        return 401
    return 200 if knocker is Knocker.ADMIN else 403
