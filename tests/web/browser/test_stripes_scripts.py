"""Stripe's scripts may load more of Stripe's on the pages that have them, and nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.web.browser.conftest import SETTINGS
from tests.web.browser.site import SIGNED_IN, SITE, Site, headers_of

pytestmark = pytest.mark.thorough

STRIPE_JS = """const asks = (what) => {
  try { what(); return 'allowed'; } catch (error) { return error.name; }
};
const load = (address) => asks(() => {
  const script = document.createElement('script');
  script.src = address;
  document.head.append(script);
});
globalThis.Stripe = () => ({
  part: () => load('https://js.stripe.com/v3/fingerprinted/js/part-1.js'),
  partOfShard: () => load('https://b.js.stripe.com/part-2.js'),
  partOfConnect: () => load('https://connect-js.stripe.com/part-3.js'),
  foreign: () => load('https://js.stripe.com.example.com/part.js'),
  own: () => load('/app/home.js'),
  html: () => asks(() => { document.body.innerHTML = '<b>html</b>'; }),
  text: () => asks(() => { document.createElement('script').text = 'globalThis.ran = true'; }),
});"""
"""As Stripe's own script loads its parts: by an address that is a string."""
ASK = """const { stripeJs } = await import('/app/stripe-adapter.js');
const stripe = await stripeJs();
return Object.fromEntries(Object.keys(stripe).map((name) => [name, stripe[name]()]));"""


@pytest.mark.parametrize("source", ["/pay", "/*/connect-account"])
def test_stripe_loads_parts_of_its_own_and_neither_foreign_scripts_nor_html(source: str, site: Site) -> None:
    loaded: list[str] = []

    def serve(route: Route) -> None:
        loaded.append(route.request.url)
        is_first = route.request.url == SETTINGS["stripeJs"]
        route.fulfill(body=STRIPE_JS if is_first else "", content_type="text/javascript")

    site.page.route("https://*.stripe.com/**", serve)
    site.page.route("https://*.example.com/**", serve)
    site.stand_in("session.js", SIGNED_IN)
    page = "<!doctype html><body>"
    headers = headers_of(source)
    site.page.route(
        f"{SITE}/with-stripe",
        lambda route: route.fulfill(body=page, content_type="text/html", headers=headers),
    )
    site.page.goto(f"{SITE}/with-stripe")

    assert site.evaluate(ASK) == {
        "part": "allowed",
        "partOfShard": "allowed",
        "partOfConnect": "allowed",
        "foreign": "TypeError",
        "own": "TypeError",
        "html": "TypeError",
        "text": "TypeError",
    }
    expect(site.page.locator("b")).to_have_count(0)
    site.page.wait_for_function("() => document.querySelectorAll('head script').length === 4")
    assert [one for one in loaded if "stripe.com/" not in one] == []
