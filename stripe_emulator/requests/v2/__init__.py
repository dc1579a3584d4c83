"""How a request to `/v2` is read, checked and answered: JSON bodies, versions, keys of 30 days."""
