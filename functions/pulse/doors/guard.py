"""The way in, the same for HTTP and callables: who is calling, may they, how often, with what.

In this order, so that each step costs only those who passed the one before: address, App Check, sign-in,
form of the input, ownership, limit per person. At most one read of the store: the shared limit's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Request

from pulse import log
from pulse.alerts import notify_error
from pulse.doors.authentication import Caller
from pulse.doors.client_address import client_address
from pulse.doors.gate import Gate
from pulse.doors.inputs import parsed
from pulse.doors.operation import Answer, Call, Operation
from pulse.doors.roles import admin_obstacle, authorize
from pulse.errors import StripeRefused
from pulse.settings import Settings

FieldsReader = Callable[[Request, Settings], dict[str, Any]]


def perform(operation: Operation, request: Request, gate: Gate, fields_of: FieldsReader) -> Answer:
    """The operation's answer. Raises the *PulseError* that says why not."""
    call = admit(operation, request, gate, fields_of)
    answer = _handled(operation, call, gate)
    if operation.ends_sign_in:
        gate.tokens.end_sign_in(answer.fields["userId"])
    return answer


def _handled(operation: Operation, call: Call[Any], gate: Gate) -> Answer:
    try:
        return operation.handler(call, gate.ports)
    except StripeRefused as error:
        notify_error(error, operation=operation.name, user_id=call.caller.user_id, ports=gate.ports)
        raise


def admit(operation: Operation, request: Request, gate: Gate, fields_of: FieldsReader) -> Call[Any]:
    """Raises the *PulseError* of the first rule that does not hold; nothing was written by then."""
    settings = gate.ports.settings
    address = client_address(request)
    gate.limits.count_address(address)
    if settings.app_check_enforced:
        gate.tokens.check_app(request.headers.get("X-Firebase-AppCheck"))
    caller = _signed_in(request, gate, check_revoked=operation.check_revoked)
    log.note(user=log.uid_hash(caller.user_id))
    fields = parsed(operation.input, fields_of(request, settings))
    obstacle = admin_obstacle(caller, settings, address=address, now=gate.ports.clock.now())
    uses_power = authorize(operation.access, caller, fields.claimed(), obstacle=obstacle)
    if uses_power and not operation.check_revoked:
        _signed_in(request, gate, check_revoked=True)
    gate.limits.count_person(caller.user_id, operation.name, operation.limit)
    return Call(caller, fields, as_admin=obstacle is None)


def _signed_in(request: Request, gate: Gate, *, check_revoked: bool) -> Caller:
    return gate.tokens.caller(request.headers.get("Authorization"), check_revoked=check_revoked)
