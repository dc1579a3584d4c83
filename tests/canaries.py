"""Values that must never come out where operators read: each unlike anything else in the world.

Put together at run time, so that no file holds a string that looks like a live secret.
"""

from __future__ import annotations


def _key(*parts: str, by: str = "_") -> str:
    return by.join(parts)


CANARIES = {
    "e-mail": "canary.person+7@canary-mail.example",
    "e-mail in an address": "canary.person%40canary-mail.example",
    "social security number": "078-05-1120",
    "social security number without dashes": "078051120",
    "social security number in groups": "078 05 1120",
    "card": "4242424242424242",
    "card in groups": "4000 0566 5566 5556",
    "card with dashes": "3782-822463-10005",
    "bank account": "000123456789012",
    "IBAN": "DE89370400440532013000",
    "IBAN in groups": "GB29 NWBK 6016 1331 9268 19",
    "telephone": "+1 (555) 010-9999",
    "secret key": _key("sk", "test", "canaryCANARY0123456789"),
    "live secret key": _key("sk", "live", "canaryCANARY0123456789"),
    "restricted key": _key("rk", "live", "canaryCANARY0123456789"),
    "key as Stripe abbreviates it": _key("sk", "test", "****************canary"),
    "ephemeral key": _key("ek", "test", "canaryCANARY0123456789"),
    "webhook secret": _key("whsec", "canaryCANARY0123456789"),
    "client secret": _key("pi_3Canary", "secret", "canaryCANARY"),
    "ID token": _key("eyJhbGciOiJub25lIn0", "eyJjYW5hcnkiOjF9", "c2ln", by="."),
    "authorization header": "Bearer canary-token-0123456789",
    "key as HTTP sends it": "Basic c2tfdGVzdF9jYW5hcnk6",
    "onboarding link": "https://connect.stripe.com/setup/e/acct_1Canary/canarylink",
    "login link": "https://connect.stripe.com/express/acct_1Canary/canarylink",
    "local onboarding link": "http://127.0.0.1:12111/setup/canarylink",
    "Slack address": _key("https://hooks.slack.com", "services", "T0CANARY", "canarycanary", by="/"),
    "service account's key": _key("-----BEGIN PRIVATE", "KEY-----MIIcanary0123456789", by=" "),
}


def leaked(text: str) -> list[str]:
    """Which canaries *text* holds, by name; a part of one that is long enough to be of use counts."""
    return [name for name, value in CANARIES.items() if _telling(value) in text]


def _telling(value: str) -> str:
    return value[-12:]
