"""The books: what money moved (`journal`), and who changed what (`audit`). Neither is ever edited."""

from pulse.ledger.audit import Change, audited_create, audited_update
from pulse.ledger.journal import Posting, entry_path, entry_writes
from pulse.ledger.records import Record
from pulse.ledger.revise import (
    audited,
    commit_create,
    commit_record,
    commit_update,
    existing,
    retry_after_conflict,
)

__all__ = [
    "Change",
    "Posting",
    "Record",
    "audited",
    "audited_create",
    "audited_update",
    "commit_create",
    "commit_record",
    "commit_update",
    "entry_path",
    "entry_writes",
    "existing",
    "retry_after_conflict",
]
