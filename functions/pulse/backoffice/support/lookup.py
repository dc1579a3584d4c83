"""What an operator may ask for in one text, and where it is looked up. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.accounts import Role
from pulse.documents import CHALLENGE_FIELDS
from pulse.errors import InvalidRequest
from pulse.inbox import StoredEvent
from pulse.ports.paths import COMPOSED_ID_LENGTH_MAX, is_segment, path
from pulse.ports.store import Operator, Query

QUERY_LENGTH_MAX = COMPOSED_ID_LENGTH_MAX
QUERY_RULE = (
    f"1 to {QUERY_LENGTH_MAX} printable characters on one line without /, and not ., .. or of the form __x__"
)
PER_PLACE_MAX = 20
"""Documents of one query. More than one person of a name is rare, more than twenty is no answer."""
MASKS: Mapping[str, Sequence[str]] = {
    "users": ("username", "email"),
    "challenges": CHALLENGE_FIELDS,
    "stripeEvents": tuple(name for name in StoredEvent.names() if name != "raw"),
}
"""Other programs write these documents: only what is shown is read."""

_IDS = (
    "users", "stripeConnect", "winnerStripeConnect", "prizeRecords", "challenges", "prizePools",
    "poolFundings", "poolReturns", "corrections", "personHolds",
)  # fmt: skip
"""Collections whose documents are named by an id of ours."""
_Place = tuple[str, str, Operator]
_STRIPES: Mapping[str, tuple[_Place, ...]] = {
    "pi_": (("payments", "paymentId", "=="), ("poolFundings", "paymentIntentId", "==")),
    "ch_": (("payments", "chargeId", "=="), ("poolFundings", "chargeId", "==")),
    "tr_": (
        ("prizeRecords", "stripeTransferId", "=="),
        ("prizeRecords", "formerTransferIds", "array_contains"),
        ("prizeRecords", "strayTransferIds", "array_contains"),
        ("payments", "transferId", "=="),
    ),
    "po_": (
        ("stripeConnect", "payoutsProblem.payoutId", "=="),
        ("winnerStripeConnect", "payoutsProblem.payoutId", "=="),
    ),
    "re_": (
        ("corrections", "stripeId", "=="),
        ("corrections", "reference", "=="),
        ("poolReturns", "stripeRefundId", "=="),
    ),
    "dp_": (("payments", "disputeId", "=="), ("corrections", "reference", "==")),
    "acct_": (("stripeConnect", "stripeAccountId", "=="), ("winnerStripeConnect", "stripeAccountId", "==")),
}
_BOOKED: _Place = ("journal", "reference", "==")
"""Every movement of money at Stripe is in the journal, named by its id."""
_ALIASES = {"du_": "dp_", "pyr_": "re_", "py_": "ch_"}
_STRIPES_PATHS = {"pi_": "payments", "acct_": "stripeAccounts", "evt_": "stripeEvents"}


@dataclass(frozen=True, slots=True)
class Lookup:
    """*paths* and *queries* at which something may be found."""

    paths: tuple[str, ...]
    queries: tuple[Query, ...]

    @classmethod
    def of(cls, text: str) -> Lookup:
        """Raises *InvalidRequest* for a text that can name nothing."""
        if not is_query(text):
            raise InvalidRequest(f"query must be {QUERY_RULE}", field="query")
        prefix = text.partition("_")[0] + "_"
        prefix = _ALIASES.get(prefix, prefix)
        paths = [path(collection, text) for collection in _IDS]
        if collection := _STRIPES_PATHS.get(prefix):
            paths.append(path(collection, text))
        places = (*_STRIPES[prefix], _BOOKED) if prefix in _STRIPES else ()
        named = [_query("users", "email", "==", one) for one in dict.fromkeys((text, text.lower()))]
        return cls(
            tuple(paths),
            (
                _query("users", "username", "==", text),
                *(named if "@" in text else ()),
                *(_query(*place, text) for place in places),
            ),
        )


def is_query(text: str) -> bool:
    """Whether *text* can name anything. Half of a surrogate pair and control characters cannot."""
    return len(text) <= QUERY_LENGTH_MAX and is_segment(text) and text.isprintable() and bool(text.strip())


def of_person(user_id: str) -> Lookup:
    """What belongs to a person who was found: accounts, and their last prizes and purchases."""
    return Lookup(
        tuple(path(role.collection, user_id) for role in Role),
        tuple(
            Query(
                collection,
                where=[(field, "==", user_id)],
                order_by=[("createdAt", "desc")],
                limit=PER_PLACE_MAX,
            )
            for collection, field in (("prizeRecords", "userId"), ("payments", "buyerId"))
        ),
    )


def _query(collection: str, field: str, operator: Operator, text: str) -> Query:
    return Query(
        collection, where=[(field, operator, text)], limit=PER_PLACE_MAX, fields=MASKS.get(collection)
    )
