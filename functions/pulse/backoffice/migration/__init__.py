"""From the first system to this one: a report first, then steps that can be repeated."""

from pulse.backoffice.migration.decide import DecideDoubt, decide_doubt
from pulse.backoffice.migration.findings import Amounts, Finding, Kind, Sum
from pulse.backoffice.migration.reasons import REASONS, Verdict, Why
from pulse.backoffice.migration.records import Choice, Decision
from pulse.backoffice.migration.survey import Survey, survey

__all__ = [
    "Amounts",
    "Choice",
    "DecideDoubt",
    "Decision",
    "Finding",
    "Kind",
    "REASONS",
    "Sum",
    "Survey",
    "Verdict",
    "Why",
    "decide_doubt",
    "survey",
]
