"""Operations by which support and administrators find records."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import Find, Match
from pulse.backoffice import find as find_matches
from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Lookup
from pulse.doors.wire.inputs import Input
from pulse.ports import Ports


class FindInput(Input):
    query: Lookup
    """A uid, e-mail address, username, id of a prize or challenge, or an id of Stripe's."""


class FoundLink(TypedDict):
    kind: str
    id: str
    """Finds what it names."""


class FoundMatch(TypedDict):
    kind: str
    id: str
    title: str
    userId: str | None
    status: str | None
    reason: str | None
    nextAction: str | None
    amount: int | None
    """In minor units of `currency`."""
    currency: str | None
    links: list[FoundLink]


class FindAnswer(TypedDict):
    matches: list[FoundMatch]


def find(call: Call[FindInput], ports: Ports) -> Answer:
    matches = find_matches(Find(call.fields.query, call.actor), ports=ports)

    answer: FindAnswer = {"matches": [_match(one) for one in matches]}
    return Answer(answer)


def _match(one: Match) -> FoundMatch:
    return {
        "kind": one.kind.value,
        "id": one.id,
        "title": one.title,
        "userId": one.user_id,
        "status": one.status,
        "reason": one.reason,
        "nextAction": one.next_action,
        "amount": one.amount,
        "currency": one.currency,
        "links": [{"kind": link.kind, "id": link.id} for link in one.links],
    }


ROWS = (
    Operation(
        "find",
        "Find a person, a prize, a sale or an object of Stripe's by any name it has",
        methods=READ_OR_WRITE,
        input=FindInput,
        access=Access.STAFF,
        limit=LOOKS,
        handler=find,
        answer=FindAnswer,
        refusals=(),
        check_revoked=False,
        secrets=(SLACK,),
    ),
)
