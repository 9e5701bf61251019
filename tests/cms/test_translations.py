"""The Spanish catalogue is complete, compiled, and finds every string of the project."""

import re
from io import BytesIO

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from cms import translations

IN_PYTHON = "cms.translations:in_python"
IN_TEMPLATE = "cms.translations:in_template"


@pytest.mark.parametrize("locale", translations.LOCALES)
def test_every_string_has_a_translation(locale: str) -> None:
    assert translations.untranslated(locale) == []


@pytest.mark.parametrize("locale", translations.LOCALES)
def test_compiled_catalogue_says_what_the_editable_one_does(locale: str) -> None:
    assert translations.is_compiled(locale)


@pytest.mark.parametrize("locale", translations.LOCALES)
def test_translations_fill_in_the_same_names(locale: str) -> None:
    assert translations.with_other_placeholders(locale) == []


def test_django_speaks_spanish_of_mexico() -> None:
    with override("es-mx"):
        assert gettext("Where to go") == "A dónde ir"
        assert ngettext("%(amount)s hour", "%(amount)s hours", 48) % {"amount": 48} == "48 horas"


def test_what_a_workflow_says_is_plain_spanish() -> None:
    """Of Wagtail's mails and locks: who did what, without the names of steps."""
    rejected = 'The page "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s" by %(rejector)s.'
    names = {"title": "Robo", "task": "TAB · aprobación", "workflow": "revisión de Tabasco", "rejector": "Ana"}
    lock = "Only reviewers for this task can edit the %(model_name)s."
    with override("es-mx"):
        assert gettext(rejected) % names == "Ana te devolvió «Robo» con comentarios."
        assert gettext('The following comment was left: "%(comment)s"') % {"comment": "x"} == "Dice: «x»"
        assert gettext(lock) % {"model_name": "página"} == "Solo puede cambiarla quien publica."


@pytest.mark.parametrize("other", ["reproductor", "enlace con otra persona"])
def test_player_and_hand_over_have_one_word_each(other: str) -> None:
    """Those are «prueba» and «traspaso»."""
    assert other not in translations.path_of("es_MX").read_text(encoding="utf-8").lower()


OTHER_WORDS = re.compile(
    r"moderación|aprobación|p(?:edir|ide|idió|iden) cambios|flujos? de trabajo|despublic", re.IGNORECASE
)


def texts_of(said: object) -> list[str]:
    """Return what a message says: once, or a form for each number."""
    return [str(one) for one in said] if isinstance(said, list | tuple) else [str(said)]


def test_each_act_of_editors_has_one_word() -> None:
    """The words that stand for these are in `docs/glossary.md`."""
    with translations.path_of("es_MX").open("rb") as file:
        said = [text for one in read_po(file) for text in texts_of(one.string)]

    assert [text for text in said if OTHER_WORDS.search(text)] == []


def strings_in(text: str, method: str) -> list[object]:
    return [message for _, message, _, _ in extract(method, BytesIO(text.encode()), translations.KEYWORDS)]


def test_strings_in_python_are_found() -> None:
    code = 'a = _("One") + gettext_lazy("Two " "words")\nb = ngettext("%(n)s page", "%(n)s pages", n)\nc = _(name)'

    assert strings_in(code, IN_PYTHON) == ["One", "Two words", ("%(n)s page", "%(n)s pages")]


def test_strings_are_found_whatever_the_function_is_called_there() -> None:
    code = 'from django.utils.translation import gettext as _text\na = _text("One")'

    assert strings_in(code, IN_PYTHON) == ["One"]


def test_strings_in_templates_are_found() -> None:
    text = (
        "<p>{% trans 'One' %}{% panel heading=_(\"Two\") %}\n"
        "    {% blocktrans trimmed count n=pages %}{{ n }} page{% plural %}{{ n }} pages{% endblocktrans %}\n  </p>"
    )

    assert strings_in(text, IN_TEMPLATE) == ["One", "Two", ("%(n)s page", "%(n)s pages")]
