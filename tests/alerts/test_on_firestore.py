"""The grouping on the real store: instances that race for one matter, and totals as Firestore sums them."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from pulse.alerts.groups import AlertGroup, group_path
from pulse.alerts.heartbeat import heartbeat
from tests.alerts.conftest import alerts_of
from tests.alerts.test_alerting import alert

pytestmark = pytest.mark.emulators


def test_a_storm_over_racing_instances_is_one_message_and_one_count(world, slack, firestore_store):
    cause = f"storm.{uuid4().hex}"
    instances = [alerts_of(world, slack, firestore_store) for _ in range(4)]
    storm = [alert(number, cause=cause, currency="usd" if number % 2 else "eur") for number in range(60)]
    with ThreadPoolExecutor(len(instances)) as threads:
        for number, one in enumerate(storm):
            threads.submit(instances[number % len(instances)].raise_alert, one)
    world.clock.advance(minutes=5)
    heartbeat(ports=dataclasses.replace(world.ports, store=firestore_store, alerts=instances[0]))
    stands = AlertGroup.of(firestore_store.get(group_path(cause)))
    assert (stands.count, stands.amount_at_risk) == (60, {"usd": 30 * 97, "eur": 30 * 97})
    assert sum(cause in text for text in slack.texts) == 1
    assert not stands.undelivered
