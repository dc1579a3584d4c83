"""Answers for operators: why a prize is not paid, how things stand, and the metrics."""

from pulse.backoffice.support.adopt import FirstSystem, adopt_first_system, find_first_system
from pulse.backoffice.support.explain import Explanation, explain_prize
from pulse.backoffice.support.metrics import Metric, Reading, read_metrics
from pulse.backoffice.support.overview import Overview, read_overview
from pulse.backoffice.support.watch import Watch, watch

__all__ = [
    "Explanation",
    "FirstSystem",
    "Metric",
    "Overview",
    "Reading",
    "Watch",
    "adopt_first_system",
    "explain_prize",
    "find_first_system",
    "read_overview",
    "read_metrics",
    "watch",
]
