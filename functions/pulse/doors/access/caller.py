"""A signed-in person, as the claims of their token say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Caller:
    """A signed-in person. *claims* are those of the verified token."""

    user_id: str
    claims: Mapping[str, Any]

    @property
    def has_admin_claim(self) -> bool:
        return self.claims.get("admin") is True

    @property
    def has_support_claim(self) -> bool:
        return self.claims.get("support") is True

    @property
    def has_second_factor(self) -> bool:
        return bool(self._sign_in.get("sign_in_second_factor"))

    @property
    def is_anonymous(self) -> bool:
        return self._sign_in.get("sign_in_provider") == "anonymous"

    @property
    def signed_in_at(self) -> int:
        """UNIX seconds of the sign-in itself: refreshing the token does not change it. 0: unknown."""
        at = self.claims.get("auth_time")
        return at if isinstance(at, int) else 0

    @property
    def _sign_in(self) -> Mapping[str, Any]:
        """How they signed in, as Firebase says; empty if it does not."""
        sign_in = self.claims.get("firebase")
        return sign_in if isinstance(sign_in, Mapping) else {}
