"""Everybody who may knock, and what the table of operations promises each."""

from __future__ import annotations

from enum import StrEnum

from pulse.doors.operation import Operation
from pulse.doors.roles import Access
from tests.doors.google_side import SOMEBODYS_KEY
from tests.doors.story import ADMIN, OTHER, SUPPORT, TRAINER, WINNER, Story

MINUTE, HOUR = 60, 3_600


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


def token_of(knocker: Knocker, story: Story, owner: str) -> str | None:  # noqa: PLR0911 - a table
    signed_in = int(story.world.clock.unix())
    match knocker:
        case Knocker.ANONYMOUS:
            return None
        case Knocker.OWNER:
            return story.token(owner if owner != ADMIN else OTHER)
        case Knocker.OTHER:
            return story.token(OTHER)
        case Knocker.TRAINER:
            return story.token(TRAINER, trainer=True)
        case Knocker.WINNER:
            return story.token(WINNER, winner=True)
        case Knocker.SUPPORT:
            return story.token(SUPPORT, support=True)
        case Knocker.ADMIN:
            return story.admin_token(ADMIN)
        case Knocker.ADMIN_ONE_FACTOR:
            return story.token(ADMIN, admin=True)
        case Knocker.ADMIN_LONG_SIGNED_IN:
            return story.admin_token(ADMIN, auth_time=signed_in - HOUR)
        case Knocker.ADMIN_REVOKED:
            story.google.revoke(ADMIN)
            return story.admin_token(ADMIN)
        case Knocker.EXPIRED:
            return story.token(owner, age=2 * HOUR)
        case Knocker.REVOKED:
            story.google.revoke(owner)
            return story.token(owner)
        case Knocker.DISABLED:
            story.google.disabled.add(owner)
            return story.token(owner)
        case Knocker.OTHER_PROJECT:
            return story.token(owner, project="somebody-elses")
        case Knocker.FORGED:
            return story.token(owner, key=SOMEBODYS_KEY)


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
    if operation.access is Access.BUYER:
        return 403
    if knocker is Knocker.ADMIN_LONG_SIGNED_IN and operation.access is not Access.CHALLENGE_OWNER:
        return 401
    return 200 if knocker is Knocker.ADMIN else 403
