"""Run the benchmarks on this machine's own database, loading the starter content first where it is missing.

`python -m benchmarks` runs all of them, as `make bench` does; `python -m benchmarks search matrix` only those.
`python -m benchmarks --against REF serving steps` compares this commit with another one.
"""

import argparse
import os
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
TABLES = {
    "reading": "benchmarks.reading",
    "tenants": "benchmarks.tenants",
    "matrix": "benchmarks.matrix",
    "adapting": "benchmarks.adapting",
    "editing": "benchmarks.editing",
    "importing": "benchmarks.importing",
    "guard": "benchmarks.guard",
    "launching": "benchmarks.launching",
    "walks": "benchmarks.walks",
    "walking": "benchmarks.walking",
    "charting": "benchmarks.charting",
    "search": "benchmarks.search",
    "search_mixture": "benchmarks.search_mixture",
    "search_quality": "benchmarks.search_quality",
    "desk": "benchmarks.desk",
    "painting": "benchmarks.painting",
    "chat": "benchmarks.chat",
    "chat_messages": "benchmarks.chat_messages",
    "steps": "benchmarks.steps",
    "serving": "benchmarks.serving.table",
}
ONLY_BY_NAME = frozenset({"chat", "search_mixture", "search_quality"})
"""Those that measure no time, and one that takes five minutes."""


def main(names: list[str]) -> None:
    """Prepare the database and print the tables of these names; without any, all."""
    unknown = sorted(set(names) - set(TABLES))
    if unknown:
        raise SystemExit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(TABLES)}.")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_starter", "--demonstration")
    for name in names or [name for name in TABLES if name not in ONLY_BY_NAME]:
        import_module(TABLES[name]).main()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, and print ratios.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(TABLES)}; without one, all")
    parser.add_argument("--against", metavar="REF", help="compare with another commit: serving and steps, unless named")
    parser.add_argument("--rounds", type=int, default=3, help="with --against: how often each commit is measured")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    if given.against is None:
        main(given.names)
    else:
        from benchmarks.comparing import command

        raise SystemExit(command.main(given.against, given.names, rounds=given.rounds))
