from pulse.backoffice.approvals.act import Act, ApproveAct, RequestAct
from pulse.backoffice.approvals.acts import (
    Approved,
    approve_act,
    expire_approvals,
    find_open_approval,
    request_act,
)
from pulse.backoffice.approvals.parties import refuse_party
from pulse.backoffice.approvals.prize_acts import intervene, pay_for_others
from pulse.backoffice.approvals.records import Approval, ApprovalStatus
from pulse.backoffice.approvals.refunds import refund_below_cap
from pulse.backoffice.approvals.refusals import ApprovalRequired
from pulse.backoffice.approvals.requests import read_open_approvals

__all__ = [
    "Act", "RequestAct", "request_act", "ApproveAct", "approve_act", "Approved", "refund_below_cap",
    "intervene", "pay_for_others", "refuse_party",
    "Approval", "ApprovalStatus", "ApprovalRequired", "expire_approvals", "read_open_approvals",
    "find_open_approval",
]  # fmt: skip
