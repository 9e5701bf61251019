"""Screens of the admin that this package adds."""
