"""Two models of the money path, checked by TLC: paying one prize, and a pool."""
