"""What an operation is: a row of the table in `operations/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pulse.doors.access.caller import Caller
from pulse.doors.access.rate_limits import Limit
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK, STRIPE
from pulse.doors.names import callable_name
from pulse.doors.wire.inputs import Input
from pulse.ports import Ports

READ = ("GET",)
WRITE = ("POST",)
READ_OR_WRITE = ("GET", "POST")

InputT = TypeVar("InputT", bound=Input)


@dataclass(frozen=True, slots=True)
class Call(Generic[InputT]):
    """An admitted call: who calls, for whom, and with which fields."""

    caller: Caller
    fields: InputT
    as_admin: bool
    """The caller is an administrator whose power may be used right now."""
    as_staff: bool
    """The same, or, where the operation is for support too, support."""

    @property
    def actor(self) -> str:
        return self.caller.user_id

    @property
    def user_id(self) -> str:
        """Whose account or earnings: the named person, by default the caller."""
        return self.fields.userId or self.caller.user_id

    @property
    def named_other(self) -> str | None:
        """The other person whom this call names. Only staff may name one."""
        return next((one for one in self.fields.claimed() if one != self.caller.user_id), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """*fields* as documented, without the `success` that HTTP adds."""

    fields: Mapping[str, Any]
    status: int = 200


Handler = Callable[[Call[Any], Ports], Answer]


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    summary: str
    methods: tuple[str, ...]
    input: type[Input]
    access: Access
    limit: Limit
    handler: Handler
    answer: Any
    """The `TypedDict` of the success answer: the documented shape."""
    refusals: tuple[int, ...] = (404, 409)
    """Statuses other than 200 and those that any operation may answer."""
    check_revoked: bool = True
    """Where money moves or a link gives access, a revoked sign-in ends at once and not within the hour."""
    ends_sign_in: bool = False
    """Afterwards the person in the answer's `userId` can no longer sign in."""
    secrets: tuple[str, ...] = (STRIPE, SLACK)
    """What its callable is given. Every operation where something can go wrong with money may alert Slack."""
    aliases: tuple[str, ...] = ()

    @property
    def finishes_own_erasure(self) -> bool:
        """A person repeats it until their data and their sign-in are gone."""
        return self.ends_sign_in and self.access is Access.ONESELF

    @property
    def callable_name(self) -> str:
        return callable_name(self.name)
