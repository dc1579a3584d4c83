"""Ways of getting the edge wrong, by name: what documents say, what Stripe refuses, and what we hand out.

Each belongs to one kind of mistake with bad input. They need the hostile, who play in no calm world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pulse.backoffice.sweep.sweep import STEPS, SweepStep
from pulse.batches import BatchResult
from pulse.documents import read_ended
from pulse.documents.misfit import DocumentMisfit
from pulse.documents.participants import participant
from pulse.errors import InvalidRequest, StripeNotPermitted, StripeRefused
from pulse.money import share
from pulse.ports import Alert, Document, Ports
from pulse.ports.store import Create, Masks, Query, Update, Write
from pulse.prizes import AwardPrizes, Reason, award_prizes
from pulse.prizes.pay_prize import PayPrize, Worker
from pulse.prizes.protocol import PROTOCOL, Verdict
from tests.simulation.faults import HOSTILE, NEW_ACCOUNTS, REVERSAL
from tests.simulation.mutant import Misreading, Mutant, Passing
from tests.simulation.world import Design

NAMED = frozenset({"unnamed"})


def _of(document: Document, collection: str) -> bool:
    return document.path.startswith(f"{collection}/")


def _with(document: Document, **fields: Any) -> Document:
    return Document(document.path, {**document.fields, **fields}, document.version)


class _UnreadableIsNothing(Misreading):
    """Dropped instead of said: prize money that cannot be read counts as none."""

    def read(self, document: Document) -> Document | None:
        money = document.fields.get("prizeMoney")
        if not _of(document, "challenges") or not isinstance(money, dict):
            return document
        fits = money.get("isEnabled") is True and type(money.get("totalAmount")) is int
        return document if fits else _with(document, prizeMoney=None)


class _UnreadableIsLeftOut(Misreading):
    """Dropped instead of said: an entry that cannot be read takes no part."""

    def read(self, document: Document) -> Document | None:
        if not _of(document, "user-challenge"):
            return document
        try:
            return document if participant(document) else None
        except DocumentMisfit:
            return None


def _award_in_one_loop(ports: Ports, _: Any) -> BatchResult:
    """One stops all: the first award that fails ends the loop."""
    for challenge in sorted(read_ended(None, ports.store, every_form=True), key=lambda one: one.id):
        award = ports.store.get(f"awards/{challenge.id}")
        if award is None or award.fields["status"] != "recorded":
            award_prizes(AwardPrizes(challenge.id, "mutant"), ports=ports)
    return BatchResult()


def _sweep_with(name: str, run: Callable[[Ports, Any], BatchResult]) -> Design:
    return Design(sweep_steps=[SweepStep(name, run) if step.name == name else step for step in STEPS])


class _JoinedWithoutHash(Passing):
    """Joined keys: two prizes whose joined ids are equal have one record."""

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        return self._inner.get_all([path for path in paths if "~" not in path], masks)

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        return self._inner.commit([replace(write, path=_unhashed(write.path)) for write in writes])


def _unhashed(path: str) -> str:
    return path.partition("~")[0] if path.startswith("prizeRecords/") else path


def _gone_is_unknown(error: StripeRefused) -> Verdict:
    """Stripe no longer knows it: a lost account stops the prize until a person looks at it."""
    if error.stripe_code in {"account_invalid", "resource_missing"}:
        return Verdict(False, Reason.NEEDS_REVIEW)
    return PROTOCOL.classify(error)


def _pay_where_gone_is_unknown(command: PayPrize, ports: Ports) -> Any:
    return Worker(command, ports, replace(PROTOCOL, classify=_gone_is_unknown)).run()


class _PartTakenForAll(Passing):
    """Some taken for all: a transfer of which a part came back counts as reversed."""

    def retrieve_transfer(self, transfer_id: str) -> Any:
        return self._whole(self._inner.retrieve_transfer(transfer_id))

    def list_transfers(self, *given: Any, **options: Any) -> list[Any]:
        return [self._whole(transfer) for transfer in self._inner.list_transfers(*given, **options)]

    @staticmethod
    def _whole(transfer: Any) -> Any:
        if not transfer.amount_reversed:
            return transfer
        return transfer.model_copy(update={"amount_reversed": transfer.amount, "reversed": True})


class _NeverCancels(Passing):
    """A right that nothing takes back: an intent is called canceled and stays open at Stripe."""

    def cancel_payment_intent(self, payment_intent_id: str) -> Any:
        return self._inner.retrieve_payment_intent(payment_intent_id)


class _OddNamesStop(Misreading):
    """Strict where it is harmless: a prize waits until its winner has a proper name."""

    def read(self, document: Document) -> Document | None:
        name = document.fields.get("username", "")
        if _of(document, "users") and not (isinstance(name, str) and len(name) <= 200):
            raise InvalidRequest("username is a text of at most 200 characters")
        return document


class _TextIsANumber(Misreading):
    """Loose where it costs: what looks like an amount or a flag is one."""

    def read(self, document: Document) -> Document | None:
        money = document.fields.get("prizeMoney")
        if not _of(document, "challenges") or not isinstance(money, dict):
            return document
        amount = money.get("totalAmount")
        meant = int(float(amount)) if isinstance(amount, str | float) and _is_number(amount) else amount
        return _with(
            document, prizeMoney={**money, "isEnabled": bool(money["isEnabled"]), "totalAmount": meant}
        )


def _is_number(text: Any) -> bool:
    return str(text).replace(".", "").isdigit()


class _KeyForMatter(Passing):
    """A refusal of our key taken for a refusal of the transfer."""

    def create_transfer(self, *given: Any, **options: Any) -> Any:
        with _refused():
            return self._inner.create_transfer(*given, **options)


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except StripeNotPermitted as error:
        raise StripeRefused("refused", http_status=403, request_id=error.request_id) from error


class _WithoutSubject(Passing):
    """Words for the wrong reader: an alert that does not say which document it is about."""

    def raise_alert(self, alert: Alert) -> None:
        self._inner.raise_alert(replace(alert, subject=None))


class _WordsStay(Passing):
    """Words that are false by the time they are read: what a prize waited for is not taken off it."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        return self._inner.commit([self._kept(write) for write in writes])

    @staticmethod
    def _kept(write: Write) -> Write:
        settles = isinstance(write, Update) and write.fields.get("nextAction", "") is None
        if not settles or not write.path.startswith("prizeRecords/"):
            return write
        kept = {name: value for name, value in write.fields.items() if name not in {"reason", "nextAction"}}
        return Update(write.path, kept, write.version)


class _FeeWithoutStep(Passing):
    """Rules applied to the price alone: the fee of a prize is to the minor unit, whatever Stripe takes."""

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        return self._inner.commit([self._to_the_unit(write) for write in writes])

    @staticmethod
    def _to_the_unit(write: Write) -> Write:
        if not isinstance(write, Create) or not write.path.startswith("prizeRecords/"):
            return write
        amount = write.fields["prizeAmount"]
        ours = share(amount, write.fields["feeBps"])
        return Create(write.path, {**write.fields, "platformFee": ours, "winnerAmount": amount - ours})


class _CancellationUnseen(Misreading):
    """A right that nothing takes back: what was awarded is paid, although the challenge is cancelled."""

    def read(self, document: Document) -> Document | None:
        cancelled = _of(document, "challenges") and document.fields.get("status") == "cancelled"
        return _with(document, status="completed") if cancelled else document


class _EditsUnseen(Passing):
    """Dropped instead of said: records are not compared with their audit rows."""

    def query(self, query: Query) -> list[Document]:
        return [] if query.collection == "auditLog" else self._inner.query(query)


EDGE_MUTANTS: dict[str, Mutant] = {
    "unreadable prize money counts as none": Mutant(Design(store=_UnreadableIsNothing), HOSTILE, NAMED),
    "unreadable entry is left out": Mutant(Design(store=_UnreadableIsLeftOut), HOSTILE, NAMED),
    "edited record goes unseen": Mutant(Design(store=_EditsUnseen), HOSTILE, NAMED),
    "first bad award ends the loop": Mutant(_sweep_with("awards", _award_in_one_loop), HOSTILE),
    "joined ids without their hash": Mutant(Design(store=_JoinedWithoutHash), HOSTILE),
    "lost account classed as unknown": Mutant(Design(pay=_pay_where_gone_is_unknown), NEW_ACCOUNTS),
    "reversal in part taken for whole": Mutant(Design(stripe=_PartTakenForAll), REVERSAL),
    "open intent never canceled": Mutant(Design(stripe=_NeverCancels), HOSTILE),
    "cancelled challenge paid on": Mutant(Design(store=_CancellationUnseen), HOSTILE),
    "odd name stops its prize": Mutant(Design(store=_OddNamesStop), HOSTILE),
    "text read as a number": Mutant(Design(store=_TextIsANumber), HOSTILE),
    "missing right taken for a refusal": Mutant(Design(stripe=_KeyForMatter), HOSTILE),
    "fee off the currency's step": Mutant(Design(store=_FeeWithoutStep), HOSTILE),
    "reason stays after it is over": Mutant(
        Design(store=_WordsStay), HOSTILE, frozenset({"words"}), calm=True
    ),
    "alert without its subject": Mutant(Design(alerts=_WithoutSubject), HOSTILE, NAMED),
}
