"""The base of the answers that clients read: documented camelCase names, ISO times, never a null amount."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class ResponseModel(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        from_attributes=True,
        defer_build=True,  # a process uses few of these (decision 2001)
    )

    def answer(self) -> dict[str, Any]:
        """As it is sent to the client."""
        return self.model_dump(mode="json", by_alias=True)
