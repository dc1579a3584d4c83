"""The outside world, one file each: the only files that import those libraries."""
