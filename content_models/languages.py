"""Two spellings of a language tag: Django's and Wagtail's `es-mx`, and BCP 47's `es-MX`."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LANGUAGES_HELP = _("Languages in which people are attended. Type to search; leave empty if not known.")
"""What stands beside a list of languages that is searched by typing."""


def bcp47(code: str) -> str:
    """Return the BCP 47 spelling of Django's lower-case code: `es-mx` becomes `es-MX`, `omq-x-mixteco` stays.

    Source: RFC 5646, section 2.1.1 (two letters after the first subtag are a region, four are a script; everything
    after a single letter stays in lower case).
    """
    first, *others = code.lower().replace("_", "-").split("-")
    parts = [first]
    within_extension = False
    for part in others:
        within_extension = within_extension or len(part) == 1
        parts.append(part if within_extension else _cased(part))
    return "-".join(parts)


def _cased(part: str) -> str:
    if len(part) == 2 and part.isalpha():
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part


def django_code(tag: str) -> str:
    """Return Django's and Wagtail's spelling of a BCP 47 tag: `es-MX` becomes `es-mx`."""
    return tag.lower().replace("_", "-")


def content_languages() -> list[tuple[str, str]]:
    """Return the languages that content can name, as choices whose values are BCP 47 tags."""
    return [(bcp47(code), name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES]


def language_name(code: str) -> str:
    """Return what a language is called, by either spelling; the code itself where it is unknown."""
    return dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(django_code(code), code)


def interface_language(locale: str) -> str:
    """Return the language of the software's own words beside a content language: the default where there are none."""
    translated = [code for code, _ in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    code = django_code(locale)
    return code if code in translated else str(settings.LANGUAGE_CODE)
