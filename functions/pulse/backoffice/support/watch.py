"""After each sweep: the metrics go to the log, and an alert goes all the way to prove that alerts do."""

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
    """Metrics that cannot be read do not stop the heartbeat; what is not written is missed by its alert."""
    readings: tuple[Reading, ...] = ()
    try:
        readings = tuple(write_metrics(ports=ports))
    except ITEM_ERRORS as error:
        log.write("metrics.not_read", severity="ERROR", error=log_failure(error))
    return Watch(heartbeat(ports=ports), readings)
