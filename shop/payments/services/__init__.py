"""Writes of payments; one module for each operation."""
