"""The steps, one file a noun: how each looks and what it plans."""
