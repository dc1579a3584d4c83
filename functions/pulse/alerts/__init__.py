"""How operators hear about problems: the causes of alerts, alerts grouped by cause, and their heartbeat."""

from pulse.faces import open_face

open_face(__name__)
