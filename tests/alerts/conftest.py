from __future__ import annotations

import dataclasses

import pytest

from pulse.outside.alerting import GroupedAlerts
from pulse.outside.slack import SlackChannel, client
from tests.alerts.slack_server import serving
from tests.world import World


@pytest.fixture
def slack():
    with serving() as server:
        yield server


@pytest.fixture
def alerts(world: World, slack):
    return alerts_of(world, slack)


@pytest.fixture
def ports(world: World, alerts):
    """The world's ports, with the real alerts."""
    return dataclasses.replace(world.ports, alerts=alerts)


def alerts_of(world: World, slack, store=None) -> GroupedAlerts:
    """Another instance of the function, so to say: it shares the store alone."""
    channel = SlackChannel(client(slack.url, timeout_seconds=2))
    return GroupedAlerts(store or world.store, world.clock, world.ports.settings, channel)
