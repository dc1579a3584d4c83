"""What operators and schedules can do, for the doors; the rooms below use each other's faces instead."""

from pulse.backoffice.approvals import (
    Act,
    Approval,
    ApprovalRequired,
    ApproveAct,
    Approved,
    RequestAct,
    approve_act,
    refund_below_cap,
    request_act,
)
from pulse.backoffice.checks import (
    Flaw,
    FlawKind,
    NightReport,
    Violation,
    check,
    nightly,
    verify_all,
    verify_audit,
    write_audit_heads,
)
from pulse.backoffice.privacy import (
    EraseUser,
    Erasure,
    MoneyOnItsWay,
    delete_my_data,
    erase_user,
    export_my_data,
    obstacles,
)
from pulse.backoffice.reconciliation import (
    Cause,
    Difference,
    ReconcileReport,
    Where,
    compare,
    open_differences,
    reconcile,
)
from pulse.backoffice.support import (
    Explanation,
    FirstSystem,
    Metric,
    Overview,
    Reading,
    Watch,
    adopt_first_system,
    explain_prize,
    first_system,
    overview,
    read_metrics,
    watch,
)
from pulse.backoffice.sweep import Progress, SweepReport, project_everybody, rebuild, sweep

__all__ = [
    "sweep", "SweepReport", "Progress", "project_everybody", "rebuild",
    "reconcile", "compare", "ReconcileReport", "Difference", "Cause", "Where", "open_differences",
    "check", "Violation", "nightly", "NightReport",
    "verify_audit", "verify_all", "Flaw", "FlawKind", "write_audit_heads",
    "Act", "RequestAct", "request_act", "ApproveAct", "approve_act", "Approval", "Approved",
    "ApprovalRequired", "refund_below_cap",
    "EraseUser", "erase_user", "delete_my_data", "Erasure", "MoneyOnItsWay", "export_my_data", "obstacles",
    "explain_prize", "Explanation", "overview", "Overview", "read_metrics", "Metric", "Reading",
    "watch", "Watch", "FirstSystem", "first_system", "adopt_first_system",
]  # fmt: skip
