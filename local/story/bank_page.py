"""The page of a card's bank (3-D Secure): the payer is asked whether it is them, and says yes."""

from __future__ import annotations

import httpx

from local.story.expect import expect

TIMEOUT_SECONDS = 30


def complete(challenge: str) -> None:
    """Follows *challenge*, the address that Stripe's `next_action` names, and confirms there.

    Raises *Unexpected* unless the bank sends the payer back with a payment that succeeded.
    """
    with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as browser:
        page = browser.get(challenge)
        expect(page.is_success and "<form" in page.text, f"the bank's page answers HTTP {page.status_code}")
        answered = browser.post(challenge, data={"answer": "complete"})
    back = httpx.URL(answered.headers.get("Location", ""))
    outcome = back.params.get("redirect_status")
    expect(outcome == "succeeded", f"the bank sends the payer back with {outcome!r}")
