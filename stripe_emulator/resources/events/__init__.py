"""Events by API and the endpoints that receive them."""
