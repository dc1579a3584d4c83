"""Acts that take two administrators: one requests, another approves."""

from pulse.backoffice.approvals.acts import (
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
from pulse.backoffice.approvals.requests import expire_approvals

__all__ = [
    "Act",
    "Approval",
    "ApprovalRequired",
    "ApproveAct",
    "Approved",
    "RequestAct",
    "approve_act",
    "expire_approvals",
    "refund_below_cap",
    "request_act",
]
