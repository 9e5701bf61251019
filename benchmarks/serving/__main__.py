"""Measure and print: `python -m benchmarks.serving`, or as part of `make bench`."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")


def main() -> None:
    """Print the table."""
    django.setup()
    from benchmarks.serving import table

    table.main()


if __name__ == "__main__":
    main()
