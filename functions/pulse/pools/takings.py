"""How much of a refund or a dispute is taken from the pool, and how much from the processing. Pure.

The pool part of what is taken is the smaller of it and what is left of the funding's pool part. Each part is
decided once, when the refund or dispute is first seen, and stays: later ones get what is left then.
"""

from __future__ import annotations

from collections.abc import Sequence

from pulse.pools.records import Taking
from pulse.pools.states import TakingKind


def with_taking(
    takings: Sequence[Taking], *, base: int, reference: str, kind: TakingKind, taken: int
) -> tuple[Taking, ...]:
    """The *takings* of a funding with the pool part *base*, once *reference* has taken *taken* in all.

    A failed refund and a dispute that was won have taken 0: they give back exactly what was the pool's. The
    parts of the others do not change.
    """
    others = sum(one.pool_amount for one in takings if one.reference != reference)
    changed = Taking(
        reference=reference, kind=kind, amount=taken, pool_amount=max(0, min(taken, base - others))
    )
    if any(one.reference == reference for one in takings):
        return tuple(changed if one.reference == reference else one for one in takings)
    return (*takings, changed)


def pool_part_of(takings: Sequence[Taking], reference: str) -> int:
    """What the refund or dispute *reference* has taken from the pool by now."""
    return sum(one.pool_amount for one in takings if one.reference == reference)
