"""What each operation takes: documented names, exact forms, and one plain sentence for each that is wrong."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from pulse.doors.body import shown
from pulse.errors import InvalidRequest
from pulse.money import CHARGE_MAX
from pulse.ports.paths import COMPOSED_ID_LENGTH_MAX, ID_PATTERN

_PLACEMENT = re.compile(r"^[0-9]{1,4}$")


def _not_reserved(value: str) -> str:
    if value.startswith("__") and value.endswith("__"):
        raise ValueError("reserved")
    return value


def _number(value: Any) -> Any:
    """Old clients and queries send the place as a string of digits."""
    return int(value) if isinstance(value, str) and _PLACEMENT.fullmatch(value) else value


Id = Annotated[
    str,
    Field(pattern=ID_PATTERN, description="1 to 128 letters, digits, _ or -"),
    AfterValidator(_not_reserved),
]
ComposedId = Annotated[
    str,
    Field(
        pattern=rf"^[A-Za-z0-9_-]{{1,{COMPOSED_ID_LENGTH_MAX}}}$",
        description=f"1 to {COMPOSED_ID_LENGTH_MAX} letters, digits, _ or -",
    ),
    AfterValidator(_not_reserved),
]
Place = Annotated[
    int,
    Field(ge=1, le=1_000),
    BeforeValidator(_number),
    WithJsonSchema(
        {
            "type": ["integer", "string"],
            "minimum": 1,
            "maximum": 1_000,
            "pattern": _PLACEMENT.pattern,
            "description": "a whole number from 1 to 1000",
        }
    ),
]
Cents = Annotated[
    int, Field(ge=1, le=CHARGE_MAX, description=f"a whole number of cents from 1 to {CHARGE_MAX}")
]
Currency = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="a currency of three letters, as usd")]
Email = Annotated[str, Field(pattern=r"^[!-?A-~]{1,64}@[!-?A-~]{1,255}$", description="an e-mail address")]
PageToken = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.=-]{1,1024}$", description="the nextPageToken of the answer before")
]
AccountType = Annotated[
    Literal["creator", "trainer", "winner"], Field(description="creator, trainer or winner")
]
ApiVersion = Annotated[
    str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}(\.[a-z]{1,32})?$", description="a Stripe API version")
]
Reason = Annotated[
    Literal["requested_by_customer", "duplicate", "fraudulent"],
    Field(description="requested_by_customer, duplicate or fraudulent"),
]
Policy = Annotated[
    Literal["proportional", "keep_fee", "platform_pays"],
    Field(description="proportional, keep_fee or platform_pays"),
]


class Input(BaseModel):
    """Fields that any call may have. The clients of the first system send them; none is ever trusted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    userId: Id | None = None
    buyerId: Id | None = None
    ownerId: Id | None = None
    buyerEmail: Email | None = None
    connectedAccountId: Id | None = None
    accountType: AccountType | None = None

    def claimed(self) -> list[str]:
        """The people this call claims to come from."""
        return [user_id for user_id in (self.userId, self.buyerId) if user_id is not None]


class ForPerson(Input):
    pass


class OpenWinnerAccount(Input):
    challengeId: Id | None = None
    placement: Place | None = None


class PageOfPerson(Input):
    pageToken: PageToken | None = None


class ChallengeOnly(Input):
    challengeId: Id


class BuyRound(Input):
    challengeId: Id
    amount: Cents | None = None
    currency: Currency | None = None
    paymentSheet: Annotated[bool, Field(description="true or false")] = False
    mobileApiVersion: ApiVersion | None = None


class Purchase(Input):
    challengeId: Id
    paymentId: Id


class PrizeRecordOnly(Input):
    prizeRecordId: ComposedId


class PrizePlace(Input):
    challengeId: Id
    placement: Place


class RefundOf(Input):
    paymentId: Id
    amount: Cents | None = None
    reason: Reason = "requested_by_customer"
    policy: Policy = "proportional"
    requestId: Id | None = None
    """Names the wish: sent again, it is the same refund."""


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
    """The rule of a field, as its annotation tells it."""
    schema = kind.model_json_schema()["properties"][name]
    options = [schema, *schema.get("anyOf", [])]
    return str(next(option["description"] for option in options if "description" in option))
