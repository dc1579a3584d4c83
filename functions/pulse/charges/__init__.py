"""A charge at Stripe and what happened to it: the same for sales and for payments into pools."""

from pulse.faces import open_face

open_face(__name__)
