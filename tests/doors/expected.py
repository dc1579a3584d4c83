"""What the tests expect of one operation, written down independently of the table that they test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.doors.story import Story
    from tests.e2e.js.may import May
    from tests.e2e.js.may_not import Attempts
    from tests.e2e.js.scene import Scene

STRIPE, SLACK = "STRIPE_SECRET_KEY", "SLACK_WEBHOOK_URL"


@dataclass(frozen=True)
class Sample:
    """*fields* that succeed when *owner* calls, or for an administrator's operation the administrator."""

    fields: dict[str, Any]
    owner: str


@dataclass(frozen=True, kw_only=True)
class Expected:
    methods: frozenset[str]
    sample: Callable[[Story], Sample]
    may: Callable[[Scene], May]
    """A call through the real Firebase SDK that succeeds, and what it leaves behind."""
    may_not: Attempts
    """Calls through the real Firebase SDK that are refused."""
    secrets: frozenset[str] = frozenset({STRIPE, SLACK})
    """What its callable is given."""
    costly: bool = True
    """Counted across instances; a revoked sign-in ends at once."""
    stripe_calls_max: int | None = None
    """None: the tests of the use case count."""
    needs_store: bool = True
    """While the store is away it answers 503."""
    aliases: tuple[str, ...] = ()


GET, POST = frozenset({"get"}), frozenset({"post"})
GET_OR_POST = GET | POST
