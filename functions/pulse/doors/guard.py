"""The way in, the same for HTTP and callables: who is calling, may they, how often, with what.

In this order, so that each step is paid for only by calls that passed the one before: address, App Check,
sign-in, form of the input, ownership, limit per person. It reads the store at most once: the shared limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Request

from pulse import log
from pulse.alerts import notify_error
from pulse.doors.access.authentication import Caller
from pulse.doors.access.client_address import client_address
from pulse.doors.access.roles import admin_obstacle, authorize
from pulse.doors.clients import Clients
from pulse.doors.operation import Answer, Call, Operation
from pulse.doors.wire.inputs import parsed
from pulse.errors import StripeRefused
from pulse.settings import Settings

FieldsReader = Callable[[Request, Settings], dict[str, Any]]


def perform(operation: Operation, request: Request, clients: Clients, fields_of: FieldsReader) -> Answer:
    """The operation's answer. Raises the *PulseError* that says why not."""
    call = admit(operation, request, clients, fields_of)
    answer = _handle(operation, call, clients)
    if operation.ends_sign_in:
        clients.tokens.end_sign_in(answer.fields["userId"])
    return answer


def _handle(operation: Operation, call: Call[Any], clients: Clients) -> Answer:
    try:
        return operation.handler(call, clients.ports)
    except StripeRefused as error:
        notify_error(error, operation=operation.name, user_id=call.caller.user_id, ports=clients.ports)
        raise


def admit(operation: Operation, request: Request, clients: Clients, fields_of: FieldsReader) -> Call[Any]:
    """Raises the *PulseError* of the first rule that does not hold; until then nothing is written."""
    settings = clients.ports.settings
    address = client_address(request)
    clients.limits.count_address(address)
    if settings.app_check_enforced:
        clients.tokens.check_app(request.headers.get("X-Firebase-AppCheck"))
    caller = _sign_in(request, clients, check_revoked=operation.check_revoked)
    log.note(user=log.uid_hash(caller.user_id))
    fields = parsed(operation.input, fields_of(request, settings))
    obstacle = admin_obstacle(caller, settings, address=address, now=clients.ports.clock.now())
    uses_power = authorize(operation.access, caller, fields.claimed(), obstacle=obstacle)
    if uses_power and not operation.check_revoked:
        _sign_in(request, clients, check_revoked=True)
    clients.limits.count_person(caller.user_id, operation.name, operation.limit)
    return Call(caller, fields, as_admin=obstacle is None)


def _sign_in(request: Request, clients: Clients, *, check_revoked: bool) -> Caller:
    return clients.tokens.caller(request.headers.get("Authorization"), check_revoked=check_revoked)
