"""A trainer asks for a refund of a sale; administrators make it, or say why not."""

from pulse.faces import open_face

open_face(__name__)
