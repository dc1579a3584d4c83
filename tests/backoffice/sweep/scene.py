"""What the tests of the sweep share."""

from __future__ import annotations

from pulse.backoffice import sweep


def swept(world, ports=None):
    return sweep(ports=ports or world.ports)


def result_of(report, name):
    return next(step.result for step in report.steps if step.name == name)


def queued(world, queue="payprize"):
    return [task.payload for task in world.queue.tasks if task.queue == queue]
