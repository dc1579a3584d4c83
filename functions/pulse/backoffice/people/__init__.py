"""What administrators decide about a person: to stop their sales and prizes, and to let them go on."""

from pulse.faces import open_face

open_face(__name__)
