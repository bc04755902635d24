"""Reads of inventory; one module for each noun."""
