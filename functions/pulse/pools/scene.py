"""A pool with its challenge and fundings as they are now, in the order that makes a commit on them safe.

The pool is read before its fundings. Whoever changes a funding's sums writes the pool, so a commit on the
pool's version is a commit on all that was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.alerts import causes
from pulse.batches import partition
from pulse.documents import Challenge, fetch
from pulse.pools.records import Funding, Pool, pool_path
from pulse.pools.refusals import PoolUnreadable
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Query


@dataclass(frozen=True, slots=True)
class Scene:
    challenge: Challenge | None
    document: Document | None
    """The pool as it is stored."""
    pool: Pool | None
    fundings: tuple[Funding, ...]
    documents: Mapping[str, Document]
    """The fundings as they are stored, by id."""
    ours: Mapping[str, Document]
    """Other documents that were asked for, by path."""

    def but(self, funding: Funding) -> tuple[Funding, ...]:
        """The fundings with *funding* as it will be."""
        others = tuple(one for one in self.fundings if one.funding_id != funding.funding_id)
        return (*others, funding)


def read_scene(challenge_id: str, *ours: str, ports: Ports) -> Scene:
    """Raises *PoolUnreadable* if the pool or one of its fundings cannot be read; operators are told."""
    where = pool_path(challenge_id)
    found = fetch(ports.store, where, *ours, challenge=challenge_id)
    document = found.ours.get(where)
    pools, damaged = partition(Pool, [document] if document else [])
    stored = ports.store.query(Query("poolFundings", where=[("challengeId", "==", challenge_id)]))
    fundings, others = partition(Funding, stored)
    refuse_damaged([*damaged, *others], ports=ports)
    return Scene(
        challenge=found.challenge,
        document=document,
        pool=pools[0] if pools else None,
        fundings=tuple(fundings),
        documents={one.id: one for one in stored},
        ours={name: one for name, one in found.ours.items() if name != where},
    )


def erasure_path(user_id: str) -> str:
    """`erasures/{uid}` exists from the beginning of an erasure on."""
    return path("erasures", user_id)


def refuse_damaged(damaged: Sequence[Document], *, ports: Ports) -> None:
    """Operators are told of each; raises *PoolUnreadable* if there is one."""
    for document in damaged:
        ports.alerts.raise_alert(
            causes.RECORD_DAMAGED.alert(
                "A record of a prize pool cannot be read. Nothing happens to the pool's money.",
                subject=document.path,
            )
        )
    if damaged:
        raise PoolUnreadable("this prize pool cannot be read; we have been told")
