"""Signing in: passwords, second factors, the force's own provider, and sessions that end.

What the pages do is django-allauth's; these modules are where it meets accounts, roles and the record.
"""
