"""How a request to `/v1` is answered, from the HTTP text to the response."""
