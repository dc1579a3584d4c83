"""The hosted pages: onboarding, the Express dashboard, the buyer's bank. Plain HTML without scripts."""

from stripe_emulator import tasks
from stripe_emulator.messages import Request, Response
from stripe_emulator.pages import express, layout, onboarding, three_d_secure
from stripe_emulator.world import World


def handle(world: World, request: Request) -> Response:
    """Answer one page request."""
    with world.lock:
        tasks.run_due(world)
        return _answer(world, request)


def _answer(world: World, request: Request) -> Response:
    parts = request.path.strip("/").split("/")
    if parts == ["assets", "page.css"]:
        return layout.stylesheet()
    if parts[:2] == ["setup", "s"] and len(parts) == 4:
        return onboarding.page(world, request, parts[2], parts[3])
    if parts[0] == "express" and len(parts) == 3:
        return express.page(world, parts[1], parts[2])
    if parts[0] == "3d_secure" and len(parts) == 2:
        return three_d_secure.page(world, request, parts[1])
    return layout.message(404, "Page not found", "This address belongs to no page.")
