"""From the first system to this one: a report first, then steps that can be repeated and undone."""

from pulse.faces import open_face

open_face(__name__)
