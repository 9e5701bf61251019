"""Inquiries, the operator desk and online chat. Nothing of it exists yet; the import contract knows its place."""
