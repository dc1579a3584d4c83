"""The stored form of an attempt (the intent to call Stripe) and of a lease (which worker has a record)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

from pulse.attempts.policies import (
    ACCOUNT,
    CORRECTION,
    CUSTOMER,
    PAYMENT_INTENT,
    POOL_FUNDING,
    POOL_RETURN,
    PRIZE,
    Policy,
)
from pulse.ledger import Record

_MAY_BE_NONE = "closed_reason"


class Attempt(Record):
    """One generation of an act. All its sends have the same idempotency key and the same body.

    The policy's `keeps` says which of the optional fields are stored.
    """

    generation: int
    key: str
    params: dict[str, Any] | None = None
    """The frozen body, if it is stored nowhere else."""
    destination: str | None = None
    """The connected account that a transfer goes to. It never changes within a generation."""
    first_sent_at: datetime
    last_sent_at: datetime | None = None
    closed: bool = False
    """Stripe refused it, or a person decided: its key is not used again."""
    closed_reason: str | None = None
    """Stripe's code, or what a person did."""
    sends: int | None = None
    """How often it was sent, or was about to be: stored before each send. None counts as more than once."""
    refusals: int | None = None
    """How many of its sends Stripe refused."""
    source_type: str | None = None
    """The balance that a transfer draws on, where it is not Stripe's default. Part of the frozen body."""
    award_version: int | None = None
    """Of the award that the amount is from, where it is not the first. Part of the key and of the body."""


class Lease(Record):
    """Which worker has a record now. It saves calls. Safety depends on the key and the look-up, not on it."""

    token: str
    until: datetime

    def is_live(self, now: datetime) -> bool:
        return self.until > now


def new_lease(token: str, now: datetime, *, seconds: float) -> Lease:
    return Lease(token=token, until=now + timedelta(seconds=seconds))


class _Kept:
    """How an attempt is stored: with the fields that its policy keeps. Without one of them it is unreadable.

    A missing field has no default: an attempt that is read as open or closed by mistake may be paid twice.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        always = {name for name, field in Attempt.model_fields.items() if field.is_required()}
        kept = always | policy.keeps | policy.keeps_if_set
        self._stored = [(name, to_camel(name)) for name in Attempt.model_fields if name in kept]
        self._foreign = [name for name in Attempt.model_fields if name not in kept]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self._complete,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(self._fields),
        )

    def _complete(self, attempt: Attempt) -> Attempt:
        present, values = attempt.model_fields_set, vars(attempt)
        absent = [
            to_camel(name)
            for name in self._policy.keeps
            if name not in present or (values[name] is None and name != _MAY_BE_NONE)
        ]
        if absent:
            raise ValueError(f"the attempt of a {self._policy.act} lacks {', '.join(sorted(absent))}")
        if foreign := [to_camel(name) for name in self._foreign if values[name]]:
            raise ValueError(f"the attempt of a {self._policy.act} keeps no {', '.join(sorted(foreign))}")
        return attempt

    def _fields(self, attempt: Attempt) -> dict[str, Any]:
        values = vars(attempt)
        unset = {name for name in self._policy.keeps_if_set if values[name] is None or values[name] is False}
        return {stored: values[name] for name, stored in self._stored if name not in unset}


PrizeAttempt: TypeAlias = Annotated[Attempt, _Kept(PRIZE)]
PaymentIntentAttempt: TypeAlias = Annotated[Attempt, _Kept(PAYMENT_INTENT)]
CorrectionAttempt: TypeAlias = Annotated[Attempt, _Kept(CORRECTION)]
AccountAttempt: TypeAlias = Annotated[Attempt, _Kept(ACCOUNT)]
CustomerAttempt: TypeAlias = Annotated[Attempt, _Kept(CUSTOMER)]
PoolFundingAttempt: TypeAlias = Annotated[Attempt, _Kept(POOL_FUNDING)]
PoolReturnAttempt: TypeAlias = Annotated[Attempt, _Kept(POOL_RETURN)]
