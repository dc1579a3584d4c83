"""What the console shows of a pool and of requests for approval."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.site import SIGNED_IN, Site

pytestmark = pytest.mark.thorough

STORE = "export const readDocument = async () => null;"
SHOW = """const { LitElement } = await import('/vendor/lit.js');
const card = await import('/app/operator/%s.js');
class Shown extends LitElement {
  createRenderRoot() { return this; }
  render() { return card.%s; }
}
customElements.define('pulse-shown', Shown);
document.body.append(document.createElement('pulse-shown'));"""
POOL = """poolCard({
  challengeId: 'challenge_1', currency: 'usd', addsUp: true, held: 9700,
  pool: { paid_in: 10000, fees_kept: -300, paid: 0 },
  lines: [
    { at: '2026-11-28T10:00:00Z', what: 'paid_in', amount: 10000, heldAfter: 10000, about: '' },
    { at: '2026-11-28T11:00:00Z', what: 'fees_kept', amount: -300, heldAfter: 9700, about: '' },
  ],
  fundings: [{
    id: 'pi_1', payerId: 'trainer_1', status: 'succeeded', amount: 10000, processingFee: 330, total: 10330,
    refunded: 100, disputed: 20, returning: 3, left: 9877, waitsForApproval: %s, paidAt: null,
  }],
})"""
REQUEST = """approvalsCard([{
  id: 'refund-payment_payments_pi_1', number: 2, act: 'refund-payment', subject: 'payments/pi_1',
  status: '%s',
  requestedBy: 'admin_1', requestReason: 'a double purchase', requestedAt: new Date(1), approvedBy: %s,
  expiresAt: new Date(Date.now() + 60000), terms: { amount: 12345, currency: 'usd', policy: 'proportional' },
}], '%s')"""


def show_pool(site: Site, *, held: str) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.stand_in("store.js", STORE)
    site.evaluate(SHOW % ("pool", POOL % held))


def test_a_pool_is_shown_to_the_cent_with_each_movement_and_payment(site: Site) -> None:
    show_pool(site, held="false")
    shown = site.page.get_by_role("region", name="Prize pool challenge_1")

    expect(shown.locator(".amount")).to_have_text("USD 97.00")
    expect(shown.get_by_role("row", name="Our fee of prizes")).to_contain_text("USD 97.00")
    expect(shown.get_by_role("row", name="trainer_1")).to_contain_text("USD 1.23")
    expect(shown.get_by_role("row", name="trainer_1")).to_contain_text("succeeded")


def test_a_payment_into_a_pool_that_is_held_says_so(site: Site) -> None:
    show_pool(site, held="true")

    expect(site.page.get_by_role("row", name="trainer_1")).to_contain_text("waits for approval")


@pytest.mark.parametrize(
    ("status", "by", "unfinished"), [("requested", "null", 0), ("approved", "'admin_2'", 1)]
)
def test_a_request_is_shown_with_exactly_what_is_asked_for(
    status: str, by: str, unfinished: int, site: Site
) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.stand_in("store.js", STORE)
    site.evaluate(SHOW % ("approvals", REQUEST % (status, by, "admin_2")))
    card = site.page.get_by_role("article", name="refund-payment payments/pi_1")

    expect(card).to_contain_text("a double purchase")
    expect(card).to_contain_text("USD 123.45")
    expect(card).to_contain_text("proportional")
    expect(card.get_by_text("Approved by admin_2, but not finished")).to_have_count(unfinished)
    expect(card.get_by_role("button", name="Approve and do it")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "by", "reader", "told"),
    [
        ("requested", "null", "admin_1", "You asked for it. Another administrator approves."),
        ("approved", "'admin_2'", "admin_3", "Whoever approved it approves it again to finish it"),
    ],
)
def test_who_may_not_approve_reads_why_and_is_offered_no_button(
    status: str, by: str, reader: str, told: str, site: Site
) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.stand_in("store.js", STORE)
    site.evaluate(SHOW % ("approvals", REQUEST % (status, by, reader)))
    card = site.page.get_by_role("article", name="refund-payment payments/pi_1")

    expect(card).to_contain_text(told)
    expect(card.get_by_role("button")).to_have_count(0)
