"""The story from two accounts to two paid prizes: `make demo` plays it, the end-to-end tests assert it."""
