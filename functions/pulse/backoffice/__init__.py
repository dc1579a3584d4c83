"""What operators and schedules can do, for the doors; the rooms below import each other's public faces."""

from pulse.backoffice.approvals import (
    Act,
    Approval,
    ApprovalRequired,
    ApproveAct,
    Approved,
    RequestAct,
    approve_act,
    intervene,
    pay_for_others,
    refund_below_cap,
    refuse_party,
    request_act,
)
from pulse.backoffice.checks import (
    Flaw,
    FlawKind,
    NightReport,
    Violation,
    check,
    run_nightly,
    verify_all,
    verify_audit,
    write_audit_heads,
)
from pulse.backoffice.people import HoldPerson, hold_person, read_person_hold
from pulse.backoffice.privacy import (
    EraseUser,
    Erasure,
    MoneyOnItsWay,
    delete_my_data,
    erase_user,
    export_my_data,
    find_obstacles,
    is_erased,
    record_disclosure,
)
from pulse.backoffice.reconciliation import (
    Difference,
    ReconcileReport,
    Suspicion,
    Where,
    compare,
    read_open_differences,
    reconcile,
)
from pulse.backoffice.refund_requests import (
    DeclineRefund,
    RefundRequest,
    RequestRefund,
    decline_refund,
    request_refund,
)
from pulse.backoffice.support import (
    QUERY_LENGTH_MAX,
    QUERY_RULE,
    WORK_KINDS,
    Explanation,
    Find,
    FirstSystem,
    Link,
    Match,
    Metric,
    Overview,
    Reading,
    Watch,
    WorkItem,
    WorkPage,
    adopt_first_system,
    explain_prize,
    find,
    find_first_system,
    is_query,
    list_work,
    read_metrics,
    read_overview,
    watch,
)
from pulse.backoffice.sweep import SweepReport, project_everybody, rebuild, sweep

__all__ = [
    "sweep", "SweepReport", "project_everybody", "rebuild",
    "reconcile", "compare", "ReconcileReport", "Difference", "Suspicion", "Where", "read_open_differences",
    "check", "Violation", "run_nightly", "NightReport",
    "verify_audit", "verify_all", "Flaw", "FlawKind", "write_audit_heads",
    "Act", "RequestAct", "request_act", "ApproveAct", "approve_act", "Approval", "Approved",
    "ApprovalRequired", "refund_below_cap", "intervene", "pay_for_others", "refuse_party",
    "RequestRefund", "request_refund", "DeclineRefund", "decline_refund", "RefundRequest",
    "HoldPerson", "hold_person", "read_person_hold",
    "EraseUser", "erase_user", "delete_my_data", "Erasure", "MoneyOnItsWay", "find_obstacles",
    "export_my_data", "is_erased", "record_disclosure",
    "find", "Find", "Match", "Link", "is_query", "QUERY_RULE", "QUERY_LENGTH_MAX",
    "list_work", "WorkPage", "WorkItem", "WORK_KINDS",
    "explain_prize", "Explanation", "read_overview", "Overview", "read_metrics", "Metric", "Reading",
    "watch", "Watch", "FirstSystem", "find_first_system", "adopt_first_system",
]  # fmt: skip
