"""Who is calling, what they may do, how often, and from which address."""

from pulse.faces import open_face

open_face(__name__)
