"""The stand-in and the Stripe emulator without sockets, behind the real `requests`; and runs that end
midway."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter

from stripe_emulator.core import Emulator
from stripe_emulator.messages import Request as StripeRequest
from tests.cloud.standin import Cloud, Request


class Killed(BaseException):
    """The process ends here: nothing of it is caught, and nothing after it runs."""


@dataclass
class Fuse:
    """Ends a run at one of its changing requests, before it has an effect or after."""

    at: int = 0
    """0: never."""
    takes_effect: bool = True
    changes: int = 0

    def before(self, mutates: bool) -> None:
        self.changes += mutates
        if self.at and mutates and self.changes == self.at and not self.takes_effect:
            raise Killed

    def after(self, mutates: bool) -> None:
        if self.at and mutates and self.changes == self.at:
            raise Killed


class _Adapter(BaseAdapter):
    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        mutates = self.mutates(request)
        self._fuse.before(mutates)
        status, text = self.answer(request)
        self._fuse.after(mutates)
        response = requests.Response()
        response.status_code, response.request, response.url = status, request, request.url or ""
        response._content = text.encode()
        return response

    def close(self) -> None:
        """There is no connection."""


class GoogleAdapter(_Adapter):
    def __init__(self, cloud: Cloud, fuse: Fuse) -> None:
        super().__init__(fuse)
        self._cloud = cloud

    def mutates(self, request: requests.PreparedRequest) -> bool:
        return _read(request).mutates

    def answer(self, request: requests.PreparedRequest) -> tuple[int, str]:
        status, body = self._cloud.answer(_read(request))
        return status, json.dumps(body)


def _read(request: requests.PreparedRequest) -> Request:
    parts = urlsplit(request.url or "")
    body = json.loads(request.body) if request.body else {}
    return Request(request.method or "", parts.hostname or "", parts.path, dict(parse_qsl(parts.query)), body)


class StripeAdapter(_Adapter):
    """Also notes every request, as method and path."""

    def __init__(self, emulator: Emulator, fuse: Fuse) -> None:
        super().__init__(fuse)
        self._emulator = emulator
        self.asked: list[tuple[str, str]] = []

    def mutates(self, request: requests.PreparedRequest) -> bool:
        return request.method != "GET"

    def answer(self, request: requests.PreparedRequest) -> tuple[int, str]:
        self.asked.append((request.method or "", request.path_url))
        sent = StripeRequest.of(request.method or "", request.url or "", request.headers, request.body)
        response = self._emulator.handle(sent)
        return response.status, response.body


@dataclass
class Wires:
    """Sessions that reach the stand-in and the emulator alone."""

    cloud: Cloud
    emulator: Emulator
    fuse: Fuse = field(default_factory=Fuse)
    asked_of_stripe: list[tuple[str, str]] = field(default_factory=list)

    def google(self) -> requests.Session:
        return self._session(GoogleAdapter(self.cloud, self.fuse))

    def stripe(self) -> requests.Session:
        adapter = StripeAdapter(self.emulator, self.fuse)
        self.asked_of_stripe = adapter.asked
        return self._session(adapter)

    @staticmethod
    def _session(adapter: BaseAdapter) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        return session
