from pulse.backoffice.checks.audit_heads import write_audit_heads
from pulse.backoffice.checks.audit_state import AuditState, read_audit_state
from pulse.backoffice.checks.audit_trail import Flaw, FlawKind, require_known, verify_all, verify_audit
from pulse.backoffice.checks.invariant_state import InvariantState, read_invariant_state
from pulse.backoffice.checks.invariants import Violation, check
from pulse.backoffice.checks.nightly import NightReport, run_nightly

__all__ = [
    "AuditState",
    "Flaw",
    "FlawKind",
    "InvariantState",
    "NightReport",
    "Violation",
    "check",
    "read_audit_state",
    "read_invariant_state",
    "require_known",
    "run_nightly",
    "verify_all",
    "verify_audit",
    "write_audit_heads",
]
