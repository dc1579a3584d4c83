"""How often people may call, in one instance and across all, and what happens when counting fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pulse.doors import api
from pulse.doors.access import rate_limits
from pulse.doors.access.rate_limits import Limit, RateLimits, StoreCounts
from pulse.doors.operations import BY_NAME, every_operation
from pulse.errors import Busy, TooManyRequests
from tests.counting import counted
from tests.doors.broken import without_store
from tests.doors.google_side import FOREIGN_KEY
from tests.doors.operations import EXPECTED
from tests.doors.served import wsgi
from tests.doors.story import BUYER, OTHER, TRAINER, WINNER, Story
from tests.world import World

OPERATIONS = every_operation()

SHARED = Limit(3, shared=True)


def used_up(limits: RateLimits, person: str, limit: Limit) -> None:
    for _ in range(limit.per_minute):
        limits.count_person(person, "pay", limit)


def limits_of(world: World) -> RateLimits:
    return RateLimits(world.store, world.clock)


@pytest.mark.parametrize("limit", [Limit(3), SHARED])
def test_one_call_more_than_the_limit_is_refused_until_a_window_has_passed(limit, served):
    limits = limits_of(served.world)
    used_up(limits, "a", limit)

    with pytest.raises(TooManyRequests) as refused:
        limits.count_person("a", "pay", limit)

    assert refused.value.retry_after_seconds == 60


def test_others_and_other_operations_are_not_counted_along(served):
    limits = limits_of(served.world)
    used_up(limits, "a", SHARED)

    limits.count_person("b", "pay", SHARED)
    limits.count_person("a", "refund", SHARED)


def test_a_shared_limit_holds_across_instances(served):
    used_up(limits_of(served.world), "a", SHARED)

    with pytest.raises(TooManyRequests):
        limits_of(served.world).count_person("a", "pay", SHARED)


def test_an_instances_own_limit_does_not(served):
    used_up(limits_of(served.world), "a", Limit(3))

    limits_of(served.world).count_person("a", "pay", Limit(3))


@pytest.mark.parametrize(("seconds", "open_again"), [(59, False), (60, True), (3_600, True)])
def test_a_shared_window_ends_after_a_minute(seconds, open_again, served):
    used_up(limits_of(served.world), "a", SHARED)
    served.world.clock.advance(seconds=seconds)

    if open_again:
        used_up(limits_of(served.world), "a", SHARED)
    else:
        with pytest.raises(TooManyRequests):
            limits_of(served.world).count_person("a", "pay", SHARED)


def test_many_at_once_never_pass_the_shared_limit(served):
    counts = StoreCounts(served.world.store, served.world.clock)

    def hit(_: int) -> int | None:
        try:
            return counts.incr("key", 60)
        except Busy:
            return None

    with ThreadPoolExecutor(16) as pool:
        seen = [count for count in pool.map(hit, range(64)) if count is not None]

    assert len(seen) == len(set(seen))
    assert counts.get("key") == max(seen) == len(seen)

    def admitted(_: int) -> bool:
        try:
            limits_of(served.world).count_person("a", "pay", SHARED)
        except (TooManyRequests, Busy):
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert 1 <= sum(pool.map(admitted, range(64))) <= SHARED.per_minute


def test_counts_expire_by_themselves_and_name_nobody(served):
    limits_of(served.world).count_person("somebody@example.com", "pay", SHARED)

    (counted,) = served.world.store._documents["rateLimits"].values()
    assert set(counted.fields) == {"count", "resetAt", "expireAt"}
    assert "somebody" not in counted.path


def test_a_flood_does_not_reach_the_store(served):
    trips, ports = counted(served.world.ports)
    limits = RateLimits(ports.store, ports.clock)
    used_up(limits, "a", SHARED)
    before = trips.calls("store")

    for _ in range(50):
        with pytest.raises(TooManyRequests):
            limits.count_person("a", "pay", SHARED)

    assert before
    assert trips.calls("store") == before


def test_the_wire_says_when_to_come_back(story):
    token = story.token(BUYER)
    wish = {"challengeId": "round_1"}
    limit = BY_NAME["create-payment-intent"].limit.per_minute

    answers = [story.post("create-payment-intent", wish, token=token) for _ in range(limit + 1)]

    assert [answer.status_code for answer in answers] == [200] * limit + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].json["code"] == "too_many_requests"
    called = story.callable("create-payment-intent", wish, token=token)
    assert called.status_code == 429
    assert called.json["error"]["status"] == "RESOURCE_EXHAUSTED"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_without_the_store_nothing_is_asked_of_stripe(operation):
    story = Story()
    sample = story.samples()[operation.name]
    token = story.admin_token() if sample.owner == "admin_1" else story.token(sample.owner)
    client = wsgi(lambda request: api.serve(request, lambda: without_store(story.clients)))
    method = "POST" if "POST" in operation.methods else "GET"
    sent = {"json": sample.fields} if method == "POST" else {"query_string": sample.fields}

    answer = client.open(
        f"/api/{operation.name}", method=method, headers={"Authorization": f"Bearer {token}"}, **sent
    )

    if not EXPECTED[operation.name].needs_store:
        assert answer.status_code == 200
        return
    assert answer.status_code == 503
    assert answer.json["code"] == "store_unavailable"
    assert answer.headers["Retry-After"]


class TestAddresses:
    def test_one_address_is_stopped_whatever_it_claims_to_be(self, served):
        allowed = rate_limits.ADDRESS_LIMIT.per_minute
        for _ in range(allowed):
            served.clients.limits.count_address("203.0.113.7")

        spoofed = {"X-Forwarded-For": "198.51.100.4, 203.0.113.7"}
        answer = served.get("get-earnings", headers=spoofed)
        neighbour = served.get("get-earnings", headers={"X-Forwarded-For": "203.0.113.7, 198.51.100.4"})

        assert answer.status_code == 429
        assert neighbour.status_code == 401

    def test_a_flood_without_a_token_stops_nobody_behind_the_address_who_is_signed_in(self, story):
        hop = {"X-Forwarded-For": "203.0.113.7"}
        for _ in range(rate_limits.ADDRESS_LIMIT.per_minute):
            story.clients.limits.count_address("203.0.113.7")

        signed_in = story.get("get-earnings", token=story.token(TRAINER), headers=hop)
        forged = story.get("get-earnings", token=story.token(TRAINER, key=FOREIGN_KEY), headers=hop)

        assert (signed_in.status_code, forged.status_code) == (200, 429)

    def test_calls_of_people_who_are_signed_in_are_not_counted_by_their_address(self, story, monkeypatch):
        monkeypatch.setattr(rate_limits, "ADDRESS_LIMIT", Limit(2))
        for user_id in (TRAINER, BUYER, OTHER, WINNER):
            assert story.get("get-earnings", token=story.token(user_id)).status_code == 200

        assert story.get("get-earnings").status_code == 401

    def test_one_person_has_a_limit_for_all_their_calls_also_for_those_that_are_refused(self, story):
        for _ in range(rate_limits.CALLER_LIMIT.per_minute):
            story.clients.limits.count_caller(TRAINER)

        malformed = story.post("create-payment-intent", {"a": 1}, token=story.token(TRAINER))
        another = story.get("get-earnings", token=story.token(OTHER))

        assert (malformed.status_code, another.status_code) == (429, 200)

    def test_within_one_ipv6_network_addresses_count_together(self, served):
        for host in range(rate_limits.ADDRESS_LIMIT.per_minute):
            served.clients.limits.count_address(f"2001:db8:1:2::{host:x}")

        with pytest.raises(TooManyRequests):
            served.clients.limits.count_address("2001:db8:1:2:ffff::1")
        served.clients.limits.count_address("2001:db8:1:3::1")

    @pytest.mark.parametrize("header", ["", "unknown", "1.2.3.4, nonsense", "1.2.3.4,", "999.1.1.1", "_x"])
    def test_what_is_no_address_is_nobody_special(self, header, story):
        answer = story.get("get-earnings", token=story.token(TRAINER), headers={"X-Forwarded-For": header})

        assert answer.status_code == 200


def test_somebody_elses_limit_cannot_be_used_up(story):
    limit = BY_NAME["get-dashboard-link"].limit.per_minute
    for _ in range(limit + 5):
        story.get("get-dashboard-link", query_string={"userId": TRAINER}, token=story.token(OTHER))

    assert story.get("get-dashboard-link", token=story.token(TRAINER)).status_code == 200
