"""The way in, the same for HTTP and callables: who is calling, may they, how often, with what.

In this order, so that each step is paid for only by calls that passed the one before: sign-in, all calls of
this person, App Check, erasure, form of the input, ownership, limit per person and operation. Calls of people
who are not signed in are counted by their address. It reads the store at most twice: the mark of an erased
person, and the shared limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Request

from pulse import log
from pulse.alerts import notify_error, notify_missing_right
from pulse.backoffice import is_erased, record_disclosure
from pulse.doors.access.caller import Caller
from pulse.doors.access.client_address import client_address
from pulse.doors.access.roles import Access, admin_obstacle, authorize, staff_obstacle
from pulse.doors.clients import Clients
from pulse.doors.operation import Answer, Call, Operation
from pulse.doors.wire.inputs import parsed
from pulse.errors import (
    NotAllowed,
    NotSignedIn,
    OutcomeUnknown,
    PulseError,
    StripeNotPermitted,
    StripeRefused,
)
from pulse.settings import Settings

FieldsReader = Callable[[Request, Settings], dict[str, Any]]


def perform(operation: Operation, request: Request, clients: Clients, fields_of: FieldsReader) -> Answer:
    """The operation's answer. Raises the *PulseError* that says why not."""
    call = admit(operation, request, clients, fields_of)
    answer = _handle(operation, call, clients)
    if operation.access in {Access.PERSON, Access.OWN_OR_STAFF} and (about := call.named_other):
        # After the work and before the answer: what is shown is in the audit trail, or it is not shown.
        record_disclosure(about, operation.name, actor=call.actor, ports=clients.ports)
    if operation.ends_sign_in:
        clients.tokens.end_sign_in(answer.fields["userId"])
    return answer


def _handle(operation: Operation, call: Call[Any], clients: Clients) -> Answer:
    try:
        return operation.handler(call, clients.ports)
    except StripeNotPermitted as error:
        notify_missing_right(error, ports=clients.ports)
        raise
    except StripeRefused as error:
        notify_error(error, operation=operation.name, user_id=call.caller.user_id, ports=clients.ports)
        raise


def admit(operation: Operation, request: Request, clients: Clients, fields_of: FieldsReader) -> Call[Any]:
    """Raises the *PulseError* of the first rule that does not hold; until then nothing is written."""
    settings = clients.ports.settings
    address = client_address(request)
    caller = _identify(operation, request, clients, address)
    fields = parsed(operation.input, fields_of(request, settings))
    is_for_support = operation.access.is_for_support
    obstacle_of = staff_obstacle if is_for_support else admin_obstacle
    obstacle = obstacle_of(caller, settings, address=address, now=clients.ports.clock.now())
    uses_power = authorize(operation.access, caller, fields.claimed(), obstacle=obstacle)
    as_staff = obstacle is None
    if (uses_power or as_staff) and not operation.check_revoked:
        _sign_in(request, clients, check_revoked=True)
    clients.limits.count_person(caller.user_id, operation.name, operation.limit)
    return Call(caller, fields, as_admin=as_staff and not is_for_support, as_staff=as_staff)


def _identify(operation: Operation, request: Request, clients: Clients, address: str | None) -> Caller:
    """The person who calls, once they may call anything at all."""
    try:
        caller = _sign_in(request, clients, check_revoked=False)
    except PulseError:
        clients.limits.count_address(address)
        raise
    clients.limits.count_caller(caller.user_id)
    log.note(user=log.uid_hash(caller.user_id))
    _check_app(request, clients)
    if caller.is_anonymous and not clients.ports.settings.anonymous_sign_in_allowed:
        raise NotAllowed("Please sign in with an account for this", code="anonymous_not_allowed")
    if operation.check_revoked:
        _sign_in(request, clients, check_revoked=True)
    if not operation.finishes_own_erasure and is_erased(caller.user_id, ports=clients.ports):
        raise NotSignedIn("The data of this account was erased; it cannot be used again", code="erased")
    return caller


def _sign_in(request: Request, clients: Clients, *, check_revoked: bool) -> Caller:
    return clients.tokens.caller(request.headers.get("Authorization"), check_revoked=check_revoked)


def _check_app(request: Request, clients: Clients) -> None:
    """With `monitor` the result is only noted in the log, where the deploy guide counts it."""
    mode = clients.ports.settings.app_check
    if mode == "off":
        return
    token = request.headers.get("X-Firebase-AppCheck")
    try:
        clients.tokens.check_app(token)
    except (NotSignedIn, OutcomeUnknown) as error:
        unknown = isinstance(error, OutcomeUnknown)
        log.note(app_check="unknown" if unknown else "invalid" if token else "missing")
        if mode == "enforce":
            raise
    else:
        log.note(app_check="valid")
