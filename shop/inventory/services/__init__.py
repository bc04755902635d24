"""Writes of inventory; one module for each operation."""
