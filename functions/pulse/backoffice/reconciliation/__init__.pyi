from pulse.backoffice.reconciliation.books import (
    PAYOUTS,
    Money,
    account_gaps,
    by_subject,
    platform_gaps,
    totals,
)
from pulse.backoffice.reconciliation.comparison import Comparison, read_comparison
from pulse.backoffice.reconciliation.differences import (
    Difference,
    Suspicion,
    Where,
    read_open_differences,
)
from pulse.backoffice.reconciliation.edited_records import differs_from_books, differs_from_row
from pulse.backoffice.reconciliation.holders import account_name, list_transactions
from pulse.backoffice.reconciliation.reconcile import compare, reconcile
from pulse.backoffice.reconciliation.report import ReconcileReport

__all__ = [
    "Suspicion",
    "Comparison",
    "Difference",
    "Money",
    "PAYOUTS",
    "ReconcileReport",
    "Where",
    "account_gaps",
    "account_name",
    "by_subject",
    "compare",
    "differs_from_books",
    "differs_from_row",
    "read_comparison",
    "read_open_differences",
    "platform_gaps",
    "reconcile",
    "totals",
    "list_transactions",
]
