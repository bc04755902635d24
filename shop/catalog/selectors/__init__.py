"""Reads of the catalog; one module for each noun."""
