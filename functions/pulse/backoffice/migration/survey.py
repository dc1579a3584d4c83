"""The report: every document of the first system, with a verdict. Nothing is written for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pulse.accounts import AccountOwner, Role, account_path, find_account_owner
from pulse.backoffice.migration.accounts import AdoptedAccount, judge_profile, judge_record
from pulse.backoffice.migration.context import Context, read_context
from pulse.backoffice.migration.findings import Finding, Kind, Sum, sums_of
from pulse.backoffice.migration.judgement import Doubt, Judgement, finding_of
from pulse.backoffice.migration.owners import Owners, owners_of
from pulse.backoffice.migration.payments import AdoptedPayment, judge_payment
from pulse.backoffice.migration.prizes import AdoptedPrize, judge_prize
from pulse.backoffice.migration.questions import ask_account, ask_charge, ask_intent, ask_transfer
from pulse.backoffice.migration.reasons import Verdict, Why
from pulse.batches import ITEM_ERRORS, CircuitBreaker, Progress, log_failure, read_all
from pulse.documents import PROFILES
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Account, Charge, PaymentIntent, Transfer

Judged = Judgement[AdoptedAccount] | Judgement[AdoptedPayment] | Judgement[AdoptedPrize]
PLACES: dict[Kind, tuple[Query, ...]] = {
    Kind.ACCOUNTS: (
        *(Query(role.collection) for role in Role),
        PROFILES,
    ),
    Kind.PAYMENTS: (Query("payments"),),
    Kind.PRIZES: (Query("prizeRecords"),),
}
"""Where the documents of each kind are, in the order in which a step takes them."""
_UNASKED = {Verdict.NOTHING, Verdict.OURS, Verdict.LEFT}
"""For these Stripe is not asked, so they say nothing about whether it answers."""


@dataclass(frozen=True, slots=True)
class Survey:
    findings: tuple[Finding, ...]
    owners: tuple[Owners, ...] = ()
    """Of the accounts that were there at the time that was asked for."""

    @property
    def doubtful(self) -> list[Finding]:
        return [one for one in self.findings if one.verdict is Verdict.DOUBT]

    @property
    def held(self) -> list[Finding]:
        return [one for one in self.findings if one.verdict is Verdict.HOLD]

    @property
    def sums(self) -> tuple[Sum, ...]:
        return sums_of(self.findings)


@dataclass
class Judge:
    """Judges documents by what is known of all of them together. Stripe is asked once about each account."""

    context: Context
    ports: Ports
    _accounts: dict[str, Account | None] = field(default_factory=dict)

    def judge(self, document: Document) -> list[Judged]:
        """One judgement; of a person, one for each role in which their profile says something."""
        collection = document.path.partition("/")[0]
        if collection == "payments":
            return [judge_payment(document, self.context, self)]
        if collection == "prizeRecords":
            return [judge_prize(document, self.context, self.transfer)]
        if collection == "users":
            return list(self._judge_profiles(document))
        role = next(one for one in Role if one.collection == collection)
        return [judge_record(document, role, self.context, self)]

    def _judge_profiles(self, document: Document) -> Iterator[Judged]:
        roles = [role for role in Role if document.fields.get(role.value) not in (None, "")]
        if not roles:
            nothing: Judgement[AdoptedAccount]
            nothing = Judgement(finding_of(Kind.ACCOUNTS, document, Verdict.NOTHING))
            yield nothing
        for role in roles:
            record = self.ports.store.get(account_path(role, document.id))
            yield judge_profile(document, role, record, self.context, self)

    def account(self, account_id: str) -> Account | None:
        if account_id not in self._accounts:
            self._accounts[account_id] = ask_account(account_id, ports=self.ports)
        return self._accounts[account_id]

    def intent(self, payment_intent_id: str) -> PaymentIntent | None:
        return ask_intent(payment_intent_id, ports=self.ports)

    def charge(self, charge_id: str) -> Charge | None:
        return ask_charge(charge_id, ports=self.ports)

    def transfer(self, transfer_id: str) -> Transfer | None:
        return ask_transfer(transfer_id, ports=self.ports)

    def owner(self, account_id: str) -> AccountOwner | None:
        return find_account_owner(account_id, ports=self.ports)

    def now(self) -> datetime:
        return self.ports.clock.now()


def survey(*, ports: Ports, progress: Progress | None = None, owners_at: datetime | None = None) -> Survey:
    """Judge every document. A document that cannot be judged is doubtful, and the others are judged.

    *owners_at*: also say whose the accounts are that were there at this time; each costs one more question.
    Raises *OutcomeUnknown* when Firestore or Stripe is away: then nothing is said of any document.
    """
    judge = Judge(read_context(ports=ports), ports)
    breaker = CircuitBreaker()
    findings: list[Finding] = []
    for kind, places in PLACES.items():
        for document in _documents(places, ports=ports):
            findings += _findings(document, kind, judge.judge, breaker)
            if progress is not None:
                progress(kind.value, len(findings), len(findings))
    owners = () if owners_at is None else owners_of(judge.context, owners_at, judge.account)
    return Survey(tuple(findings), owners)


def _documents(places: tuple[Query, ...], *, ports: Ports) -> Iterator[Document]:
    for query in places:
        yield from read_all(ports.store, query)


def _findings(
    document: Document, kind: Kind, judge: Callable[[Document], list[Judged]], breaker: CircuitBreaker
) -> list[Finding]:
    try:
        found = [one.finding for one in judge(document)]
    except ITEM_ERRORS as error:
        if breaker.trips_on(error):
            raise
        doubt = Doubt(Why.UNANSWERED, log_failure(error))
        return [finding_of(kind, document, Verdict.DOUBT, doubt)]
    if any(one.verdict not in _UNASKED for one in found):
        breaker.record_answer()
    return found
