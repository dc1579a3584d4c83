"""The rights that the pages ask for are those that our calls to Stripe need."""

from __future__ import annotations

import inspect
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pulse.errors import PulseError
from pulse.outside.stripe_client import StripeClient
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient
from tests.world import START, TEST_SETTINGS

DOCS = Path(__file__).parents[2] / "docs"
_LOCAL = {"livemode", "construct_event"}
"""What asks Stripe nothing."""
_WITHIN = {"login_links": "accounts"}
"""Stripe has a right of its own for what is an address below another one."""


class Recording(EmulatorHTTPClient):
    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self.asked: list[tuple[str, str]] = []

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        address = urlsplit(url).path.removeprefix("/v1/").removeprefix("/v2/core/")
        self.asked.append((method, address.partition("/")[0]))
        return super().request(method, url, headers, post_data)


def rights_of_our_calls() -> dict[str, str]:
    """By the noun of the address: write if one of our calls changes something there, else read."""
    http = Recording(Emulator())
    client = StripeClient("sk_test_emulator", TEST_SETTINGS, http_client=http)
    for name, method in inspect.getmembers(client, inspect.ismethod):
        if name.startswith("_") or name in _LOCAL:
            continue
        asked = len(http.asked)
        needed = [
            one
            for one in inspect.signature(method).parameters.values()
            if one.default is inspect.Parameter.empty
        ]
        given = {one.name: _some(one) for one in needed}
        with suppress(PulseError):  # the emulator has no such object: the call was made
            method(**given)
        assert len(http.asked) > asked, f"{name} asked Stripe nothing"
    wrote = {noun for method, noun in http.asked if method != "get"}
    return {noun: "write" if noun in wrote else "read" for _, noun in http.asked}


def _some(parameter: inspect.Parameter) -> Any:
    if parameter.name == "params":
        return {}
    if "datetime" in parameter.annotation:
        return START
    return 1 if "int" in parameter.annotation else "x"


def rights_on(page: str) -> dict[str, str]:
    text = " ".join((DOCS / page).read_text().split())
    found = re.search(r"(Accounts, Account links, [^;]*) write; ([^;.|]*) read", text)
    assert found is not None
    named = zip(found.groups(), ("write", "read"), strict=True)
    return {
        noun.strip().lower().replace(" ", "_"): level for nouns, level in named for noun in nouns.split(",")
    }


@pytest.mark.parametrize("page", ["deploy.md", "runbook/secrets.md"])
def test_the_key_is_asked_for_the_rights_that_our_calls_need_and_no_others(page):
    named = rights_on(page)
    for own, address in _WITHIN.items():
        assert named.pop(own) == named[address] == "write"

    assert named == rights_of_our_calls()
