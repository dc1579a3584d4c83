"""A console where everything is wrong at once, with ids as long as they are in truth (`bad_night.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.web.browser.console import Console
from tests.web.browser.site import Site

NIGHT: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text())
ADMIN, PRIZE, EVENT = NIGHT["admin"], NIGHT["prizeId"], NIGHT["event"]
STORE = """export const LIST_MAX = 100;
const requests = %s.map((one) => ({
  ...one, requestedAt: new Date(Date.now() - 3600000), expiresAt: new Date(Date.now() + 3600000),
}));
export const readDocument = async () => ({ audit: { number: 4 } });
export const watchDocument = (_path, hear) => { hear(%s); return () => {}; };
export const watchEqual = (_name, _field, _value, hear) => { hear(requests); return () => {}; };
export const watchOldest = (_name, _equal, _by, hear) => { hear(%s, true); return () => {}; };
export const watchNewest = watchOldest, write = async () => {}, readAll = async () => [];"""


def open_console(site: Site, role: str) -> Console:
    """The page of the site itself, under its own policy, with all that *role* sees."""
    console = Console(site, role)
    live = (json.dumps(NIGHT[name]) for name in ("requests", "pause", "events"))
    site.stand_in("store.js", STORE % tuple(live))
    console.answer("get-overview", NIGHT["overview"])
    console.answer("list-work", {"success": True, "items": NIGHT["work"], "cursor": "more"})
    console.answer("get-metrics", {"success": True, "metrics": NIGHT["figures"]})
    console.answer("explain-prize", NIGHT["prize"])
    console.answer("explain-payment", NIGHT["sale"])
    console.answer("explain-account", NIGHT["account"])
    console.answer("get-payouts", NIGHT["payouts"])
    console.answer("get-pool-statement", {"success": True, "statement": NIGHT["pool"]})
    console.finds(*NIGHT["found"])
    site.visit("operator")
    return console


def look_at(site: Site, kind: str, name: str) -> None:
    """The first of the *kind* among what was found, by the button of this *name*."""
    line = site.page.locator("#found > li").filter(has_text=kind).first
    line.get_by_role("button", name=name).click()
