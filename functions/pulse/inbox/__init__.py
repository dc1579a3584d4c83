"""Stripe's events: stored with one write, handled from a task, and fetched if they never arrived."""

from pulse.faces import open_face

open_face(__name__)
