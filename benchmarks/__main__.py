"""Run the benchmarks on this machine's own database, loading the starter content first where it is missing.

`python -m benchmarks` runs all of them, as `make bench` does; `python -m benchmarks search matrix` only those.
"""

import os
import sys
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
TABLES = {
    "reading": "benchmarks.reading",
    "tenants": "benchmarks.tenants",
    "matrix": "benchmarks.matrix",
    "adapting": "benchmarks.adapting",
    "search": "benchmarks.search",
    "steps": "benchmarks.steps",
    "serving": "benchmarks.serving.table",
}


def main(names: list[str]) -> None:
    """Prepare the database and print the tables of these names; without any, all."""
    unknown = sorted(set(names) - set(TABLES))
    if unknown:
        raise SystemExit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(TABLES)}.")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_starter", "--demonstration")
    for name in names or TABLES:
        import_module(TABLES[name]).main()


if __name__ == "__main__":
    main(sys.argv[1:])
