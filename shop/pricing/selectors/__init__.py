"""Reads of pricing; one module for each noun."""
