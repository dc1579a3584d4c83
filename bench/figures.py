"""What a measurement says: each figure with its samples, and those of its floor from the same run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

Samples = tuple[float, ...]


@dataclass(frozen=True)
class Figure:
    """*x*: its place on the horizontal axis of a curve; empty where the figure belongs to no curve."""

    section: str
    name: str
    unit: str
    samples: Samples
    floor: Samples = ()
    floor_name: str = ""
    x: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def floor_median(self) -> float | None:
        return statistics.median(self.floor) if self.floor else None

    @property
    def ratio(self) -> float | None:
        """Of the medians. The processes took turns, so both had the same machine."""
        return self.median / self.floor_median if self.floor_median else None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.section, self.name, self.x


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
