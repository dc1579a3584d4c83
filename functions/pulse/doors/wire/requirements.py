"""What Stripe requires of a person, as operations answer it."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.accounts import AccountStatus
from pulse.doors.wire.moments import iso


class RequirementsAnswer(TypedDict):
    """In Stripe's order: in Stripe's names, those of API v1 where one exists, or in plain words."""

    currentlyDue: list[str]
    pastDue: list[str]
    pendingVerification: list[str]
    deadline: str | None


def requirements_in_words(status: AccountStatus) -> RequirementsAnswer:
    return {
        "currentlyDue": [requirement.words for requirement in status.currently_due],
        "pastDue": [requirement.words for requirement in status.past_due],
        "pendingVerification": [requirement.words for requirement in status.pending_verification],
        "deadline": iso(status.deadline),
    }
