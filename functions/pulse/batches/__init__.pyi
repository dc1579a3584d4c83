from pulse.batches.circuit_breaker import UNANSWERED_IN_A_ROW_MAX, CircuitBreaker
from pulse.batches.cursors import (
    CURSORS_PATH,
    continue_after,
    give_back,
    is_due,
    is_under_way,
    read_cursor,
    read_moment,
    save_cursor,
    take,
    take_page,
    take_pages,
)
from pulse.batches.each import ITEM_ERRORS, BatchResult, Progress, each, log_failure, problem
from pulse.batches.line import each_in_line
from pulse.batches.pages import chunks, read_all, read_pages
from pulse.batches.time_limit import TimeLimit, time_limit
from pulse.batches.unreadable import partition, readable, skip_unreadable
from pulse.concurrently import concurrently

__all__ = [
    "each", "each_in_line", "BatchResult", "ITEM_ERRORS", "log_failure", "problem", "Progress",
    "CircuitBreaker", "UNANSWERED_IN_A_ROW_MAX", "TimeLimit", "time_limit",
    "read_cursor", "read_moment", "save_cursor", "is_due",
    "take", "take_page", "take_pages", "give_back", "continue_after", "is_under_way",
    "CURSORS_PATH",
    "concurrently", "read_all", "read_pages", "chunks", "partition", "readable", "skip_unreadable",
]  # fmt: skip
