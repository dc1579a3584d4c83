"""Work on many items in one run: one failure stops none of the others, and the next run continues."""

from pulse.batches.circuit_breaker import CircuitBreaker
from pulse.batches.cursors import (
    CURSORS_PATH,
    is_due,
    is_under_way,
    read_cursor,
    save_cursor,
    take_page,
    take_pages,
)
from pulse.batches.each import ITEM_ERRORS, BatchResult, Progress, each, log_failure
from pulse.batches.pages import chunks, read_all
from pulse.batches.unreadable import partition, skip_unreadable

__all__ = [
    "each", "BatchResult", "ITEM_ERRORS", "log_failure", "Progress", "CircuitBreaker",
    "read_cursor", "save_cursor", "is_due", "take_page", "take_pages", "is_under_way", "CURSORS_PATH",
    "read_all", "chunks", "partition", "skip_unreadable",
]  # fmt: skip
