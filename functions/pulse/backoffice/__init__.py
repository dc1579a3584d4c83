"""What operators and schedules can do, for the doors; the rooms below import each other's public faces."""

from pulse.faces import open_face

open_face(__name__)
