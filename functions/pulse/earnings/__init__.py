"""What trainers and winners have earned: totals from our books, balances from Stripe."""

from pulse.faces import open_face

open_face(__name__)
