"""What runs behind the scenes: the sweep, the reconciler, the invariants, the audit, the command line."""

from pulse.backoffice.stale_projections import project_everybody, rebuild
from pulse.backoffice.sweep import Progress, SweepReport, sweep

__all__ = ["Progress", "SweepReport", "project_everybody", "rebuild", "sweep"]
