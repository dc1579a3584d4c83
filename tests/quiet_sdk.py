"""Stripe's SDK without its log and without a header: a seventh of the time of the tests that call it.

It formats every line of its log even if nobody reads it. The header tells Stripe about the caller, for which
the SDK searches the environment at each request.
"""

from __future__ import annotations

from stripe import _api_requestor as requestor


def install() -> None:
    requestor.log_debug = requestor.log_info = lambda message, **facts: None
    requestor._APIRequestor._detect_ai_agent = staticmethod(lambda environ: "")
