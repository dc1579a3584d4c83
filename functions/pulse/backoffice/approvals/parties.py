"""Who is a party to an act: the people who get its money or bear it. A party neither asks for it nor decides.

All owners of a challenge are parties to its prizes and its sales, also where only the first of them is paid.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulse.backoffice.approvals.refusals import PartyToIt
from pulse.documents import fetch
from pulse.ledger import existing
from pulse.pools import Funding, Pool, pool_path, read_pool
from pulse.ports import Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes import PrizeRecord, prize_path
from pulse.sales import Payment


def prize_parties(record: PrizeRecord, *, ports: Ports) -> tuple[str, ...]:
    """The winner, and the owners of the challenge."""
    return tuple(sorted({record.user_id, *_read_owners(record.challenge_id, ports=ports)}))


def payment_parties(payment: Payment, *, ports: Ports) -> tuple[str, ...]:
    """The buyer, the trainer who was paid, and the owners of the challenge now."""
    owners = _read_owners(payment.challenge_id, ports=ports)
    return tuple(sorted({payment.buyer_id, payment.owner_id, *owners}))


def challenge_parties(challenge_id: str, actor: str, *, ports: Ports) -> tuple[str, ...]:
    """The owners, and *actor* if they bought a round of it or take part: buyers may be thousands."""
    owners = _read_owners(challenge_id, ports=ports)
    return tuple(sorted({*owners, *([actor] if _is_in(challenge_id, actor, ports=ports) else [])}))


def funding_parties(funding: Funding, actor: str, *, ports: Ports) -> tuple[str, ...]:
    """The payer, the owners, and *actor* if they bought or take part."""
    others = challenge_parties(funding.challenge_id, actor, ports=ports)
    return tuple(sorted({funding.payer_id, *others}))


def pool_parties(pool: Pool, actor: str, *, ports: Ports) -> tuple[str, ...]:
    """Who paid in, the owners, and *actor* if they bought or take part."""
    others = challenge_parties(pool.challenge_id, actor, ports=ports)
    return tuple(sorted({*pool.payer_ids, *others}))


def unclaimed_parties(record: PrizeRecord, actor: str, *, ports: Ports) -> tuple[str, ...]:
    """The winner, and all parties to the pool: its money may go to any of them."""
    pool = read_pool(record.challenge_id, ports=ports)
    return tuple(sorted({record.user_id, *pool_parties(pool, actor, ports=ports)}))


def sponsoring_parties(challenge_id: str, actor: str, *, ports: Ports) -> tuple[str, ...]:
    """As for its pool, which need not exist yet: then the challenge's."""
    document = ports.store.get(pool_path(challenge_id))
    if document is None:
        return challenge_parties(challenge_id, actor, ports=ports)
    return pool_parties(Pool.of(document), actor, ports=ports)


def _is_in(challenge_id: str, user_id: str, *, ports: Ports) -> bool:
    person = {"payments": "buyerId", "user-challenge": "userId"}
    queries = (
        Query(
            collection,
            where=[("challengeId", "==", challenge_id), (field, "==", user_id)],
            limit=1,
            fields=NO_FIELDS,
        )
        for collection, field in person.items()
    )
    return any(ports.store.query(query) for query in queries)


def refuse_party(actor: str, parties: Iterable[str]) -> None:
    """Raises *PartyToIt* when *actor* is one of *parties*."""
    if actor in parties:
        raise PartyToIt("you are a party to this; another administrator has to decide")


def refuse_prize_party(prize_record_id: str, actor: str, *, ports: Ports) -> None:
    """Raises *PartyToIt* for the winner and the challenge's owners, and *NotFound*."""
    found = ports.store.get(prize_path(prize_record_id))
    record = PrizeRecord.of(existing(found, "prize record", code="prize_record_not_found"))
    refuse_party(actor, prize_parties(record, ports=ports))


def _read_owners(challenge_id: str, *, ports: Ports) -> frozenset[str]:
    """None for a challenge that is gone. Raises *DocumentMisfit* where it cannot be read who is a party."""
    challenge = fetch(ports.store, challenge=challenge_id).challenge
    return frozenset(challenge.owner_ids.value) if challenge else frozenset()
