"""The least that a function is: the framework, and one answer."""

from __future__ import annotations

from firebase_functions import https_fn


@https_fn.on_request()
def empty(_request: https_fn.Request) -> https_fn.Response:
    return https_fn.Response("{}", mimetype="application/json")
