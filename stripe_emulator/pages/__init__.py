"""The hosted pages: onboarding and the small Express dashboard. Plain HTML that works without scripts."""

from typing import TYPE_CHECKING

from stripe_emulator.messages import Request, Response
from stripe_emulator.pages import express, layout, onboarding

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator


def handle(emulator: "Emulator", request: Request) -> Response:
    """Answer one page request."""
    with emulator.lock:
        emulator.run_due()
        return _answer(emulator, request)


def _answer(emulator: "Emulator", request: Request) -> Response:
    parts = request.path.strip("/").split("/")
    if parts == ["assets", "page.css"]:
        return layout.stylesheet()
    if parts[:2] == ["setup", "s"] and len(parts) == 4:
        return onboarding.page(emulator, request, parts[2], parts[3])
    if parts[0] == "express" and len(parts) == 3:
        return express.page(emulator, parts[1], parts[2])
    return layout.message(404, "Page not found", "This address belongs to no page.")
