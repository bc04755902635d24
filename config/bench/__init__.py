"""Benchmarks: ratios measured in one run, on servers of their own. Each ends with one line of JSON."""
