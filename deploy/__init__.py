"""Sets a Google project and a Stripe account up for this backend, step by step, and says what is missing.

`deploy/table.py` is the list of steps. Nothing in this folder is deployed.
"""
