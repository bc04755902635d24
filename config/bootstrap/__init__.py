"""Brings one machine from nothing to a running Podium, and takes it down again.

Everything up to `venv` uses the standard library only. Nothing here imports Django or the project: the servers and
processes are started with an environment, exactly as a deployment on many machines would start them.
"""
