"""The API resources, one module each: endpoints take a `Call` and return the public object."""
