"""Our books compared with Stripe's, movement by movement, to the cent."""

from pulse.faces import open_face

open_face(__name__)
