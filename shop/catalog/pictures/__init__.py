"""Uploaded pictures: looked at before they are decoded, drawn anew without what came along, kept as files.

No database here; what rows say of pictures is decided in services.
"""
