"""The gateways: the port that all of them keep, one adapter each, and the registry that finds one by its code."""
