"""The base of every operation's input, and how a call's fields are checked against it."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pulse.doors.wire.body import shown
from pulse.doors.wire.fields import AccountType, Claim, Id, OwnerIds, Reason, UnusedText
from pulse.errors import InvalidRequest


class Input(BaseModel):
    """Fields that any call may have. The clients of the first system send them; we never trust them."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        defer_build=True,  # a process uses few of these (decision 2001)
    )

    userId: Claim[Id] = None
    buyerId: Claim[Id] = None
    ownerId: Claim[OwnerIds] = None
    buyerEmail: Claim[UnusedText] = None
    connectedAccountId: Claim[Id] = None
    accountType: Claim[AccountType] = None

    def claimed(self) -> list[str]:
        """The people this call claims to come from."""
        return [user_id for user_id in (self.userId, self.buyerId) if user_id is not None]


class ForPerson(Input):
    pass


class WithReason(Input):
    reason: Reason
    """Why; it is kept in the audit trail."""


InputT = TypeVar("InputT", bound=Input)
_NEAR = 0.7
"""How alike two names must be for one to be taken for the other: `challengeID`, `challenge_id`, `amout`."""


def parsed(kind: type[InputT], fields: dict[str, Any]) -> InputT:
    """Raises *InvalidRequest* with a sentence about the first field that is unknown or else wrong."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        unknown = [one for one in problems if one["type"] == "extra_forbidden"]
        name = shown(str((unknown or problems)[0]["loc"][0]))
        missing = [str(one["loc"][0]) for one in problems if one["type"] == "missing"]
        if unknown:
            raise InvalidRequest(_unknown(kind, name, missing), field=name) from error
        sentence = f"{name} is required" if name in missing else f"{name} must be {description(kind, name)}"
        raise InvalidRequest(sentence, field=name) from error


def _unknown(kind: type[Input], name: str, missing: list[str]) -> str:
    """Names what the caller may have meant, and what is required: often the two are one mistake."""
    allowed = {field.lower(): field for field in kind.model_fields}
    near = get_close_matches(name.lower(), allowed, n=1, cutoff=_NEAR)
    sentence = f"{name} is not a field of this operation"
    if near:
        sentence += f"; did you mean {allowed[near[0]]}?"
    return "; ".join([sentence, *(f"{field} is required" for field in missing[:1])])


@cache
def description(kind: type[Input], name: str) -> str:
    """The rule of a field, from its annotation."""
    schema = kind.model_json_schema()["properties"][name]
    options = [schema, *schema.get("anyOf", [])]
    return str(next(option["description"] for option in options if "description" in option))
