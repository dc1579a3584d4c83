"""What each operation takes: documented names, exact forms, and one plain sentence for each that is wrong."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pulse.doors.body import shown
from pulse.doors.fields import (
    AccountType,
    ActName,
    ApiVersion,
    Cents,
    ComposedId,
    Currency,
    Email,
    Id,
    OwnerIds,
    PageToken,
    PaymentIntentId,
    PaymentMethodType,
    Place,
    Policy,
    Reason,
    RefundReason,
)
from pulse.errors import InvalidRequest


class Input(BaseModel):
    """Fields that any call may have. The clients of the first system send them; none is ever trusted."""

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
    payment_method_type: PaymentMethodType | None = None
    """What the first web page's payment button names; which ones there are, Stripe decides."""


class Purchase(Input):
    challengeId: Id
    paymentId: PaymentIntentId
    amount: Cents | None = None


class PrizeRecordOnly(Input):
    prizeRecordId: ComposedId


class PrizePlace(Input):
    challengeId: Id
    placement: Place


class RefundOf(Input):
    paymentId: PaymentIntentId
    amount: Cents | None = None
    refundReason: RefundReason = "requested_by_customer"
    policy: Policy = "proportional"
    requestId: Id | None = None
    """Names the wish: sent again, it is the same refund."""


class Because(Input):
    reason: Reason


class PrizeAct(Because):
    prizeRecordId: ComposedId


class ActAgreedTo(Because):
    act: ActName
    subjectId: ComposedId


class ActAskedFor(ActAgreedTo):
    amount: Cents | None = None
    policy: Policy = "proportional"
    refundReason: RefundReason = "requested_by_customer"


class PersonToErase(Because):
    userId: Id
    """Whom to erase, not who asks."""

    def claimed(self) -> list[str]:
        return [] if self.buyerId is None else [self.buyerId]


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
