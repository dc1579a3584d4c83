"""Work on many items in one run: one failure stops none of the others, and the next run continues."""

from pulse.faces import open_face

open_face(__name__)
