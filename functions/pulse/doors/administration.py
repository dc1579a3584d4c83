"""What administrators do beyond the documented operations, and what people may ask of their own data."""

from __future__ import annotations

from functools import partial

from pulse.doors import answers, inputs
from pulse.doors.deployment import SLACK
from pulse.doors.documented import ACTS, WRITE
from pulse.doors.handlers import administration, privacy, sales
from pulse.doors.operation import Operation
from pulse.doors.rate_limits import Limit
from pulse.doors.roles import Access

RARELY = Limit(5, shared=True)

_act = partial(Operation, methods=WRITE, access=Access.ADMIN, limit=ACTS)

ADMINISTRATION = (
    _act(
        "refund-payment",
        "Money back to a buyer, up to the cap; above it 409 `approval_required`",
        input=inputs.RefundOf,
        handler=sales.refund,
        answer=answers.RefundAnswer,
    ),
    _act(
        "cancel-prize",
        "Call a prize off before any transfer was attempted",
        input=inputs.PrizeAct,
        handler=administration.cancel,
        answer=answers.PrizeStateAnswer,
        secrets=(SLACK,),
    ),
    _act(
        "hold-prize",
        "Send nothing more for a prize until two administrators agree",
        input=inputs.PrizeAct,
        handler=administration.hold,
        answer=answers.PrizeStateAnswer,
        secrets=(SLACK,),
    ),
    _act(
        "release-prize",
        "Let a prize go on that was stopped for review",
        input=inputs.PrizeAct,
        handler=administration.release,
        answer=answers.PrizeStateAnswer,
        secrets=(SLACK,),
    ),
    _act(
        "pause-payouts",
        "Stop every transfer, within a minute; resuming takes a second administrator",
        input=inputs.Because,
        handler=administration.pause,
        answer=answers.PausedAnswer,
        secrets=(SLACK,),
    ),
    _act(
        "request-approval",
        "Ask for an act that takes two administrators",
        input=inputs.ActAskedFor,
        handler=administration.request_approval,
        answer=answers.ApprovalAnswer,
        secrets=(SLACK,),
    ),
    _act(
        "approve-request",
        "Agree to what another administrator asked for, which does it",
        input=inputs.ActAgreedTo,
        handler=administration.approve_request,
        answer=answers.ApprovalAnswer,
    ),
    _act(
        "erase-user",
        "Forget a person, and end their sign-in",
        input=inputs.PersonToErase,
        handler=privacy.erase,
        answer=answers.ErasureAnswer,
        ends_sign_in=True,
    ),
    Operation(
        "delete-my-data",
        "Forget me, and end my sign-in; 409 `money_on_its_way` while money has not come to rest",
        WRITE,
        inputs.ForPerson,
        Access.ONESELF,
        RARELY,
        privacy.delete_mine,
        answers.ErasureAnswer,
        ends_sign_in=True,
    ),
    Operation(
        "export-my-data",
        "Everything that is known of a person",
        ("GET", "POST"),
        inputs.ForPerson,
        Access.PERSON,
        RARELY,
        privacy.export,
        answers.ExportAnswer,
        secrets=(),
    ),
)
