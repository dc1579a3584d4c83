"""What a person is told: recorded below their document, shown by the app, sent by push and e-mail."""

from pulse.faces import open_face

open_face(__name__)
