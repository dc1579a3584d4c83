"""What winners share with owners and payers of a challenge, and what became of their own purchases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pulse.accounts import Role, account_path, compares_fingerprints
from pulse.batches import chunks, read_all
from pulse.charges import find_cards
from pulse.ports import Document, Ports
from pulse.ports.paths import is_id
from pulse.ports.store import IN_MAX, Query

_TAKEN_BACK = frozenset({"partially_refunded", "refunded", "disputed", "lost"})
_FINGERPRINTS = "bankFingerprints"


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners of a challenge, the trainers whose rounds they have bought, and their bank accounts."""

    ids: frozenset[str]
    sellers: frozenset[str] = frozenset()
    banks: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    """Fingerprints of the cards by which they paid for rounds."""


@dataclass(frozen=True, slots=True)
class Payer:
    cards: frozenset[str]
    """Fingerprints of the cards by which they paid into the pool."""
    banks: frozenset[str]

    @property
    def details(self) -> frozenset[str]:
        """A winner may be paid to the debit card by which somebody paid in."""
        return self.cards | self.banks


@dataclass(frozen=True, slots=True)
class Shared:
    """The winners of whom it is true, by user id."""

    bank_with_owner: frozenset[str] = field(default_factory=frozenset)
    bank_with_payer: frozenset[str] = field(default_factory=frozenset)
    purchase_taken_back: frozenset[str] = field(default_factory=frozenset)
    card_with_payer: frozenset[str] = field(default_factory=frozenset)


def describe_owners(ids: frozenset[str], *, ports: Ports) -> Owners:
    bought = _fetch_payments(ids, ["ownerId"], ports=ports)
    return Owners(
        ids,
        sellers=frozenset(_texts(bought, "ownerId")),
        banks=frozenset().union(*_fetch_banks(ids, ports=ports).values()),
        cards=frozenset(card for _, card in find_cards(ids, ports.store)),
    )


def compare_with_owners(
    winners: Collection[str], challenge_id: str, owners: Owners, *, ports: Ports
) -> Shared:
    bought = _fetch_payments(winners, ["buyerId", "challengeId", "status"], ports=ports)
    taken_back = [
        one
        for one in bought
        if one.fields.get("challengeId") == challenge_id and one.fields.get("status") in _TAKEN_BACK
    ]
    payers = _fetch_payers(challenge_id, ports=ports)
    banks = _fetch_banks(winners, ports=ports) if owners.banks or owners.cards or payers else {}
    return Shared(
        bank_with_owner=frozenset(
            winner
            for winner, own in banks.items()
            if own & (owners.banks | owners.cards) and winner not in owners.ids
        ),
        bank_with_payer=frozenset(
            winner
            for winner, own in banks.items()
            if any(
                own & theirs.details and payer not in {winner, *owners.ids}
                for payer, theirs in payers.items()
            )
        ),
        purchase_taken_back=frozenset(_texts(taken_back, "buyerId")),
        card_with_payer=frozenset(
            winner
            for winner, card in find_cards(winners, ports.store)
            if (card in owners.cards and winner not in owners.ids)
            or any(card in theirs.cards and winner != payer for payer, theirs in payers.items())
        ),
    )


def _fetch_payers(challenge_id: str, *, ports: Ports) -> Mapping[str, Payer]:
    """Who paid into the pool, by user id, where such details are compared."""
    if not compares_fingerprints(ports):
        return {}
    cards: dict[str, set[str]] = defaultdict(set)
    names = ["payerId", "cardFingerprint"]
    query = Query("poolFundings", where=[("challengeId", "==", challenge_id)], fields=names)
    for document in read_all(ports.store, query):
        payer, card = (document.fields.get(name) for name in names)
        if isinstance(payer, str) and is_id(payer):
            cards[payer].update([card] if isinstance(card, str) else ())
    banks = _fetch_banks(cards, ports=ports)
    return {payer: Payer(frozenset(theirs), banks.get(payer, frozenset())) for payer, theirs in cards.items()}


def _fetch_payments(buyers: Collection[str], fields: Sequence[str], *, ports: Ports) -> Iterable[Document]:
    for some in chunks(sorted(buyers), IN_MAX):
        query = Query("payments", where=[("buyerId", "in", list(some))], fields=fields)
        yield from read_all(ports.store, query)


def _fetch_banks(people: Collection[str], *, ports: Ports) -> Mapping[str, frozenset[str]]:
    """By user id: the fingerprints of the bank accounts and cards in both roles."""
    paths = {account_path(role, one): one for one in people for role in Role}
    masks = {role.collection: (_FINGERPRINTS,) for role in Role}
    found: dict[str, frozenset[str]] = {}
    for where, document in ports.store.get_all(sorted(paths), masks).items():
        person = paths[where]
        stored = document.fields.get(_FINGERPRINTS)
        # A damaged account is not paid anyway; it must not keep the other winners from their prizes.
        own = (one for one in stored if isinstance(one, str)) if isinstance(stored, list | tuple) else ()
        found[person] = found.get(person, frozenset()) | frozenset(own)
    return found


def _texts(documents: Iterable[Document], name: str) -> list[str]:
    values = (document.fields.get(name) for document in documents)
    return [value for value in values if isinstance(value, str)]
