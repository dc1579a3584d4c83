"""Stripe's answers that the table of refusals knows, given once to the requests that a test chooses."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from pulse.attempts import Sign
from pulse.outside.stripe_client import StripeClient
from stripe_emulator.in_process import EmulatorHTTPClient, Headers, connection_error

_STATUS = {
    Sign.RESOURCE_MISSING: (404, "resource_missing"),
    Sign.ACCOUNT_INVALID: (403, "account_invalid"),
    Sign.RATE_LIMIT: (400, "rate_limit"),
    Sign.NO_RIGHT: (403, None),
}


class Answering(EmulatorHTTPClient):
    """The emulator, except that the first matching request gets this answer."""

    def __init__(self, emulator, sign, method, path, param):
        super().__init__(emulator)
        self._sign, self._param = sign, param
        self._method, self._path = method, re.compile(path)
        self.struck = 0

    def request(self, method, url, headers, post_data=None, **options):
        path = url.partition("/v1/")[2].partition("?")[0]
        if self.struck or method.upper() != self._method or not self._path.fullmatch(path):
            return super().request(method, url, headers, post_data, **options)
        self.struck += 1
        if self._sign is Sign.SILENCE:
            raise connection_error("timeout")
        return self._answer()

    def _answer(self):
        status, code = _STATUS[self._sign]
        message = "Having the 'rak_thing_read' permission would allow this request to continue."
        error = {"type": "invalid_request_error", "message": message, "code": code, "param": self._param}
        body = {"error": {name: value for name, value in error.items() if value is not None}}
        return json.dumps(body), status, Headers({"Request-Id": "req_1"})


def answering(world, sign, method, path, param=None):
    """Ports of *world* with one answer of the kind *sign*, and the client that gives it."""
    http = Answering(world.emulator, sign, method, path, param)
    stripe = StripeClient("sk_test_emulator", world.ports.settings, http_client=http)
    return replace(world.ports, stripe=stripe), http
