"""How much of a refund or a dispute is taken from the pool, and how much from the processing. Pure.

The pool part of what is taken is the smaller of it and what is left of the funding's pool part. Each part is
decided once, when the refund or dispute is first seen, and stays: later ones get what is left then.
"""

from __future__ import annotations

from collections.abc import Sequence

from pulse.pools.records import Taking
from pulse.pools.states import TakingKind


def with_taking(
    takings: Sequence[Taking],
    *,
    base: int,
    reference: str,
    kind: TakingKind,
    taken: int,
    undone: bool = False,
) -> tuple[Taking, ...]:
    """The *takings* of a funding with the pool part *base*, once *reference* has taken *taken* in all.

    A refund that is *undone* keeps its part, which no longer counts. The parts of the others do not change,
    nor does that of *reference* while it takes the same.
    """
    known = next((one for one in takings if one.reference == reference), None)
    others = sum(one.pool_amount for one in takings if one.reference != reference and not one.undone)
    part = max(0, min(taken, base - others))
    if known is not None and known.amount == taken:
        part = known.pool_amount
    changed = Taking(reference=reference, kind=kind, amount=taken, pool_amount=part, undone=undone)
    if known is not None:
        return tuple(changed if one is known else one for one in takings)
    return (*takings, changed)


def pool_part_of(takings: Sequence[Taking], reference: str) -> int:
    """The part of the refund or dispute *reference* that was the pool's."""
    return sum(one.pool_amount for one in takings if one.reference == reference)
