"""Stripe.js in small: the script that a page loads, and the frames that hold the card fields.

docs.stripe.com/js. `stripe/` becomes one script, since a page loads one; `frames/` runs inside the frames.
The names of frames, fields and buttons are Stripe's, so that a test that fills in Stripe's form fills in
this one too.
"""

import re
from functools import cache
from pathlib import Path

from stripe_emulator.messages import Response

HERE = Path(__file__).parent
SCRIPT = re.compile(r"/v3/?|/js/stripe\.js|/(acacia|basil|clover|dahlia|endive)/stripe\.js")
"""Where Stripe serves its script: docs.stripe.com/js/including, docs.stripe.com/sdks/stripejs-versioning."""

SCRIPT_PARTS = ("errors", "frames", "elements", "intents", "stripe")
FRAMES = {
    "/v3/elements-inner-card.html": "Secure card payment input frame",
    "/v3/elements-inner-payment.html": "Secure payment input frame",
    "/v3/controller.html": "Stripe",
    "/v3/three-ds-2-challenge.html": "3D Secure",
}
TYPES = {".js": "text/javascript", ".css": "text/css"}
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "connect-src 'self' https://api.stripe.com; frame-src 'self' https://hooks.stripe.com"
)
"""Stripe's own addresses count where a test answers them with this emulator."""

COMMON = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def serves(path: str) -> bool:
    """Whether an address belongs to this part."""
    return path.startswith("/v3/") or SCRIPT.fullmatch(path) is not None


def find(path: str) -> Response | None:
    """The script, a frame or a file of a frame."""
    if SCRIPT.fullmatch(path):
        headers = {"Content-Type": "text/javascript; charset=utf-8", "Access-Control-Allow-Origin": "*"}
        return Response(200, {**headers, **COMMON}, _script())
    if path in FRAMES:
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": FRAME_POLICY}
        return Response(200, {**headers, **COMMON}, _frame(FRAMES[path]))
    return _file(path.removeprefix("/v3/"))


def _file(name: str) -> Response | None:
    texts = _files()
    if name not in texts:
        return None
    kind = TYPES[Path(name).suffix]
    return Response(200, {"Content-Type": f"{kind}; charset=utf-8", **COMMON}, texts[name])


@cache
def _files() -> dict[str, str]:
    return {one.name: one.read_text() for one in (HERE / "frames").iterdir() if one.suffix in TYPES}


@cache
def _script() -> str:
    parts = [(HERE / "stripe" / f"{name}.js").read_text() for name in SCRIPT_PARTS]
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "})();\n"


def _frame(title: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n"
        '<link rel="stylesheet" href="/v3/frame.css">\n'
        '<script type="module" src="/v3/frame.js"></script>\n</head>\n<body></body>\n</html>\n'
    )
