"""Ways to tamper with stored documents and to take one port away: what no use case would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pulse.errors import StoreUnavailable, StripeUnavailable
from pulse.inbox import handle_event
from pulse.ports import Ports
from pulse.ports.store import Delete, Merge, Query, Update


def tamper(world, path: str, **fields: Any) -> None:
    """Change fields behind everybody's back: no audit row, no version check."""
    world.store.commit([Update(path, fields)])


def remove(world, path: str) -> None:
    world.store.commit([Delete(path)])


def put(world, path: str, fields: dict[str, Any]) -> None:
    world.store.commit([Merge(path, fields)])


def posted(world, reference: str) -> str:
    """The path of the journal's first entry about *reference*."""
    return world.store.query(Query("journal", where=[("reference", "==", reference)]))[0].path


def shifted(world, entry_path: str, cents: int, *accounts: str) -> None:
    """Move *cents* between the entry's first two postings, or to the posting of one account alone."""
    postings = [dict(posting) for posting in world.store.get(entry_path).fields["postings"]]
    if accounts:
        next(one for one in postings if one["account"] == accounts[0])["amount"] += cents
    else:
        postings[0]["amount"] += cents
        postings[1]["amount"] -= cents
    tamper(world, entry_path, postings=postings)


def events_handled(world) -> None:
    """Deliver the tasks of events; those of prizes stay in the queue."""
    others = [task for task in world.queue.tasks if task.queue != "handleevent"]
    events = [task for task in world.queue.tasks if task.queue == "handleevent"]
    world.queue.tasks.clear()
    world.queue.tasks.extend(others)
    for task in events:
        handle_event(task.payload["eventId"], ports=world.ports)


class Away:
    """A port of which the named calls get no answer."""

    def __init__(self, port: Any, error: Exception, *calls: str) -> None:
        self._port = port
        self._error = error
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        call: Callable[..., Any] = getattr(self._port, name)
        return self._refuse if name in self._calls else call

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise self._error


def without_stripe(world, *calls: str) -> Ports:
    return replace(world.ports, stripe=Away(world.stripe, StripeUnavailable("no answer"), *calls))


def without_store(world, *calls: str) -> Ports:
    return replace(world.ports, store=Away(world.store, StoreUnavailable("no answer"), *calls))


class AwayFor(Away):
    """The named calls get no answer where they are about *subjects*; about others they do."""

    def __init__(self, port: Any, error: Exception, subjects: Iterable[str], *calls: str) -> None:
        super().__init__(port, error, *calls)
        self._subjects = tuple(subjects)

    def __getattr__(self, name: str) -> Any:
        call: Callable[..., Any] = getattr(self._port, name)

        def asked(*args: Any, **options: Any) -> Any:
            about = repr((args, options))
            return self._refuse() if any(one in about for one in self._subjects) else call(*args, **options)

        return asked if name in self._calls else call


class AnswerLost(Away):
    """The named calls are carried out, and nobody hears of it."""

    def __getattr__(self, name: str) -> Any:
        call: Callable[..., Any] = getattr(self._port, name)

        def lost(*args: Any, **options: Any) -> Any:
            call(*args, **options)
            raise self._error

        return lost if name in self._calls else call


def with_answers_lost(world, *calls: str) -> Ports:
    return replace(world.ports, stripe=AnswerLost(world.stripe, StripeUnavailable("no answer"), *calls))
