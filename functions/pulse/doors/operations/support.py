"""Operations by which support and administrators find records and see what waits for someone."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import QUERY_LENGTH_MAX, QUERY_RULE, WORK_KINDS, Find, Match, WorkItem, is_query
from pulse.backoffice import find as find_matches
from pulse.backoffice import list_work as list_work_page
from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import READ_OR_WRITE, WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Claim, Cursor
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.ports import Ports


def _nameable(value: str) -> str:
    if not is_query(value):
        raise ValueError("names nothing")
    return value


def _kind_of_work(value: str) -> str:
    if value not in WORK_KINDS:
        raise ValueError("no kind of work")
    return value


Lookup = Annotated[
    str,
    Field(pattern=rf"^[^/]{{1,{QUERY_LENGTH_MAX}}}$", description=QUERY_RULE),
    AfterValidator(_nameable),
]
WorkKind = Annotated[
    str,
    Field(
        description="a reason why prizes wait, or approval, difference, contest, refund_request or alert",
        json_schema_extra={"enum": list(WORK_KINDS)},
    ),
    AfterValidator(_kind_of_work),
]


class FindInput(Input):
    query: Lookup
    """A uid, e-mail address, username, id of a prize or challenge, or an id of Stripe's."""


class FoundLink(TypedDict):
    kind: str
    """What kind of record it is."""
    id: str
    """Finds what it names."""


class FoundMatch(TypedDict):
    kind: str
    """What was found."""
    id: str
    """Its id."""
    title: str
    userId: str | None
    status: str | None
    """Its status, in the words of its kind; null if it has none."""
    reason: str | None
    nextAction: str | None
    amount: int | None
    """In minor units of `currency`."""
    currency: str | None
    links: list[FoundLink]


class FindAnswer(TypedDict):
    matches: list[FoundMatch]


class WorkInput(Input):
    kind: Claim[WorkKind] = None
    """Only what waits for this."""
    cursor: Claim[Cursor] = None
    """The `cursor` of the previous answer."""


class Work(TypedDict):
    kind: str
    """A reason of a prize, `approval`, `difference`, `contest`, `refund_request`, `alert` or `damaged`."""
    subject: str
    """An id that `find` or the act takes; the cause of an alert."""
    userId: str | None
    amount: int | None
    """In minor units of `currency`."""
    currency: str | None
    since: str
    sentence: str
    nextStep: str


class WorkAnswer(TypedDict):
    items: list[Work]
    cursor: str | None
    """Sent again, it gives the next page; null at the end."""


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


def list_work(call: Call[WorkInput], ports: Ports) -> Answer:
    page = list_work_page(kind=call.fields.kind, cursor=call.fields.cursor, ports=ports)

    answer: WorkAnswer = {"items": [_work(one) for one in page.items], "cursor": page.cursor}
    return Answer(answer)


def _work(one: WorkItem) -> Work:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "userId": one.user_id,
        "amount": one.amount,
        "currency": one.currency,
        "since": iso(one.since),
        "sentence": one.sentence,
        "nextStep": one.next_step,
    }


_row = partial(
    Operation,
    access=Access.STAFF,
    limit=LOOKS,
    refusals=(),
    check_revoked=False,
    secrets=(SLACK,),
)

ROWS = (
    _row(
        "find",
        "Find a person, a prize, a sale or an object of Stripe's by any name it has",
        methods=WRITE,  # what is looked for may be an e-mail address, and logs keep the address of a request
        input=FindInput,
        handler=find,
        answer=FindAnswer,
    ),
    _row(
        "list-work",
        "What waits for someone, oldest first, with what to do",
        methods=READ_OR_WRITE,
        input=WorkInput,
        handler=list_work,
        answer=WorkAnswer,
    ),
)
