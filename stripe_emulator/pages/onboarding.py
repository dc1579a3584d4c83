"""The onboarding form behind an account link (docs.stripe.com/connect/express-accounts).

A link is good for one visit within five minutes: a second or later visit goes to `refresh_url`.
"""

from datetime import UTC, datetime

from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.pages import layout
from stripe_emulator.pages import onboarding_form as form
from stripe_emulator.resources.accounts import accounts, onboarding
from stripe_emulator.resources.accounts.links import find_link
from stripe_emulator.resources.accounts.v2_view.capabilities import applied
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM


def page(world: World, request: Request, account_id: str, token: str) -> Response:
    """GET shows the form once; POST submits it and goes to `return_url`."""
    link = find_link(world, "account_link", account_id, token)
    if link is None:
        return layout.message(404, "Link not found", "This link was never made. Ask for a new one.")
    if accounts.find_connected(world, account_id) is None or _is_spent(world, link, request):
        return layout.redirect(link["refresh_url"])
    link["visited"] = True
    of_v2 = "use_case" in link
    if request.method != "POST":
        return form.shown(request.path, {}, {}, may_leave=of_v2)
    given = form.given_in(request)
    if of_v2 and form.LEAVE in given:
        return _return(world, link)
    wrong = form.problems(given, datetime.fromtimestamp(world.clock.now(), UTC).date())
    if wrong:
        return form.shown(request.path, given, wrong, status=422, may_leave=of_v2)
    _submit(world, account_id, given)
    return _return(world, link)


def embedded(world: World, request: Request, account_id: str) -> Response | None:
    """The form inside a page of the platform; None when it has been submitted."""
    if request.method != "POST":
        return form.shown(request.path, {}, {})
    given = form.given_in(request)
    wrong = form.problems(given, datetime.fromtimestamp(world.clock.now(), UTC).date())
    if wrong:
        return form.shown(request.path, given, wrong, status=422)
    _submit(world, account_id, given)
    return None


def _return(world: World, link: Obj) -> Response:
    """Send the person back; an account link of v2 tells so, whether the form was finished or left."""
    link["used"] = True
    if "use_case" in link:
        account = world.store.known(PLATFORM, "account", link["account"])
        told = {
            "account_id": account["id"],
            "configurations": applied(account),
            "use_case": link["use_case"],
        }
        world.events.emit_thin(account["id"], "v2.core.account_link.returned", None, data=told)
    if link["return_url"] is None:
        return layout.message(200, "Thank you", "You can close this page.")
    return layout.redirect(link["return_url"])


def _is_spent(world: World, link: Obj, request: Request) -> bool:
    """A visit starts a session that outlives the link; the form itself can be sent once."""
    if request.method == "POST":
        return bool(link["used"] or not link["visited"])
    return bool(link["visited"] or world.clock.now() >= link["expires_at"])


def _submit(world: World, account_id: str, given: dict[str, str]) -> None:
    account = world.store.known(PLATFORM, "account", account_id)
    account["business_type"] = account.get("business_type") or "individual"
    outcome = form.OUTCOME_BY_SSN[given["ssn"]]
    onboarding.complete(
        world,
        account_id,
        outcome,
        after=onboarding.VERIFICATION_SECONDS if outcome == "pending" else None,
        bank_number=given["account_number"],
        routing_number=given["routing_number"],
        individual=form.individual(given),
    )
