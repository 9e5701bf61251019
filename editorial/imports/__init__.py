"""Offices in bulk: a file of them is read, checked and shown, imported whole or not at all, and rolled back."""
