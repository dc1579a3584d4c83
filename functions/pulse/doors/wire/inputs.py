"""The base of every operation's input, and how a call's fields are checked against it."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pulse.doors.wire.body import shown
from pulse.doors.wire.fields import AccountType, Email, Id, OwnerIds, Reason
from pulse.errors import InvalidRequest


class Input(BaseModel):
    """Fields that any call may have. The clients of the first system send them; we never trust them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    userId: Id | None = None
    buyerId: Id | None = None
    ownerId: OwnerIds | None = None
    buyerEmail: Email | None = None
    connectedAccountId: Id | None = None
    accountType: AccountType | None = None

    def claimed(self) -> list[str]:
        """The people this call claims to come from."""
        return [user_id for user_id in (self.userId, self.buyerId) if user_id is not None]


class ForPerson(Input):
    pass


class WithReason(Input):
    reason: Reason


InputT = TypeVar("InputT", bound=Input)


def parsed(kind: type[InputT], fields: dict[str, Any]) -> InputT:
    """Raises *InvalidRequest* with one sentence about the first field that is wrong."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = shown(str(problem["loc"][0]))
        raise InvalidRequest(_sentence(kind, name, problem["type"]), field=name) from error


def _sentence(kind: type[Input], name: str, problem: str) -> str:
    if problem == "missing":
        return f"{name} is required"
    if problem == "extra_forbidden":
        return f"{name} is not a field of this operation"
    return f"{name} must be {description(kind, name)}"


def description(kind: type[Input], name: str) -> str:
    """The rule of a field, from its annotation."""
    schema = kind.model_json_schema()["properties"][name]
    options = [schema, *schema.get("anyOf", [])]
    return str(next(option["description"] for option in options if "description" in option))
