"""Operators log contacts over HTTP while web, worker and PostgreSQL are killed: what is lost, and what doubled."""
