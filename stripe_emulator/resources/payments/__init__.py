"""A buyer's payment: the intent, the charge, and the money that goes back by refund or dispute."""
