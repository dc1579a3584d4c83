from pulse.ledger.audit import (
    ADOPTED,
    RESTORED,
    Change,
    audited_create,
    audited_delete,
    audited_recreate,
    audited_restore,
    audited_update,
    canonical,
    content_hash,
    row_hash,
)
from pulse.ledger.entries import OURS_AT_STRIPE, Entry
from pulse.ledger.journal import Posting, entry_path, entry_writes, imbalance, moved
from pulse.ledger.records import HEAD, DocumentId, Record
from pulse.ledger.revise import (
    audited,
    commit_create,
    commit_record,
    commit_update,
    existing,
    retry_after_conflict,
)
from pulse.ledger.taken_back import is_taken_back, note_taken_back, taken_back_path

__all__ = [
    "ADOPTED",
    "Change",
    "DocumentId",
    "Entry",
    "HEAD",
    "OURS_AT_STRIPE",
    "Posting",
    "RESTORED",
    "Record",
    "audited",
    "audited_create",
    "audited_delete",
    "audited_recreate",
    "audited_restore",
    "audited_update",
    "canonical",
    "commit_create",
    "commit_record",
    "commit_update",
    "content_hash",
    "entry_path",
    "entry_writes",
    "existing",
    "imbalance",
    "is_taken_back",
    "moved",
    "note_taken_back",
    "retry_after_conflict",
    "row_hash",
    "taken_back_path",
]
