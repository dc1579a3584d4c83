"""Every loop over documents that others may have written, with the collections that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulse.accounts import AccountOwner, ConnectedAccount, Role
from pulse.backoffice import (
    Approval,
    Difference,
    reconcile,
    run_nightly,
    sweep,
    watch,
)
from pulse.backoffice.cancellations import Cancellation
from pulse.backoffice.migration import Kind, survey, take_step
from pulse.backoffice.refund_requests import RefundRequest
from pulse.batches import partition
from pulse.documents import Challenge, ChallengeStatus
from pulse.inbox import StoredEvent, catch_up
from pulse.ledger import HEAD, Entry
from pulse.pools import Contest, Funding, OwnMoney, Pool, PoolReturn
from pulse.ports import Document, Ports
from pulse.ports.paths import is_document_path
from pulse.prizes import Award, PrizeRecord, fan_out_prizes
from pulse.sales import Correction, Payment, Purchase
from tests.backoffice.malformed import stories
from tests.world import World


class ReadingStore:
    """Notes which documents are read, whether by their path or by a query."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.read: set[str] = set()
        """Documents that were found, whole or in part."""
        self.whole: set[str] = set()
        self.asked: set[str] = set()
        """Collections that were asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def get(self, path: str, fields: Any = None) -> Any:
        return self._note([path], self._store.get(path, fields), whole=fields is None)[0]

    def get_all(self, paths: Any, masks: Any = None) -> Any:
        found = self._store.get_all(paths, masks)
        for path in paths:
            self._note([path], found.get(path), whole=collection_of(path) not in (masks or {}))
        return found

    def query(self, query: Any) -> Any:
        found = self._store.query(query)
        self._note([f"{query.collection}/*"], *found, whole=query.fields is None or HEAD in query.fields)
        return found

    def totals(self, query: Any, sums: Any = ()) -> Any:
        self._note([f"{query.collection}/*"])
        return self._store.totals(query, sums)

    def _note(self, paths: Iterable[str], *found: Any, whole: bool = False) -> Any:
        self.asked |= {collection_of(path) for path in paths}
        read = {document.path for document in found if document is not None}
        self.read |= read
        self.whole |= read if whole else set()
        return found


def collection_of(path: str) -> str:
    """`users/ada/notices/1` is of `users/notices`."""
    return "/".join(path.split("/")[::2])


KINDS: Mapping[str, Any] = {
    "prizeRecords": PrizeRecord,
    "awards": Award,
    "payments": Payment,
    "purchases": Purchase,
    "corrections": Correction,
    "cancellations": Cancellation,
    "refundRequests": RefundRequest,
    "prizePools": Pool,
    "poolFundings": Funding,
    "poolReturns": PoolReturn,
    "poolContests": Contest,
    "ownMoney": OwnMoney,
    "approvals": Approval,
    "stripeAccounts": AccountOwner,
    "stripeEvents": StoredEvent,
    "journal": Entry,
    "differences": Difference,
    **{role.collection: ConnectedAccount for role in Role},
}
"""By collection: what its documents are."""


def is_unreadable(document: Document, before: Document) -> bool:
    """Whether a document is not what its collection holds."""
    kind = KINDS.get(collection_of(document.path))
    return kind is not None and bool(partition(kind, [document])[1])


def is_edited(document: Document, before: Document) -> bool:
    """Our own hashes cover these documents, so any change of them shows."""
    return document.fields != before.fields


def is_of_nobody(document: Document, before: Document) -> bool:
    """Whether an audit row does not say which record it is about, or in which place it stands."""
    number = document.fields.get("number")
    return not is_document_path(document.fields.get("subject")) or not isinstance(number, int)


def promises_oddly(document: Document, before: Document) -> bool:
    """Whether a completed challenge may promise prizes and does not say which, or until when."""
    challenge = Challenge.of(document)
    completed = challenge.status.value_or(ChallengeStatus.DRAFT) is ChallengeStatus.COMPLETED
    promises = challenge.promise.misfit is not None or challenge.promise.value.pool > 0
    odd = challenge.promise.misfit is not None or challenge.ends_at.value_or(None) is None
    return completed and promises and odd


MustBeNamed = Callable[[Document, Document], bool]
HINT = "a hint or a cursor: what cannot be read counts as lost, and costs a longer run"
SHOWN = "what people wrote about themselves is shown, cut and cleaned, and decides nothing"
COUNTED = "it is only counted, or only its existence is asked for"
SUSPICION = "it can only raise a suspicion, and the backend alone writes it"
UNDECIDED = "a decision that cannot be read is none, and the document that it is about is doubtful again"
ITS_OWN = "it stops or changes the work of its own story alone, whose record is named"


@dataclass(frozen=True)
class Loop:
    """*run* returns what it tells its caller.

    *named*: by collection, when a spoiled document of it that was read must be named; a text says why none
    has to be. Together they are all collections that the loop reads.
    """

    run: Callable[[Ports], object]
    named: Mapping[str, MustBeNamed | str]
    begun: Callable[[], World] = stories.begun


def _of_both(act: Callable[[str], object]) -> list[object]:
    return [act(story) for story in (stories.BAD, stories.GOOD)]


RECORDS = dict.fromkeys(
    ("prizeRecords", "awards", "payments", "stripeConnect", "winnerStripeConnect", "stripeAccounts"),
    is_unreadable,
)
_SALES = {
    "corrections": is_unreadable,
    "personHolds": ITS_OWN,
    "erasures": COUNTED,
    "users": SHOWN,
    "user-challenge": ITS_OWN,
}
_RECONCILE = {
    **RECORDS, **_SALES, "journal": is_unreadable, "differences": is_unreadable, "purchases": ITS_OWN,
    "cancellations": ITS_OWN,
    "auditLog": is_of_nobody, "control": HINT,
}  # fmt: skip
LOOPS: Mapping[str, Loop] = {
    "sweep": Loop(
        lambda ports: sweep(ports=ports),
        {
            **RECORDS, **_SALES, "approvals": is_unreadable, "stripeEvents": is_unreadable,
            "awards/standings": ITS_OWN, "challenges": ITS_OWN, "journal": COUNTED, "control": HINT,
            "cancellations": is_unreadable, "refundRequests": is_unreadable, "poolFundings": is_unreadable,
            "prizePools": is_unreadable, "poolReturns": is_unreadable, "ownMoney": is_unreadable,
            "poolContests": is_unreadable, "paidCards": SUSPICION,
        },
    ),
    "reconcile": Loop(
        lambda ports: reconcile(ports=ports, full=True),
        {
            **_RECONCILE, "challenges": promises_oddly, "awards/standings": ITS_OWN, "prizePools": ITS_OWN,
            "poolFundings": ITS_OWN, "paidCards": SUSPICION,
        },
    ),
    "hourly reconcile": Loop(
        lambda ports: reconcile(ports=ports, full=False),
        {**_RECONCILE, "challenges": ITS_OWN, "prizePools": ITS_OWN},
    ),
    "nightly": Loop(
        lambda ports: run_nightly(ports=ports),
        {
            **dict.fromkeys(("prizeRecords", "awards", "payments", "corrections", "journal"), is_unreadable),
            **{role.collection: is_unreadable for role in Role},
            "cancellations": is_edited,
            **dict.fromkeys(("prizePools", "poolFundings", "poolReturns", "poolContests"), is_edited),
            "purchases": is_edited, "auditLog": is_edited, "auditHeads": is_edited,
            "auditHeads/pages": is_edited, "approvals": ITS_OWN, "alerts": COUNTED, "differences": COUNTED,
            "stripeEvents": COUNTED, "users": SHOWN, "control": HINT,
            "migrationDecisions": UNDECIDED,
        },
    ),
    "watch": Loop(
        lambda ports: watch(ports=ports),
        {
            "alerts": ITS_OWN, "alerts/episodes/subjects": COUNTED, "differences": is_unreadable,
            "payments": COUNTED, "prizeRecords": COUNTED, "stripeConnect": COUNTED,
            "winnerStripeConnect": COUNTED, "stripeEvents": COUNTED, "rateLimits": COUNTED, "control": HINT,
        },
    ),
    "catch-up": Loop(
        lambda ports: catch_up(ports=ports, every_account=True),
        {"control": HINT, "stripeAccounts": COUNTED, "stripeEvents": COUNTED},
    ),
    "fan-out": Loop(
        lambda ports: _of_both(lambda story: fan_out_prizes(f"{story}-won", None, ports=ports)),
        {"prizeRecords": is_unreadable, "prizePools": is_unreadable},
    ),
    "migration": Loop(
        lambda ports: [survey(ports=ports), *(take_step(one, "operator:test", ports=ports) for one in Kind)],
        {
            "payments": is_unreadable, "prizeRecords": is_unreadable, "stripeAccounts": is_unreadable,
            "stripeConnect": is_unreadable, "winnerStripeConnect": is_unreadable, "journal": COUNTED,
            "users": ITS_OWN, "control": HINT, "migrationImages": HINT, "migrationDecisions": UNDECIDED,
            "awards": COUNTED,
        },
        stories.of_before,
    ),
}  # fmt: skip

RUN_BY: Mapping[str, str] = {
    "backoffice/approvals/requests.py": "sweep",
    "backoffice/cancellations/carry_out.py": "sweep",
    "backoffice/checks/audit_heads.py": "nightly",
    "backoffice/checks/audit_trail.py": "nightly",
    "backoffice/checks/invariants/facts.py": "nightly",
    "backoffice/reconciliation/connected_books.py": "reconcile",
    "backoffice/reconciliation/edited_awards.py": "reconcile",
    "backoffice/reconciliation/edited_records.py": "reconcile",
    "backoffice/reconciliation/platform_books.py": "reconcile",
    "backoffice/migration/context.py": "migration",
    "backoffice/migration/steps.py": "migration",
    "backoffice/migration/survey.py": "migration",
    "backoffice/migration/undo.py": "a command",
    "backoffice/support/work.py": "a command",
    "backoffice/sweep/account_searches.py": "sweep",
    "backoffice/sweep/missed_awards.py": "sweep",
    "backoffice/sweep/open_challenges.py": "sweep",
    "backoffice/sweep/stale_accounts.py": "sweep",
    "backoffice/sweep/stale_projections.py": "sweep",
    "backoffice/sweep/sweep.py": "sweep",
    "backoffice/sweep/unheard_accounts.py": "sweep",
    "charges/paid_cards.py": "sweep",
    "inbox/catch_up.py": "catch-up",
    "inbox/replay.py": "sweep",
    "prizes/award_size.py": "sweep",
    "prizes/award_versions.py": "one challenge",
    "prizes/fan_out.py": "fan-out",
    "prizes/hold_cancelled.py": "one challenge",
    "prizes/release_stopped.py": "a command",
    "prizes/shared_details.py": "sweep",
    "prizes/wake.py": "sweep",
    "prizes/warn_unapproved.py": "real money",
    "prizes/wake_pools.py": "sweep",
    "prizes/warn_of_contests.py": "sweep",
    "backoffice/refund_requests/close.py": "sweep",
    "backoffice/support/tax_report.py": "a command",
    "notices/queue_notices.py": "sweep",
    "pools/cancel_funding.py": "one challenge",
    "pools/read_statement.py": "one challenge",
    "pools/refresh_fundings.py": "sweep",
    "sales/own_money.py": "a refund",
    "sales/refund_challenge.py": "one challenge",
    "sales/refresh_open_payments.py": "sweep",
    "sales/revoke.py": "one challenge",
    "sales/trainer_limits.py": "a purchase",
}
"""The modules that work on many documents, and the loop that runs each."""

OTHERWISE = frozenset({"one challenge", "a command", "a purchase", "a refund", "real money"})
"""Work on the documents of one challenge or person, or only where money is real: tested beside its module."""
