"""What the system needs from the outside world, as types. `outside/`, tests and simulation implement them."""

from pulse.faces import open_face

open_face(__name__)
