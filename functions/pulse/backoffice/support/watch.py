"""After each sweep: log the metrics, and raise an alert that proves that alerts arrive."""

from __future__ import annotations

from dataclasses import dataclass

from pulse import log
from pulse.alerts import Heartbeat, heartbeat
from pulse.backoffice.support.metrics import Reading, write_metrics
from pulse.batches import ITEM_ERRORS, log_failure
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class Watch:
    heartbeat: Heartbeat
    readings: tuple[Reading, ...]


def watch(*, ports: Ports) -> Watch:
    """Unreadable metrics do not stop the heartbeat; their own alert notices that the lines are missing."""
    readings: tuple[Reading, ...] = ()
    try:
        readings = tuple(write_metrics(ports=ports))
    except ITEM_ERRORS as error:
        log.write("metrics.not_read", severity="ERROR", error=log_failure(error))
    return Watch(heartbeat(ports=ports), readings)
