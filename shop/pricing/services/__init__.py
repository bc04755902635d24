"""Writes of pricing; one module for each noun."""
