"""Read-only checks of the real documents: the invariants and the audit trail, nightly and on demand."""

from pulse.faces import open_face

open_face(__name__)
