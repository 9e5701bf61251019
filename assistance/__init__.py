"""Inquiries, the operator desk and online chat. Nothing of it exists yet; the import contract already knows its place."""
