"""Which addresses lead somewhere (docs.stripe.com/error-codes#url-invalid)."""

import re
from urllib.parse import urlsplit

from stripe_emulator.errors import StripeError, invalid

PRINTABLE = re.compile("[!-~]+")
APP = re.compile(r"[a-z][a-z0-9+.-]*://[!-~]*", re.IGNORECASE)
WEB = ("http://", "https://")


def is_web(url: str) -> bool:
    """Whether it is a whole `http` or `https` address."""
    try:
        parts = urlsplit(url)
        leads = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return leads and url.lower().startswith(WEB) and PRINTABLE.fullmatch(url) is not None


def is_return(url: str) -> bool:
    """Whether a buyer can come back to it: a page, or an app by a scheme of its own."""
    return is_web(url) if url.lower().startswith(WEB) else APP.fullmatch(url) is not None


def not_valid(param: str) -> StripeError:
    """The refusal of an address that is none."""
    return invalid("Not a valid URL", code="url_invalid", param=param)
