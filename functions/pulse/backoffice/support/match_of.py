"""Each kind of document that can be found, as staff read it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pulse.accounts import ConnectedAccount, PersonHold, Role
from pulse.backoffice.support.match import Kind, Link, Match
from pulse.backoffice.support.sentences import ACCOUNT, FUNDING, POOL_RETURN, REFUND, SALE
from pulse.batches import partition
from pulse.documents import Challenge, User
from pulse.inbox import EventStatus, StoredEvent
from pulse.ledger import Entry
from pulse.pools import Funding, Pool, PoolReturn
from pulse.ports import Document
from pulse.prizes import PrizeRecord, Reader
from pulse.sales import Correction, CorrectionKind, Payment

ON_HOLD = "on_hold"


def match_of(document: Document) -> Match:
    """The document as a match; one that cannot be read says so and shows nothing else."""
    collection = document.path.partition("/")[0]
    kind, shown = _READERS[collection]
    records, _ = partition(kind, [document])
    if not records:
        return Match(Kind.DAMAGED, document.path, "It cannot be read: docs/runbook/record.damaged.md")
    return shown(records[0])


def is_shown(document: Document) -> bool:
    """Not an index, and not a hold that has ended."""
    collection = document.path.partition("/")[0]
    ended = collection == "personHolds" and document.fields.get("held") is False
    return collection in _READERS and not ended


def _links(**ids: str | None) -> tuple[Link, ...]:
    return tuple(Link(kind, one) for kind, one in ids.items() if one)


def _people(*user_ids: str) -> tuple[Link, ...]:
    return tuple(Link(Kind.PERSON, one) for one in dict.fromkeys(user_ids))


def _person(user: User) -> Match:
    title = ", ".join(filter(None, [user.username, user.email])) or "without a name"
    return Match(Kind.PERSON, user.id, title, user_id=user.id)


def _hold(hold: PersonHold) -> Match:
    return Match(
        Kind.PERSON,
        hold.user_id,
        f"{hold.by} put them on hold on {hold.at:%Y-%m-%d}: {hold.reason}",
        user_id=hold.user_id,
        status=ON_HOLD,
        next_action="Two administrators end that by `release_person`.",
    )


def _account(account: ConnectedAccount) -> Match:
    is_winners = account.role is Role.WINNER
    refused = account.creation_refusal or account.requirements.disabled_reason
    due = ", ".join(account.requirements.currently_due)
    return Match(
        Kind.WINNER_ACCOUNT if is_winners else Kind.TRAINER_ACCOUNT,
        account.stripe_account_id or account.user_id,
        f"{'winner' if is_winners else 'trainer'}'s account at Stripe",
        user_id=account.user_id,
        status=account.state,
        reason=refused,
        next_action=f"Stripe asks the person for: {due}" if due else _account_sentence(account),
        links=_people(account.user_id),
    )


def _account_sentence(account: ConnectedAccount) -> str | None:
    """None for an account that Stripe has not made."""
    return ACCOUNT[account.state].operator if account.state else None


def _prize(record: PrizeRecord) -> Match:
    return Match(
        Kind.PRIZE,
        record.id,
        f"{record.challenge_title or record.challenge_id}, place {record.placement}",
        user_id=record.user_id,
        status=record.status,
        reason=record.reason,
        next_action=record.next_action_for(Reader.OPERATOR),
        amount=record.winner_amount,
        currency=record.currency,
        links=(
            *_people(record.user_id),
            *_links(challenge=record.challenge_id, transfer=record.stripe_transfer_id),
        ),
    )


def _payment(payment: Payment) -> Match:
    return Match(
        Kind.PAYMENT,
        payment.payment_id,
        payment.challenge_title or payment.challenge_id,
        user_id=payment.buyer_id,
        status=payment.status,
        reason=payment.dispute_reason,
        next_action=SALE[payment.status].operator,
        amount=payment.amount,
        currency=payment.currency,
        links=(
            *_people(payment.buyer_id, payment.owner_id),
            *_links(challenge=payment.challenge_id, transfer=payment.transfer_id, dispute=payment.dispute_id),
        ),
    )


def _funding(funding: Funding) -> Match:
    return Match(
        Kind.FUNDING,
        funding.funding_id,
        f"paid into the pool of {funding.challenge_title or funding.challenge_id}",
        user_id=funding.payer_id,
        status=funding.status,
        reason=", ".join(funding.held_for) if funding.is_held else None,
        next_action=FUNDING[funding.status].operator,
        amount=funding.amount,
        currency=funding.currency,
        links=(
            *_people(funding.payer_id),
            *_links(challenge=funding.challenge_id, payment=funding.payment_intent_id),
        ),
    )


def _challenge(challenge: Challenge) -> Match:
    owners, price, status = challenge.owner_ids.value_or(()), challenge.price.value_or(None), challenge.status
    return Match(
        Kind.CHALLENGE,
        challenge.id,
        challenge.title or "without a title",
        user_id=owners[0] if owners else None,
        status=None if status.misfit else status.value,
        amount=price.amount if price else None,
        currency=price.currency if price else None,
        links=_people(*owners),
    )


def _pool(pool: Pool) -> Match:
    return Match(
        Kind.POOL,
        pool.challenge_id,
        "prize pool",
        status=pool.phase,
        currency=pool.currency,
        links=(*_links(challenge=pool.challenge_id), *_people(*pool.payer_ids)),
    )


def _correction(correction: Correction) -> Match:
    return Match(
        Kind.CORRECTION,
        correction.correction_id,
        f"{correction.kind} of a sale",
        status=correction.status,
        reason=correction.refused_code,
        next_action=REFUND[correction.status].operator if correction.kind is CorrectionKind.REFUND else None,
        amount=correction.amount,
        currency=correction.currency,
        links=_links(payment=correction.payment_id, refund=correction.stripe_id),
    )


def _pool_return(made: PoolReturn) -> Match:
    return Match(
        Kind.POOL_RETURN,
        made.return_id,
        "paid back from a prize pool",
        user_id=made.payer_id,
        status=made.status,
        reason=made.refused_code,
        next_action=POOL_RETURN[made.status].operator,
        amount=made.amount,
        currency=made.currency,
        links=(*_people(made.payer_id), *_links(challenge=made.challenge_id, funding=made.funding_id)),
    )


_OF_EVENT: Mapping[EventStatus, str] = {
    EventStatus.RECEIVED: "It waits for its turn, or for its next try. The sweep queues it again.",
    EventStatus.DONE: "It was handled. Nothing is to be done.",
    EventStatus.IGNORED: "We use no event of its type. Nothing is to be done.",
    EventStatus.IGNORED_UNKNOWN: "It is about nothing of ours. Nothing is to be done.",
    EventStatus.FAILED: "Its tries are used up. Fix the cause, then replay it.",
}


def _event(event: StoredEvent) -> Match:
    return Match(
        Kind.EVENT,
        event.event_id,
        f"{event.type}, {event.created:%Y-%m-%d %H:%M} UTC",
        status=event.status,
        reason=event.error_class,
        next_action=_OF_EVENT[event.status],
        links=_links(about=event.object_id, account=event.account),
    )


def _entry(entry: Entry) -> Match:
    """The amount is what moved: its postings sum to zero."""
    currencies = sorted({posting.currency for posting in entry.postings})
    moved = sum(posting.amount for posting in entry.postings if posting.amount > 0)
    single = currencies[0] if len(currencies) == 1 else None
    return Match(
        Kind.ENTRY,
        entry.reference,
        f"{entry.kind} in the books, {entry.at:%Y-%m-%d %H:%M} UTC",
        status="booked",
        amount=moved if single else None,
        currency=single,
        links=_links(about=entry.subject.rpartition("/")[2]),
    )


_READERS: Mapping[str, tuple[type[Any], Callable[[Any], Match]]] = {
    "users": (User, _person),
    **{role.collection: (ConnectedAccount, _account) for role in Role},
    "prizeRecords": (PrizeRecord, _prize),
    "payments": (Payment, _payment),
    "poolFundings": (Funding, _funding),
    "challenges": (Challenge, _challenge),
    "prizePools": (Pool, _pool),
    "corrections": (Correction, _correction),
    "poolReturns": (PoolReturn, _pool_return),
    "journal": (Entry, _entry),
    "personHolds": (PersonHold, _hold),
    "stripeEvents": (StoredEvent, _event),
}
