"""The whole console with made-up answers, as an administrator or as support sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route

from tests.web.browser.site import SITE, Site

SESSION = """let now = null;
export const idToken = async () => 'a-token', uid = () => now?.uid ?? null;
const claims = {%s: true, firebase: {sign_in_second_factor: "totp"}};
const person = (uid) => ({uid, email: `${uid}@example.com`, getIdTokenResult: async () => ({claims})});
export const onPerson = (hear) => {
  globalThis.enter = (uid) => { now = uid && person(uid); hear(now); };
  globalThis.enter('staff_1');
};
export const signIn = async () => {}, sendNewPassword = signIn, leave = signIn;
export const auth = null, firestore = null;"""
STORE = """globalThis.rows = {};
export const LIST_MAX = 100;
export const readDocument = async (path) => {
  const rows = await globalThis.rows[path];
  return rows === undefined ? null : { audit: { number: rows.shift() ?? 9 } };
};
export const watchDocument = (_path, hear) => {
  globalThis.switched = hear;
  hear({ paused: false });
  return () => {};
};
export const watchEqual = (_name, _field, _value, hear) => { hear([]); return () => {}; };
export const watchOldest = (_name, _equal, _by, hear) => { hear(%s, true); return () => {}; };
export const watchNewest = watchOldest, write = async () => {}, readAll = async () => [];"""
OVERVIEW = {
    "success": True, "paused": False, "overdrawn": [], "differences": 0, "unexplained": [],
    "comparedInFullAt": "2026-11-28T02:00:00Z", "comparisonOverdue": False, "awardsNotRecorded": 0,
    "heartbeatAt": "2026-11-28T02:00:00Z",
    "toldAt": "2026-11-28T02:00:00Z", "inbox": {"waiting": 0, "failed": 0, "oldest": None}, "unpaid": [],
    "unreadable": [], "refundsAskedFor": 0, "cancellations": 0, "peopleOnHold": 0, "noticesUnsent": 0,
    "alerts": [],
    "audit": {
        "verifiedAt": "2026-11-28T02:00:00Z", "rows": 1200, "records": 300, "broken": 0, "named": [],
        "overdue": False,
    },
    "invariants": {"checkedAt": "2026-11-28T02:10:00Z", "broken": 0, "named": [], "overdue": False},
}  # fmt: skip


class Console:
    def __init__(self, site: Site, role: str, events: list[dict[str, Any]] | None = None) -> None:
        self.site = site
        self.sent: list[tuple[str, dict[str, Any]]] = []
        """Each call of an operation that is not answered by the overview and the work."""
        site.stand_in("session.js", SESSION % role)
        site.stand_in("store.js", STORE % json.dumps(events or []))
        self.answer("get-overview", OVERVIEW)
        self.answer("list-work", {"success": True, "items": [], "cursor": None})

    def answer(self, operation: str, answer: dict[str, Any], status: int = 200) -> None:
        self.site.page.route(f"{SITE}/api/{operation}", self._answering(operation, answer, status))

    def finds(self, *matches: dict[str, Any]) -> None:
        empty = dict.fromkeys(("userId", "status", "reason", "nextAction", "amount", "currency"))
        found = [{**empty, "title": "a title", "links": [], **one} for one in matches]
        self.answer("find", {"success": True, "matches": found})

    def open(self) -> None:
        self.site.evaluate(
            "await import('/app/operator/page.js');"
            "document.body.append(document.createElement('pulse-operator'));"
        )

    def find(self, text: str) -> None:
        self.site.page.get_by_label("Uid, e-mail address").fill(text)
        self.site.page.get_by_role("button", name="Find", exact=True).click()

    def row_numbers(self, path: str, *numbers: int) -> None:
        """Of the newest row about the record, each time it is read."""
        self.site.evaluate(f"globalThis.rows[{path!r}] = {list(numbers)};")

    def _answering(self, operation: str, answer: dict[str, Any], status: int) -> Callable[[Route], None]:
        def fulfil(route: Route) -> None:
            if operation not in {"get-overview", "list-work"}:
                self.sent.append((operation, route.request.post_data_json))
            route.fulfill(json=answer, status=status)

        return fulfil
