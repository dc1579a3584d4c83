"""A seeded world that tries to make the real use cases pay twice, lose a payment, or get stuck."""
