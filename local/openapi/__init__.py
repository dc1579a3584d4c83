"""What clients are told of the operations: `docs/openapi.json`, and the types of the clients made from it."""
