"""Who has power: given and taken with a record, listed, and recognised at a terminal."""

from pulse.faces import open_face

open_face(__name__)
