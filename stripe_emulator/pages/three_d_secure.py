"""The page of the buyer's bank: the challenge that `next_action` leads to.

docs.stripe.com/payments/3d-secure/authentication-flow: after `redirect_to_url` the buyer is at `return_url`,
which also names the intent and how it went. For `use_stripe_sdk` the page stands in a frame that Stripe.js
opened, and stays there.
"""

from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.money import display
from stripe_emulator.pages import layout
from stripe_emulator.resources.payments import payment_intents
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM


def page(world: World, request: Request, client_secret: str) -> Response:
    """The challenge, or its answer."""
    intent = world.store.get(PLATFORM, "payment_intent", client_secret.partition("_secret_")[0])
    action = (intent or {}).get("next_action") or {}
    if intent is None or intent["client_secret"] != client_secret or not action:
        return layout.message(410, "Nothing to confirm", "This payment does not wait for your bank.")
    framed = "redirect_to_url" not in action
    if request.method != "POST":
        return layout.page("Your bank asks: is it you?", _form(intent), framed=framed)
    succeeds = parse_qs(request.body).get("answer") == ["complete"]
    after = payment_intents.authenticate(world, intent["id"], succeeds)
    if framed:
        return layout.page("Thank you", "<p>Your bank has told the shop.</p>", framed=True)
    return layout.redirect(_with_outcome(action["redirect_to_url"]["return_url"], after))


def _form(intent: Obj) -> str:
    amount = escape(display(intent["amount"], intent["currency"]))
    return (
        f"<p>A payment of {amount} waits for you.</p>\n"
        '<form method="post">\n'
        '<button id="test-source-authorize-3ds" name="answer" value="complete">Complete</button>\n'
        '<button id="test-source-fail-3ds" name="answer" value="fail">Fail</button>\n</form>'
    )


def _with_outcome(url: str, intent: Obj) -> str:
    scheme, host, path, query, fragment = urlsplit(url)
    succeeded = intent["status"] in ("succeeded", "requires_capture")
    more = urlencode(
        {
            "payment_intent": intent["id"],
            "payment_intent_client_secret": intent["client_secret"],
            "redirect_status": "succeeded" if succeeded else "failed",
        }
    )
    return urlunsplit((scheme, host, path, f"{query}&{more}" if query else more, fragment))
