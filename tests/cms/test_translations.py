"""The Spanish catalogue is complete, compiled, and finds every string of the project."""

import pytest
from django.utils.translation import gettext, ngettext, override

from cms.translations import catalogue
from cms.translations.sources import Source, in_python, in_template


@pytest.mark.parametrize("locale", catalogue.LOCALES)
def test_every_string_has_a_translation(locale: str) -> None:
    assert catalogue.untranslated(locale) == []


@pytest.mark.parametrize("locale", catalogue.LOCALES)
def test_compiled_catalogue_says_what_the_editable_one_does(locale: str) -> None:
    assert catalogue.is_compiled(locale)


@pytest.mark.parametrize("locale", catalogue.LOCALES)
def test_translations_fill_in_the_same_names(locale: str) -> None:
    assert catalogue.with_other_placeholders(locale) == []


def test_django_speaks_spanish_of_mexico() -> None:
    with override("es-mx"):
        assert gettext("Where to go") == "A dónde ir"
        assert ngettext("%(amount)s hour", "%(amount)s hours", 48) % {"amount": 48} == "48 horas"


def test_strings_in_python_are_found() -> None:
    code = 'a = _("One") + gettext_lazy("Two " "words")\nb = ngettext("%(n)s page", "%(n)s pages", n)\nc = _(name)'

    assert set(in_python(code)) == {
        Source("One"),
        Source("Two words"),
        Source("%(n)s page", plural="%(n)s pages"),
    }


def test_strings_are_found_whatever_the_function_is_called_there() -> None:
    code = 'from django.utils.translation import gettext as _text\na = _text("One")'

    assert set(in_python(code)) == {Source("One")}


def test_strings_in_templates_are_found() -> None:
    text = (
        "<p>{% trans 'One' %}{% panel heading=_(\"Two\") %}"
        "{% blocktrans trimmed count n=pages %}{{ n }} page{% plural %}{{ n }} pages{% endblocktrans %}</p>"
    )

    assert list(in_template(text)) == [Source("One"), Source("Two"), Source("%(n)s page", plural="%(n)s pages")]
