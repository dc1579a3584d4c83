"""A challenge is cancelled by two administrators: its buyers get their money back first."""

from pulse.faces import open_face

open_face(__name__)
