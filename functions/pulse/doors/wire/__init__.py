"""What operations are made of and know nothing about: JSON, fields, failures, CORS, traces."""
