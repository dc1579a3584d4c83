"""Processes killed at each step of a payment, on the emulators: the prize is always paid once."""
