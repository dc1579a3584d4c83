"""Work on many things in one run: where one failure stops none, how far a run came, when to stop."""

from pulse.batches.circuit_breaker import Patience
from pulse.batches.cursors import SWEEP_MARKS, due, in_turn, mark, next_page, set_mark, under_way
from pulse.batches.each import CONTAINED, Tally, chunks, each, every, word
from pulse.batches.partition import readable, told_apart

__all__ = [
    "CONTAINED",
    "Patience",
    "SWEEP_MARKS",
    "Tally",
    "chunks",
    "due",
    "each",
    "every",
    "in_turn",
    "mark",
    "next_page",
    "readable",
    "set_mark",
    "told_apart",
    "under_way",
    "word",
]
