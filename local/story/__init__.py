"""The story that `make demo` plays and the end-to-end tests assert: from two accounts to two paid prizes."""
