"""Who may do what to each collection: the table that the rules are held to; docs/access.md is made from it.

Everybody and everything that a row does not name is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

OWNER, STRANGER, COUNTERPART, SUPPORT, ADMIN = "owner", "stranger", "counterpart", "support", "admin"
ROLES = ("nobody", STRANGER, OWNER, COUNTERPART, SUPPORT, ADMIN)
VERBS = (
    "get",
    "list own",
    "list all",
    "list without limit",
    "list too long",
    "list group",
    "create",
    "update",
    "delete",
)

STAFF = (SUPPORT, ADMIN)
PAST, FUTURE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2126, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Collection:
    """*document* is the one that is asked for; *own* the field by which a person lists what is theirs."""

    document: str
    fields: dict[str, Any]
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    own: str | None = None
    change: dict[str, Any] = field(default_factory=lambda: {"note": "changed"})
    stamped: str | None = None
    """A field of a new document that the server sets to its own time."""
    restamped: str | None = None
    """The same for a changed one."""
    beside: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Other documents that must stand for the row to mean something."""
    remark: str = ""

    @property
    def name(self) -> str:
        parts = self.document.split("/")
        return "/".join(part if index % 2 == 0 else "{id}" for index, part in enumerate(parts))

    @property
    def id(self) -> str:
        return self.document.split("/")[-2]

    @property
    def parent(self) -> str:
        return "/".join(self.document.split("/")[:-2])

    def may(self, role: str, verb: str) -> bool:
        return role in self.allowed.get(verb, ())


def _staff_only(name: str, people: tuple[str, ...] = STAFF) -> Collection:
    return Collection(f"{name}/one", {"note": "kept"}, {"get": people, "list all": people})


def _own_of_staff(document: str, fields: dict[str, Any], own: str) -> Collection:
    people = (OWNER, *STAFF)
    return Collection(document, fields, {"get": people, "list own": people, "list all": STAFF}, own)


_PLAN = {
    "ownerId": OWNER,
    "title": "Morning Mobility",
    "status": "published",
    "endDate": FUTURE,
    "prizeMoney": {"isEnabled": False},
    "pricingInfo": {"isEnabled": False},
}
_SIGNED_IN = (STRANGER, OWNER, COUNTERPART, *STAFF)

TABLE = (
    Collection(
        f"users/{OWNER}",
        {"username": "olive"},
        {"get": (OWNER, *STAFF), "create": (OWNER,), "update": (OWNER,)},
        own="id",
        remark="no client writes `creator` or `winner`; staff read no document that holds an onboarding link",
    ),
    Collection(
        f"users/{OWNER}/notices/one",
        {"text": "waits"},
        {"get": (OWNER, *STAFF), "list all": (OWNER, *STAFF)},
        remark="listed below one's own document",
    ),
    Collection(
        f"users/{OWNER}/devices/phone",
        {"token": "made-by-fcm"},
        {
            "get": (OWNER,),
            "list all": (OWNER,),
            "create": (OWNER,),
            "update": (OWNER,),
            "delete": (OWNER,),
        },
        change={"token": "made-by-fcm-later"},
        stamped="updatedAt",
        restamped="updatedAt",
        remark="listed below one's own document; holds nothing but the token and the server's time",
    ),
    Collection(f"users/{OWNER}/stripeErrors/x", {"at": "x"}, {"get": STAFF, "list all": STAFF}),
    Collection(f"stripeConnect/{OWNER}", {"userId": OWNER}, {"get": (OWNER, *STAFF), "list all": STAFF}),
    Collection(f"winnerStripeConnect/{OWNER}", {"a": OWNER}, {"get": (OWNER, *STAFF), "list all": STAFF}),
    Collection(
        "payments/pi_1",
        {"buyerId": OWNER, "ownerId": COUNTERPART, "amount": 100},
        {"get": (OWNER, COUNTERPART, *STAFF), "list own": (OWNER, *STAFF), "list all": STAFF},
        own="buyerId",
        remark="both sides of a sale read it; the trainer lists by `ownerId`",
    ),
    _own_of_staff("prizeRecords/one", {"userId": OWNER, "winnerAmount": 97}, "userId"),
    *(
        _staff_only(name)
        for name in (
            "mailRefusals",
            "alerts", "awards", "balances", "cancellations", "control",
            "corrections", "differences", "holds", "journal", "ownMoney", "paidCards", "personHolds",
            "poolContests",
            "poolFundings",
            "poolReturns", "prizePools",
            "purchases", "refundRequests", "refundTurns", "replays",
            "stripeAccounts", "stripeEvents", "takenBack",
        )
    ),
    *(
        _staff_only(name, (ADMIN,))
        for name in ("administrators", "approvals", "auditHeads", "auditLog", "erasures")
    ),
    Collection("migrationDecisions/one", {"subject": "payments/one"}),
    Collection("migrationImages/one", {"subject": "payments/one"}),
    Collection("rateLimits/one", {"count": 1}),
    Collection("stripeCustomers/one", {"userId": OWNER}, own="userId"),
    Collection("disclosures/one", {"userId": OWNER}, own="userId"),
    Collection("awards/one/standings/page_0", {"entries": []}),
    Collection("anythingElse/one", {"userId": OWNER}, own="userId"),
    Collection(
        "challenges/open",
        _PLAN,
        {
            "get": _SIGNED_IN,
            "list own": (OWNER, *STAFF),
            "list all": STAFF,
            "create": (OWNER,),
            "update": (OWNER,),
        },
        own="ownerId",
        change={"title": "Evening Mobility"},
        remark="drafts are private; owners do not write prize money, owners, or what is finished; price and "
        "dates stand while the round is bought, and an owner cancels none that was paid for, is over, or has "
        "an end that rules cannot read; a draft with frozen terms is not deleted",
    ),
    Collection(
        f"user-challenge/open_{OWNER}",
        {"challengeId": "open", "userId": OWNER},
        {
            "get": (OWNER, *STAFF),
            "list own": (OWNER, *STAFF),
            "list all": STAFF,
            "create": (OWNER,),
            "update": (OWNER,),
        },
        own="userId",
        change={"username": "olive"},
        stamped="joinDate",
        beside={"challenges/open": _PLAN},
        remark="a client joins free challenges only; points, dates and completion are the backend's",
    ),
)  # fmt: skip


def page() -> str:
    """docs/access.md."""
    lines = [
        "# Who may read and write documents from an app",
        "",
        "Generated from `tests/rules/table.py`; `firestore.rules` is tested against it, row by row. A person",
        "who is not named is refused. *owner*: the person it is about. *counterpart*: the trainer of a sale.",
        "*support* and *admin*: custom claims, with a second factor and a sign-in of the last 12 hours.",
        "A list returns at most 100. The backend bypasses these rules.",
        "",
        "What the backend reads is bounded when a client writes it, and left alone where it is unchanged:",
        "`username` and `title` have at most 200 characters, `email` 320, `language` 35, `subtitle` 1000;",
        "`notify` holds `email` and `push`, true or false; a device's `token` has 1 to 4096; a date is a",
        "Timestamp, a number or a text of up to 40; `pricingInfo` holds `isEnabled`, `amount` (whole, from 1",
        "to 99999999, in IDR to 999999999999, where it is on) and `currency`, and nothing else; `prizeMoney`",
        "of a new challenge is absent, or off with an amount of 0. A document has at most 100 fields of any",
        "name (`clientKeys` in the rules is `open`), or those alone that the backend reads (`closed`).",
        "",
        "| documents | get | list one's own | list all | create | update | delete | remark |",
        "|---|---|---|---|---|---|---|---|",
    ]
    verbs = ("get", "list own", "list all", "create", "update", "delete")
    for row in TABLE:
        cells = [", ".join(row.allowed.get(verb, ())) or "-" for verb in verbs]
        lines.append(f"| `{row.name}` | {' | '.join(cells)} | {row.remark} |")
    return "\n".join([*lines, ""])
