"""Buyers who come over HTTP and use the pages as people do: for demos and for load."""
