"""A trainer asks for a refund where they see the sale; only money that is here can be asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.site import SIGNED_IN, SITE, Site

pytestmark = pytest.mark.thorough

SALE = {
    "id": "pi_1", "challengeTitle": "Summer Round", "amount": 10_000, "currency": "usd",
    "status": "completed", "refundedAmount": 0, "reservedRefundAmount": 0,
}  # fmt: skip
SHOW = """await import('/app/trainer/refund.js');
const wish = document.createElement('pulse-refund-wish');
wish.sale = %s;
document.body.append(wish);"""


def ask(site: Site, amount: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    site.stand_in("session.js", SIGNED_IN)
    site.answer("request-refund", json={"success": True})
    site.page.on("request", lambda one: "request-refund" in one.url and sent.append(one.post_data_json))
    site.evaluate(SHOW % json.dumps(SALE))
    site.page.get_by_role("button", name="Ask for a refund").click()
    box = site.page.get_by_role("dialog")
    expect(box).to_contain_text("Up to USD 100.00 can go back.")
    box.get_by_label("Amount in USD").fill(amount)
    box.get_by_label("Why should the buyer get it back?").fill("the buyer is ill")
    box.get_by_role("button", name="Ask for it").click()
    return sent


@pytest.mark.parametrize(("amount", "fields"), [("", {}), ("40", {"amount": 4_000})])
def test_it_is_asked_for_with_its_reason_in_whole_or_in_part(
    amount: str, fields: dict[str, int], site: Site
) -> None:
    sent = ask(site, amount)

    expect(site.page.get_by_text("Asked. You get a message when it is answered.")).to_be_visible()
    assert sent == [{"paymentId": "pi_1", "reason": "the buyer is ill", **fields}]


def test_what_is_no_amount_is_not_sent(site: Site) -> None:
    sent = ask(site, "40.123")

    expect(site.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("amount such as")
    assert sent == []


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({}, 10_000),
        ({"refundedAmount": 9_000, "reservedRefundAmount": 1_000}, 0),
        ({"status": "disputed"}, 0),
        ({"status": "partially_refunded", "refundedAmount": 4_000}, 6_000),
    ],
)
def test_only_what_is_left_of_a_sale_can_be_asked_for(changed: dict[str, Any], left: int, site: Site) -> None:
    code = (
        f"return (await import('{SITE}/app/trainer/sales.js')).refundable({json.dumps({**SALE, **changed})});"
    )

    assert site.evaluate(code) == left
