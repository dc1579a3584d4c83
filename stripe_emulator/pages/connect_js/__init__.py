"""Connect.js in small: the script of the embedded components, and the frames that they show.

docs.stripe.com/connect/get-started-connect-embedded-components. The npm package `@stripe/connect-js` loads
the script and works unchanged when its address is answered by this server. The calls that Stripe's own script
makes are not modelled: a component is a page of this server, which a session opens.
"""

import json
from functools import cache
from html import escape
from pathlib import Path

from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.pages import express, layout, onboarding
from stripe_emulator.resources.accounts import sessions
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

HERE = Path(__file__).parent
SCRIPT = "/v1.0/connect.js"
TELL = "/connect/tell.js"
PREFIX = "/connect/"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'"
SHARED = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
REFUSED: Obj = {
    "type": "authentication_error",
    "message": "The account session has expired, was used before, or does not enable this component.",
}
TABLES = {
    "balances": (express.balance, express.payouts),
    "payments": (express.incoming,),
    "payouts": (express.balance, express.payouts),
    "payouts-list": (express.payouts,),
}
"""The components that show something of the account; the others are a box with their name."""


def serves(path: str) -> bool:
    """Whether an address belongs to this part."""
    return path == SCRIPT or path.startswith(PREFIX)


def answer(world: World, request: Request) -> Response:
    """The script, or a component in its frame."""
    if request.path in (SCRIPT, TELL):
        return Response(200, SHARED, _text(request.path))
    parts = request.path.strip("/").split("/")
    if len(parts) != 3 or parts[1].replace("-", "_") not in sessions.COMPONENTS:
        return layout.message(404, "Page not found", "This address belongs to no component.")
    session, name = sessions.find(world, parts[2]), parts[1]
    submits = request.method == "POST"
    if session is None or not (submits or sessions.open_once(session, name.replace("-", "_"))):
        return _framed("Not available", f"<p>{escape(REFUSED['message'])}</p>", tell=("error", REFUSED))
    return _component(world, request, name, session["account"])


@cache
def _text(path: str) -> str:
    if path == TELL:
        return (HERE / "frames" / "tell.js").read_text()
    return "(() => {\n'use strict';\n" + (HERE / "connect" / "connect.js").read_text() + "})();\n"


def _component(world: World, request: Request, name: str, account_id: str) -> Response:
    if name == "account-onboarding":
        finished = onboarding.embedded(world, request, account_id)
        if isinstance(finished, Response):
            return _as_frame(finished)
        return _framed("Thank you", "<p>Your details were submitted.</p>", tell=("exit", {}))
    title = name.replace("-", " ").capitalize()
    if name == "notification-banner":
        return _banner(world, account_id)
    parts = [one(world, account_id) for one in TABLES.get(name, ())]
    return _framed(title, "\n".join(parts) or "<p>Nothing to see here in the emulator.</p>")


def _banner(world: World, account_id: str) -> Response:
    """How much is due, and how much of it the holder must act on."""
    account = world.render(PLATFORM, "account", world.store.known(PLATFORM, "account", account_id))
    wanted = account["requirements"]
    count = {"total": len(wanted["currently_due"]), "actionRequired": len(wanted["past_due"])}
    sentence = f"{count['total']} things are needed." if count["total"] else "Nothing is needed."
    return _framed("Notifications", f"<p>{sentence}</p>", tell=("notifications", count))


def _framed(title: str, body: str, *, tell: tuple[str, Obj] | None = None) -> Response:
    """A page in a frame of any site; `tell` is what its script tells the page around it."""
    if tell is not None:
        kind, detail = tell
        data = f'data-type="{kind}" data-detail="{escape(json.dumps(detail))}"'
        body += f'\n<script id="told" src="{TELL}" {data}></script>'
    return _as_frame(layout.page(title, body, framed=True))


def _as_frame(response: Response) -> Response:
    headers = {**response.headers, "Content-Security-Policy": POLICY}
    return Response(response.status, headers, response.body)
