"""Acts that take two administrators: one requests, another approves."""

from pulse.faces import open_face

open_face(__name__)
