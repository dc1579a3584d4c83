"""Stripe's own libraries, several versions of each, run one story against the emulator unchanged.

`python -m tests.emulator.sdks` installs each version into `.local/sdks/`, once, and prints a table.
"""
