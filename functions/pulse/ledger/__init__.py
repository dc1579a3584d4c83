"""What money moved (`journal`) and who changed what (`audit`). Entries of both are never edited."""

from pulse.faces import open_face

open_face(__name__)
