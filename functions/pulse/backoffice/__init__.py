"""What runs behind the scenes: the sweep, the reconciler, the invariants, the audit, the command line."""

from pulse.backoffice.adopt import FirstSystem, adopt_first_system, first_system
from pulse.backoffice.alerts_errors import notify_error
from pulse.backoffice.alerts_links import link_asked_for
from pulse.backoffice.alerts_watch import Watch, watch
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
from pulse.backoffice.audit_heads import write_audit_heads
from pulse.backoffice.audit_trail import Flaw, FlawKind, verify_all, verify_audit
from pulse.backoffice.differences import Cause, Difference, Where, open_differences
from pulse.backoffice.explain import Explanation, explain_prize
from pulse.backoffice.invariants import Violation, check
from pulse.backoffice.metrics import Metric, Reading, read_metrics
from pulse.backoffice.nightly import NightReport, nightly
from pulse.backoffice.overview import Overview, overview
from pulse.backoffice.privacy import EraseUser, Erasure, MoneyOnItsWay, delete_my_data, erase_user
from pulse.backoffice.privacy_export import export_my_data
from pulse.backoffice.reconcile import ReconcileReport, compare, reconcile
from pulse.backoffice.stale_projections import project_everybody, rebuild
from pulse.backoffice.sweep import Progress, SweepReport, sweep

__all__ = [
    "sweep", "SweepReport", "Progress",
    "reconcile", "compare", "ReconcileReport", "Difference", "Cause", "Where", "open_differences",
    "check", "Violation",
    "verify_audit", "verify_all", "Flaw", "FlawKind", "write_audit_heads",
    "nightly", "NightReport", "explain_prize", "Explanation", "overview", "Overview",
    "project_everybody", "rebuild", "FirstSystem", "first_system", "adopt_first_system",
    "read_metrics", "Metric", "Reading", "watch", "Watch", "notify_error", "link_asked_for",
    "Act", "RequestAct", "request_act", "ApproveAct", "approve_act", "Approval", "Approved",
    "ApprovalRequired", "refund_below_cap",
    "EraseUser", "erase_user", "delete_my_data", "Erasure", "MoneyOnItsWay", "export_my_data",
]  # fmt: skip
