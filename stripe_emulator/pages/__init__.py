"""The hosted pages: onboarding, the Express dashboard, the buyer's bank, and the card form of other pages.

The first three are plain HTML without scripts.
"""

from stripe_emulator import tasks
from stripe_emulator.messages import Request, Response
from stripe_emulator.pages import connect_js, express, layout, onboarding, stripe_js, three_d_secure
from stripe_emulator.world import World

HOSTED = ("/setup/", "/express/", "/3d_secure/", "/assets/")


def serves(path: str) -> bool:
    """Whether an address belongs to a page or to the card form."""
    return path.startswith(HOSTED) or stripe_js.serves(path) or connect_js.serves(path)


def handle(world: World, request: Request) -> Response:
    """Answer one page request."""
    with world.lock:
        tasks.run_due(world)
        if connect_js.serves(request.path):
            return connect_js.answer(world, request)
        return _answer(world, request)


def _answer(world: World, request: Request) -> Response:
    if found := stripe_js.find(request.path):
        return found
    parts = request.path.strip("/").split("/")
    if parts == ["assets", "page.css"]:
        return layout.stylesheet()
    if parts[:2] in (["setup", "s"], ["setup", "e"]) and len(parts) == 4:
        return onboarding.page(world, request, parts[2], parts[3])
    if parts[0] == "express" and len(parts) == 3:
        return express.page(world, parts[1], parts[2])
    if parts[0] == "3d_secure" and len(parts) == 2:
        return three_d_secure.page(world, request, parts[1])
    return layout.message(404, "Page not found", "This address belongs to no page.")
