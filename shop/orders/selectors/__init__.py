"""Reads of orders; one module for each noun."""
