"""Writes on what is published. Keyword only, each one transaction."""
