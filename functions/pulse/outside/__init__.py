"""The implementations of the ports. Only these files import the libraries of Stripe, Google and Slack."""

from pulse.faces import open_face

open_face(__name__)
