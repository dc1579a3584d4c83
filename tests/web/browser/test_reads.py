"""A page shows what the server said. What the SDK only remembers, without a connection, is not shown."""

from __future__ import annotations

import pytest

from tests.web.browser.site import SIGNED_IN, SITE, Site

pytestmark = pytest.mark.thorough

SDK = """export class Timestamp {}
const nothing = () => ({});
export const collection = nothing, doc = nothing, limit = nothing, orderBy = nothing, query = nothing;
export const startAfter = nothing, where = nothing, setDoc = nothing;
const found = (fromCache, docs) => ({
  metadata: { fromCache }, size: docs.length, docs, exists: () => docs.length > 0, data: () => docs[0].data(),
});
const prize = { id: 'prize_1', data: () => ({ winnerAmount: 9700 }) };
export const onSnapshot = (_wanted, { includeMetadataChanges }, hear) => {
  hear(found(true, []));
  if (includeMetadataChanges) hear(found(false, globalThis.isEmpty ? [] : [prize]));
  hear(found(true, []));
};
export const getDoc = async () => found(true, []);
export const getDocs = async () => found(globalThis.isOffline, [prize]);"""


def read(site: Site, code: str) -> object:
    site.stand_in("session.js", SIGNED_IN)
    site.page.route(
        f"{SITE}/vendor/firebase.js", lambda route: route.fulfill(body=SDK, content_type="text/javascript")
    )
    return site.evaluate(f"const store = await import('/app/store.js'); {code}")


WATCH = """const heard = [];
store.watchNewest('prizeRecords', {}, 'createdAt', (found, isWhole) => heard.push([found.length, isWhole]));
store.watchEqual('prizeRecords', 'userId', 'a', (found) => heard.push(found.length));
store.watchDocument('prizeRecords/prize_1', (found) => heard.push(found?.winnerAmount ?? null));
return heard;"""


def test_nothing_is_heard_before_the_server_answers_nor_after_it_is_gone(site: Site) -> None:
    assert read(site, WATCH) == [[1, True], 1, 9_700]


def test_that_there_is_nothing_is_heard_once_the_server_says_so(site: Site) -> None:
    assert read(site, f"globalThis.isEmpty = true; {WATCH}") == [[0, True], 0, None]


def test_a_sum_is_made_of_what_the_server_said_or_fails(site: Site) -> None:
    code = """const read = () => store.readAll('prizeRecords', {}, 'paidAt');
    const ask = () => read().then((all) => all.length, ({ code }) => code);
    const online = await ask();
    globalThis.isOffline = true;
    return [online, await ask()];"""

    assert read(site, code) == [1, "no_answer"]
