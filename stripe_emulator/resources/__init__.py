"""The API resources, a room for each group of nouns.

An endpoint takes a `Call` and returns the public object. In each room, `endpoints.py` lists the
endpoints and `shapes.py` says what the objects look like; `catalog.py` puts the rooms together.
"""
