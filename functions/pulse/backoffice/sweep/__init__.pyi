from pulse.backoffice.sweep.missed_awards import award_ended_since
from pulse.backoffice.sweep.stale_accounts import UNFINISHED
from pulse.backoffice.sweep.stale_projections import project_everybody, project_since, rebuild
from pulse.backoffice.sweep.sweep import SweepReport, sweep

__all__ = [
    "SweepReport",
    "UNFINISHED",
    "award_ended_since",
    "project_everybody",
    "project_since",
    "rebuild",
    "sweep",
]
