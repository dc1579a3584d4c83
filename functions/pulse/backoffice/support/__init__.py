"""Answers for operators: what a name finds, why a prize is not paid, how things stand, and the metrics."""

from pulse.faces import open_face

open_face(__name__)
