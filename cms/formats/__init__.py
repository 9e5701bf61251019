"""Formats of days and hours that count before Django's own, one package per language."""
