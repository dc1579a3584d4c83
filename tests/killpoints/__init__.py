"""Processes killed at each step of a prize's way, on the emulators: whatever died, the prize is paid once."""
