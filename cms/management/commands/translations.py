"""Bring the Spanish catalogue up to date: `manage.py translations`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms import translations


class Command(BaseCommand):
    """Adds the project's new strings to the catalogue and compiles it; fails while one has no translation."""

    help = "Add new strings to locale/, compile it, and name what is not translated yet."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let it only look."""
        parser.add_argument("--check", action="store_true", help="Change no file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring every locale up to date."""
        for locale in translations.LOCALES:
            missing = translations.untranslated(locale) if options["check"] else translations.renew(locale)
            if missing:
                texts = "\n".join(f"  {text}" for text in missing)
                raise CommandError(f"{len(missing)} strings have no translation into {locale}:\n{texts}")
            if options["check"] and not translations.is_compiled(locale):
                raise CommandError(f"The catalogue of {locale} is not compiled: run manage.py translations.")
            self.stdout.write(f"{locale}: complete.")
