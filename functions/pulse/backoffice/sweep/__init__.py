"""The sweep: finds work that no task, trigger or webhook has picked up."""

from pulse.faces import open_face

open_face(__name__)
