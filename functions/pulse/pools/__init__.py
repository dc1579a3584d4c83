"""Prize pools: money is paid in, held for winners, and returned where nobody wins it."""

from pulse.faces import open_face

open_face(__name__)
