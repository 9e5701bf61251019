"""Filters for the package's templates."""
