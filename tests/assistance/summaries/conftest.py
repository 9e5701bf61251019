"""Operators of Tabasco and Coahuila, as at the desk."""

from tests.assistance.desk.conftest import people, signed_in

__all__ = ["people", "signed_in"]
