"""Events about connected accounts that other rooms listen to, raised only where the record changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from pulse import log
from pulse.accounts.states import Role
from pulse.errors import OutcomeUnknown
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class AccountBecameReady:
    """Money can be sent to this account now and could not be sent before. The change is committed."""

    user_id: str
    role: Role


class Listener(Protocol):
    def __call__(self, event: AccountBecameReady, *, ports: Ports) -> object: ...


ListenerT = TypeVar("ListenerT", bound=Listener)

_listeners: list[Listener] = []


def hears_ready_accounts(listener: ListenerT) -> ListenerT:
    """Register *listener* (a decorator): it is called after an account became ready.

    The call is lost when the process dies between the commit and the call. The sweep then finds what waits.
    """
    _listeners.append(listener)
    return listener


def raise_event(event: AccountBecameReady, *, ports: Ports) -> None:
    """Call every listener. If its store or queue does not answer, nothing fails: the change is committed."""
    for listener in _listeners:
        try:
            listener(event, ports=ports)
        except OutcomeUnknown as error:
            log.write("account.event_not_heard", severity="WARNING", user=event.user_id, code=error.code)
