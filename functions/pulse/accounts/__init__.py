"""Connected accounts at Stripe: one per person and role, with the state that Stripe says they have."""

from pulse.faces import open_face

open_face(__name__)
