"""The frame of every page and its stylesheet."""

from html import escape
from pathlib import Path

from stripe_emulator.messages import Response

POLICY = "default-src 'none'; style-src 'self'"
SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(title: str, body: str, *, status: int = 200, framed: bool = False) -> Response:
    """A whole page around `body`, which is HTML already; `framed` lets other pages show it in a frame."""
    text = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="stylesheet" href="/assets/page.css">\n</head>\n<body>\n'
        '<p class="banner">Stripe emulator: test data only, nothing leaves this machine.</p>\n'
        f"<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    headers = {"Content-Type": "text/html; charset=utf-8", **SECURITY}
    if framed:
        headers["Content-Security-Policy"] = POLICY
    return Response(status, headers, text)


def message(status: int, title: str, sentence: str) -> Response:
    """A page with one sentence."""
    return page(title, f"<p>{escape(sentence)}</p>", status=status)


def redirect(url: str) -> Response:
    """303: the browser fetches that address next."""
    return Response(303, {"Location": url, "Cache-Control": "no-store"}, "")


def stylesheet() -> Response:
    """The one stylesheet."""
    text = Path(__file__).with_name("page.css").read_text()
    return Response(200, {"Content-Type": "text/css; charset=utf-8", **SECURITY}, text)
