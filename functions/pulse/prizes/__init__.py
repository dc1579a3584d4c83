"""A challenge ends: its award, one prize record per winner, and transfers that pay each prize once."""

from pulse.faces import open_face

open_face(__name__)
