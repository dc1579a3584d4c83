"""Lists for operators: prizes, people and challenges, what is wrong first. They show uids, no names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from pulse.accounts import AccountState, Role
from pulse.backoffice.support.lookup import MASKS
from pulse.backoffice.support.match import Kind, Match
from pulse.backoffice.support.match_of import ON_HOLD, match_of
from pulse.documents import Challenge, ChallengeStatus
from pulse.errors import InvalidRequest
from pulse.ports import Document, Ports
from pulse.ports.store import Operator, Query
from pulse.prizes import PrizeStatus, Reason

LISTED_MAX = 200
_Condition = tuple[str, Operator, Any]
_Turn = tuple[str, list[_Condition]]
"""A collection, and what is asked of it."""
WordT = TypeVar("WordT", bound=StrEnum)

_UNPAID = (PrizeStatus.FAILED, PrizeStatus.REVERSED, PrizeStatus.PROCESSING, PrizeStatus.PENDING)
_SETTLED = (PrizeStatus.PAID, PrizeStatus.CANCELED)
_TROUBLED = (
    AccountState.REJECTED, AccountState.DISCONNECTED, AccountState.RESTRICTED, AccountState.PENDING,
    AccountState.CREATED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    matches: Sequence[Match]
    more: bool
    """There are more than `LISTED_MAX`, and these are not all."""


def list_prizes(
    *, user_id: str | None = None, challenge_id: str | None = None, reason: str | None = None, ports: Ports
) -> Listed:
    """Unpaid and reversed prizes; of a person or a challenge also the settled ones, after the others."""
    named: list[_Condition] = [
        (field, "==", value)
        for field, value in (("userId", user_id), ("challengeId", challenge_id))
        if value is not None
    ]
    if reason is not None:
        named.append(("reason", "==", _word(Reason, reason, "reason").value))
    statuses = [*_UNPAID, *_SETTLED] if user_id or challenge_id else _UNPAID
    turns: list[_Turn] = [("prizeRecords", [("status", "==", one.value), *named]) for one in statuses]
    return _listed(map(match_of, _query_in_turn(turns, ports=ports)), [*_UNPAID, *_SETTLED])


def list_people(*, state: str | None = None, ports: Ports) -> Listed:
    """People on hold and accounts that cannot be paid, the worst first; or the accounts in one *state*."""
    states = [_word(AccountState, state, "state")] if state is not None else _TROUBLED
    turns: list[_Turn] = [] if state is not None else [("personHolds", [("held", "==", True)])]
    turns += [(role.collection, [("state", "==", one.value)]) for one in states for role in Role]
    found = map(_person, _query_in_turn(turns, ports=ports))
    return _listed(found, [ON_HOLD, *_TROUBLED, AccountState.ACTIVE])


def list_challenges(*, owner_id: str | None = None, status: str | None = None, ports: Ports) -> Listed:
    """Challenges, those whose terms cannot be read first."""
    where: list[_Condition] = []
    if status is not None:
        where.append(("status", "==", _word(ChallengeStatus, status, "status").value))
    owners: list[list[_Condition]] = [[]]
    if owner_id is not None:
        owners = [[("ownerId", "==", owner_id)], [("ownerId", "array_contains", owner_id)]]
    found = [one for owner in owners for one in _query("challenges", [*where, *owner], ports=ports)]
    found.sort(key=lambda one: (not _misfits(one), one.id))
    return Listed([_challenge(one) for one in found[:LISTED_MAX]], more=len(found) > LISTED_MAX)


def _query_in_turn(turns: Iterable[_Turn], *, ports: Ports) -> list[Document]:
    """The documents of the first turns, the worst ones, until there are more than are listed."""
    found: list[Document] = []
    for collection, where in turns:
        found += _query(collection, where, ports=ports)
        if len(found) > LISTED_MAX:
            break
    return found


def _query(collection: str, where: Sequence[_Condition], *, ports: Ports) -> list[Document]:
    query = Query(collection, where, limit=LISTED_MAX + 1, fields=MASKS.get(collection))
    return ports.store.query(query)


def _listed(matches: Iterable[Match], worst_first: Sequence[str]) -> Listed:
    """Of what was found, damaged records before all others; then by status, in the order *worst_first*."""

    def place(one: Match) -> int:
        return -1 if one.kind is Kind.DAMAGED else worst_first.index(str(one.status))

    ordered = sorted(matches, key=place)
    return Listed(ordered[:LISTED_MAX], more=len(ordered) > LISTED_MAX)


def _person(document: Document) -> Match:
    return _on_hold(document) if document.path.startswith("personHolds/") else match_of(document)


def _on_hold(document: Document) -> Match:
    match = match_of(document)
    if match.kind is Kind.DAMAGED:
        return replace(match, title="It cannot be read, and counts as a hold.")
    return match


def _misfits(document: Document) -> list[str]:
    challenge = Challenge.of(document)
    parts = (challenge.owner_ids, challenge.status, challenge.ends_at, challenge.price, challenge.promise)
    return [str(one.misfit) for one in parts if one.misfit is not None]


def _challenge(document: Document) -> Match:
    misfits, match = _misfits(document), match_of(document)
    return match if not misfits else replace(match, reason="; ".join(misfits))


def _word(words: type[WordT], text: str, name: str) -> WordT:
    """Raises *InvalidRequest* that names the words there are."""
    try:
        return words(text)
    except ValueError as error:
        raise InvalidRequest(f"{name} must be one of {', '.join(words)}", field=name) from error
