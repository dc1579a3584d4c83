"""A field that does not fit stops its own award or sale: it is named, never read as zero, false or now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from pulse.errors import Refusal

T = TypeVar("T")


class DocumentMisfit(Refusal):
    """A field that decides money has a value that cannot be read. Whatever depends on it does not happen.

    The sentence names the document, the field and what is allowed. It never contains the value: another
    program wrote that, and it may be anything.
    """

    code = "document_invalid"

    def __init__(self, field: str, allowed: str, *, where: str = "") -> None:
        place = f"{where}: {field}" if where else field
        super().__init__(f"{place} must be {allowed}", document=where, field=field, allowed=allowed)
        self.where, self.field, self.allowed = where, field, allowed


class PrizePoolMisfit(DocumentMisfit):
    """The promised pool is not an amount of money. Nothing is awarded."""

    code = "prize_pool_invalid"


class CurrencyMisfit(DocumentMisfit):
    """The promised currency is no currency code. Nothing is awarded: an award's currency never changes."""

    code = "currency_invalid"


class DistributionMisfit(DocumentMisfit):
    """The custom distribution cannot be paid, or exceeds the pool. Nothing is awarded."""

    code = "distribution_invalid"


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A value as it was read, or why it could not be read. A misfit is raised only when the value is used."""

    _value: T | None
    misfit: DocumentMisfit | None = None

    @property
    def value(self) -> T:
        """Raises *DocumentMisfit*."""
        if self.misfit is not None:
            raise self.misfit
        return cast("T", self._value)

    def value_or(self, other: T) -> T:
        """The value, or *other* if it could not be read. Only where nothing about money depends on it."""
        return other if self.misfit is not None else cast("T", self._value)


def checked(read: Callable[[], T]) -> Checked[T]:
    """What *read* returns, or the *DocumentMisfit* that it raised."""
    try:
        return Checked(read())
    except DocumentMisfit as misfit:
        return Checked(None, misfit)
