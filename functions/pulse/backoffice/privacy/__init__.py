"""What a person may ask about their own data: a copy of it, and its erasure."""

from pulse.faces import open_face

open_face(__name__)
