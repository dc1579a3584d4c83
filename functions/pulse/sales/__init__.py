"""Sales of rounds: quote, payment, enrolment, refunds and disputes."""

from pulse.faces import open_face

open_face(__name__)
