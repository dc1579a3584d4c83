"""What the tests of the sweep share."""

from __future__ import annotations

from pulse.backoffice import sweep


def swept(world, ports=None):
    return sweep(ports=ports or world.ports)


def queued(world, queue="payprize"):
    return [task.payload for task in world.queue.tasks if task.queue == queue]
