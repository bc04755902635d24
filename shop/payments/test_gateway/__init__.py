"""The Test gateway: a payment gateway that moves no money, run as a process of its own (`manage.py test_gateway`).

It imports nothing of the shop and keeps its own ledger, so that a test can kill either side and compare the two.
"""
