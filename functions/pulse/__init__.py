"""The payments backend of Pulse; start reading at `main.py`, then `doors/`."""
