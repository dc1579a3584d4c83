"""Every act at Stripe is an attempt: its key is stored first, and one table says how to repeat it."""

from pulse.faces import open_face

open_face(__name__)
