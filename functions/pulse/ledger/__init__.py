"""The books: what money moved (`journal`), and who changed what (`audit`). Neither is ever edited."""

from pulse.ledger.audit import Change, audited_create, audited_update, commit_update
from pulse.ledger.journal import Posting, entry_path, entry_writes
from pulse.ledger.records import Record

__all__ = [
    "Change",
    "Posting",
    "Record",
    "audited_create",
    "audited_update",
    "commit_update",
    "entry_path",
    "entry_writes",
]
