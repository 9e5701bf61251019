"""Run all benchmarks on this machine's own database, loading the starter content first where it is missing."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")


def main() -> None:
    """Prepare the database and print each table."""
    django.setup()
    from django.core.management import call_command

    from benchmarks import adapting, matrix, reading, search, steps, tenants
    from benchmarks.serving import table

    call_command("migrate", verbosity=0)
    call_command("load_starter", "--demonstration")
    reading.main()
    tenants.main()
    matrix.main()
    adapting.main()
    search.main()
    steps.main()
    table.main()


if __name__ == "__main__":
    main()
