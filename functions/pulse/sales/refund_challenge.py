"""Everything that was paid for a challenge goes back: each sale once, however often this is repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pulse import log
from pulse.alerts import notify_missing_rights
from pulse.batches import BatchResult, TimeLimit, each, partition, read_all, read_pages
from pulse.documents import fetch
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.sales import rules
from pulse.sales.first_paid import erasure_path
from pulse.sales.records import Correction, Payment, correction_path, payment_path, refund_id
from pulse.sales.refund_notices import CHALLENGE_CANCELLED, refund_notice_path, whole_refund_notice
from pulse.sales.refund_payment import RefundPayment, refund_payment
from pulse.sales.refundable import UNREFUNDED
from pulse.sales.refusals import NotRefundable, PaymentNotAdopted, RefundFailed, RefundRefused
from pulse.sales.states import CorrectionStatus, PaymentStatus, RefundReason

_AT_THE_BANK = (PaymentStatus.DISPUTED, PaymentStatus.LOST)
_PAGE, _PAGES_MAX = 100, 1_000


@dataclass(frozen=True, slots=True)
class _Page:
    """Sales that are paid and not refunded in full."""

    due: list[Payment]
    """Those whose refund was not decided."""
    damaged: list[Document]


@dataclass(frozen=True, slots=True)
class RefundChallenge:
    """*request* names the refund of each sale: repeated, it is the same refund."""

    challenge_id: str
    actor: str
    request: str


def refund_challenge(
    command: RefundChallenge, *, limit: TimeLimit | None = None, ports: Ports
) -> BatchResult:
    """Refund what is not refunded yet, and tell the buyers. What fails is a problem; the next call goes on.

    A sale that Stripe does not refund is left (`find_unrefunded`): asking again would change nothing.
    Raises *OutcomeUnknown* when Stripe or Firestore is silent.
    """
    refund = partial(_refund, command, ports=ports)
    result = BatchResult()
    for page in _pages(command, ports=ports):
        damaged = tuple(f"{one.path}: record_damaged" for one in page.damaged)
        result += BatchResult(0, damaged)
        result += each(page.due, refund, lambda one: payment_path(one.payment_id), limit=limit)
        if result.out_of_time:
            break
    notify_missing_rights(result.missing_rights, ports=ports)
    return result


def is_refunded(command: RefundChallenge, *, ports: Ports) -> bool:
    """Whether nothing of the challenge can be paid any more, and each refund was decided."""
    statuses = [status.value for status in rules.OPEN]
    may_be_paid = Query(
        "payments",
        where=[("challengeId", "==", command.challenge_id), ("status", "in", statuses)],
        limit=1,
        fields=NO_FIELDS,
    )
    if ports.store.query(may_be_paid):
        return False
    return not any(page.due or page.damaged for page in _pages(command, ports=ports))


def find_unrefunded(challenge_id: str, *, ports: Ports) -> list[str]:
    """The payments that did not go back: the bank decides about them, or Stripe does not refund them."""
    statuses = [status.value for status in (*UNREFUNDED, *_AT_THE_BANK)]
    query = Query(
        "payments", where=[("challengeId", "==", challenge_id), ("status", "in", statuses)], fields=NO_FIELDS
    )
    return [document.id for document in read_all(ports.store, query)]


def tell_refunded(command: RefundChallenge, *, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """Tell the buyers whose refund was made and who were not told: a call ended between the two.

    For once everything is refunded (`is_refunded`); how many were told.
    """
    result = BatchResult()
    for page in read_pages(ports.store, _refunded(command), _PAGE, pages_max=_PAGES_MAX):
        payments, _ = partition(Payment, page)
        found = ports.store.get_all([_notice_path(one) for one in payments]) if payments else {}
        untold = [one for one in payments if _notice_path(one) not in found]
        tell = partial(_tell_untold, command, ports=ports)
        result += each(untold, tell, lambda one: payment_path(one.payment_id), limit=limit)
        if result.out_of_time:
            break
    return result


def _refunded(command: RefundChallenge) -> Query:
    status = PaymentStatus.REFUNDED.value
    return Query("payments", where=[("challengeId", "==", command.challenge_id), ("status", "==", status)])


def _refund(command: RefundChallenge, payment: Payment, *, ports: Ports) -> int:
    """The notice follows the refund, since it says that the money comes; `tell_refunded` makes up for one
    that was missed.
    """
    refund = RefundPayment(
        payment_id=payment.payment_id,
        actor=command.actor,
        reason=RefundReason.REQUESTED_BY_CUSTOMER,
        request_id=command.request,
    )
    try:
        refunded = refund_payment(refund, ports=ports)
    except (RefundRefused, RefundFailed, NotRefundable, PaymentNotAdopted) as refused:
        log.write("sale.not_refunded", severity="WARNING", payment=payment.payment_id, code=refused.code)
        return 0
    _tell(payment, refunded.amount, ports=ports)
    return 1


def _tell_untold(command: RefundChallenge, payment: Payment, *, ports: Ports) -> int:
    """Nothing for a sale that was refunded by another request before."""
    document = ports.store.get(correction_path(refund_id(payment.payment_id, command.request)))
    if document is None or (refund := Correction.of(document)).status is not CorrectionStatus.DONE:
        return 0
    return _tell(payment, refund.amount, ports=ports)


def _tell(payment: Payment, amount: int, *, ports: Ports) -> int:
    erasure = erasure_path(payment.buyer_id)
    if erasure in fetch(ports.store, erasure).ours:
        return 0
    now = ports.clock.now()
    ports.store.commit([whole_refund_notice(payment, amount, CHALLENGE_CANCELLED, ports.settings, now)])
    return 1


def _notice_path(payment: Payment) -> str:
    return refund_notice_path(payment, CHALLENGE_CANCELLED)


def _pages(command: RefundChallenge, *, ports: Ports) -> Iterator[_Page]:
    statuses = [status.value for status in UNREFUNDED]
    paid = Query("payments", where=[("challengeId", "==", command.challenge_id), ("status", "in", statuses)])
    for page in read_pages(ports.store, paid, _PAGE, pages_max=_PAGES_MAX):
        payments, damaged = partition(Payment, page)
        corrections = {correction_path(refund_id(one.payment_id, command.request)): one for one in payments}
        found = ports.store.get_all(sorted(corrections)) if corrections else {}
        due = [one for where, one in corrections.items() if not _is_decided(found.get(where))]
        yield _Page(due, damaged)


def _is_decided(document: Document | None) -> bool:
    """Whether the refund of this request was made or refused; one that failed at the bank was made."""
    return document is not None and Correction.of(document).status is not CorrectionStatus.OPEN
