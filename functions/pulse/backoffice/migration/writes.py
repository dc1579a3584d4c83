"""How each kind of document is adopted. Nothing is paid, nothing is deleted, nobody is woken or told."""

from __future__ import annotations

from collections.abc import Mapping

from pulse.accounts import AccountOwner, ConnectedAccount, owner_path
from pulse.backoffice.migration.accounts import AdoptedAccount
from pulse.backoffice.migration.adoption import Adoption
from pulse.backoffice.migration.findings import Finding, Kind
from pulse.backoffice.migration.judgement import Judgement
from pulse.backoffice.migration.payments import AdoptedPayment
from pulse.backoffice.migration.prizes import AdoptedPrize
from pulse.backoffice.migration.reasons import Verdict
from pulse.ledger import ADOPTED, HEAD, Change
from pulse.ports import Document, Ports
from pulse.ports.store import Create
from pulse.prizes import hold_path, manual_hold, read_known_reasons, reversal_entry, transfer_entry


def adopt(
    judged: Judgement[AdoptedAccount] | Judgement[AdoptedPayment] | Judgement[AdoptedPrize],
    document: Document,
    actor: str,
    *,
    ports: Ports,
) -> None:
    """One commit. Raises *Conflict* where the document has changed since it was judged."""
    change = Change(ADOPTED, actor, ports.clock.now())
    match judged.record:
        case AdoptedAccount() as account:
            _adopt_account(account, change, ports=ports)
        case AdoptedPayment() as sale:
            _adopt_payment(sale, document, change, ports=ports)
        case AdoptedPrize() as prize:
            _adopt_prize(prize, judged.finding, document, change, ports=ports)


def _adopt_account(adopted: AdoptedAccount, change: Change, *, ports: Ports) -> None:
    """With the way back from the account to the person, by which a webhook finds them."""
    account = adopted.account
    adoption = Adoption(account.path, Kind.ACCOUNTS, change, ports)
    if not _is_stored(account, adopted.document):
        adoption.put_record(adopted.document, account)
    owner = AccountOwner(user_id=account.user_id, role=account.role, api=account.api)
    adoption.put_beside(owner_path(str(account.stripe_account_id)), owner.fields())
    adoption.commit()


def _is_stored(account: ConnectedAccount, document: Document | None) -> bool:
    return document is not None and ConnectedAccount.of(document) == account


def _adopt_payment(adopted: AdoptedPayment, document: Document, change: Change, *, ports: Ports) -> None:
    """The sweep books what went back of it: it asks Stripe thoroughly, as the migration does not."""
    record = adopted.payment.but(updated_at=change.at)
    if adopted.taken_back:
        record = record.but(next_check_at=change.at)
    adoption = Adoption(document.path, Kind.PAYMENTS, change, ports)
    adoption.put_record(document, record)
    adoption.commit()


def _adopt_prize(
    adopted: AdoptedPrize, finding: Finding, document: Document, change: Change, *, ports: Ports
) -> None:
    head = document.fields.get(HEAD)
    number = head.get("number", 0) if isinstance(head, Mapping) else 0
    record = adopted.record.but(version=number + 1, updated_at=change.at)
    adoption = Adoption(document.path, Kind.PRIZES, change, ports)
    adoption.put_record(document, record)
    if finding.verdict is Verdict.HOLD:
        hold = manual_hold(record, finding.sentence, read_known_reasons(record.id, ports=ports))
        adoption.put_beside(hold_path(record.id), hold.fields)
    if adopted.transfer is not None:
        entries = transfer_entry(record, adopted.transfer, fee=record.platform_fee)
        if adopted.transfer.amount_reversed:
            reversals = ports.stripe.list_transfer_reversals(adopted.transfer.id)
            entries += [entry for one in reversals for entry in reversal_entry(record, one)]
        adoption.put_for_good(_missing(entries, ports=ports))
    adoption.commit()


def _missing(entries: list[Create], *, ports: Ports) -> list[Create]:
    present = ports.store.get_all([entry.path for entry in entries])
    return [entry for entry in entries if entry.path not in present]
