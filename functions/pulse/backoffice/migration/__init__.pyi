from pulse.backoffice.migration.begun import Begun, MigrationNotBegun, read_begun
from pulse.backoffice.migration.compare import (
    Beginning,
    Comparison,
    Line,
    Money,
    OtherMode,
    SumsChanged,
    begin,
    compare_sums,
)
from pulse.backoffice.migration.decide import DecideDoubt, decide_doubt
from pulse.backoffice.migration.findings import Amounts, Finding, Kind, Sum, sums_of
from pulse.backoffice.migration.reasons import REASONS, Verdict, Why
from pulse.backoffice.migration.records import Choice, Decision, Image
from pulse.backoffice.migration.steps import Step, take_step
from pulse.backoffice.migration.survey import Survey, survey
from pulse.backoffice.migration.undo import find_undoable, undo

__all__ = [
    "Amounts",
    "Beginning",
    "Begun",
    "Choice",
    "Comparison",
    "DecideDoubt",
    "Decision",
    "Finding",
    "Image",
    "Kind",
    "Line",
    "MigrationNotBegun",
    "Money",
    "OtherMode",
    "REASONS",
    "Step",
    "Sum",
    "SumsChanged",
    "Survey",
    "Verdict",
    "Why",
    "begin",
    "compare_sums",
    "decide_doubt",
    "find_undoable",
    "read_begun",
    "sums_of",
    "survey",
    "take_step",
    "undo",
]
