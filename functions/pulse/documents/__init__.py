"""Documents of other programs become frozen values here, and nowhere else is a raw one looked into."""

from pulse.faces import open_face

open_face(__name__)
