"""What the form of a page refuses, and where it says so."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content_models.models import (
    ContentPage,
    GlossaryTerm,
    GuidancePage,
    NoticePage,
    OfficePage,
    ScriptPage,
)
from media.models import CustomDocument, CustomImage
from tenants.models import User
from tests.content_models.world import World, add
from tests.tenants.factories import person

pytestmark = pytest.mark.usefixtures("all_tenants_in_scope")


def guidance_data(**changes: Any) -> dict[str, Any]:
    """The smallest valid form of a guidance page."""
    return {
        "title": "Denunciar",
        "slug": "denunciar",
        "order": 0,
        "roles": ["VICTIM"],
        "stage": "ANY",
        "urgency": "NORMAL",
        "question": "¿A dónde voy?",
        "body": streamfield([]),
        "legal_references": streamfield([]),
        "glossary_choices": streamfield([]),
        "related_terms": streamfield([]),
        "related_pages": streamfield([]),
        "examples": streamfield([]),
        **changes,
    }


def editor() -> User:
    """The administrator whose browser sends the forms."""
    known = User.objects.filter(username="editora").first()
    return known or person("editora", is_superuser=True)


def form_of(page: ContentPage, parent: ContentPage, data: dict[str, Any], *, by: User | None = None) -> Any:
    """The bound form as an administrator's browser sends it."""
    page.locale = parent.locale
    form_class = page.get_edit_handler().get_form_class()
    several = {name: value for name, value in data.items() if isinstance(value, list)}
    single = {name: value for name, value in data.items() if name not in several}
    posted = QueryDict(mutable=True)
    posted.update(nested_form_data({**single, "comments": inline_formset([])}))
    for name, values in several.items():
        posted.setlist(name, values)
    return form_class(posted, instance=page, parent_page=parent, for_user=by or editor())


def codes(form: Any) -> dict[str, list[str]]:
    """Codes of the form's errors, by field."""
    return {name: [error.code for error in errors.as_data()] for name, errors in form.errors.items()}


def guidance_form(world: World, **changes: Any) -> Any:
    return form_of(GuidancePage(), world.section, guidance_data(**changes))


def test_accepts_a_page(world: World) -> None:
    assert codes(guidance_form(world)) == {}


@pytest.mark.parametrize(
    ("case", "changes", "expected"),
    [
        ("a placeholder in the title", {"title": "En {state}"}, {"title": ["placeholder_in_plain_text"]}),
        ("a placeholder in the question", {"question": "¿En {state}?"}, {"question": ["placeholder_in_plain_text"]}),
        ("a placeholder in the summary", {"summary": "{help_line}"}, {"summary": ["placeholder_in_plain_text"]}),
        ("no role", {"roles": []}, {"roles": ["required"]}),
        ("an unknown role", {"roles": ["JUDGE"]}, {"roles": ["invalid_choice"]}),
        ("an unknown stage", {"stage": "NEVER"}, {"stage": ["invalid_choice"]}),
        ("no question", {"question": ""}, {"question": ["required"]}),
        ("a question that is too long", {"question": "¿" * 201}, {"question": ["max_length"]}),
        (
            "a review before the last one",
            {"reviewed_on": "2026-05-01", "review_due_on": "2026-04-01"},
            {"review_due_on": ["review_due"]},
        ),
    ],
)
def test_refuses(world: World, case: str, changes: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert codes(guidance_form(world, **changes)) == expected


@pytest.mark.parametrize(
    ("html", "expected"), [("<p>En {state}</p>", {}), ("<p>En {estado}</p>", {"definition": ["unknown_placeholder"]})]
)
def test_formatted_fields_take_known_placeholders_only(world: World, html: str, expected: dict[str, list[str]]) -> None:
    data = {
        "title": "Querella",
        "slug": "querella",
        "order": 0,
        "definition": rich_text(html),
        "synonyms": streamfield([]),
        "ambiguous_forms": streamfield([]),
        "legal_references": streamfield([]),
        "related_terms": streamfield([]),
        "examples": streamfield([]),
    }

    assert codes(form_of(GlossaryTerm(), world.section, data)) == expected


def test_the_message_says_which_placeholders_there_are(world: World) -> None:
    form = guidance_form(world, title="En {estado}")

    assert "{emergency}, {help_line}, {state}, {state_official}" in form.errors["title"][0]


def test_messages_are_in_spanish(world: World) -> None:
    data = {"title": "A", "slug": "a", "order": 0, "definition": rich_text("<p>En {estado}</p>")}
    for name in ("synonyms", "ambiguous_forms", "legal_references", "related_terms", "examples"):
        data[name] = streamfield([])

    with translation.override("es-mx"):
        form = form_of(GlossaryTerm(), world.section, data)

        assert form.errors["definition"] == [
            "No existe el marcador {estado}. Puedes usar: {emergency}, {help_line}, {state}, {state_official}."
        ]


def test_a_block_with_an_error_stands_in_its_place(world: World) -> None:
    text = {"heading": "En {state}", "text": rich_text("<p>Hola</p>"), "legal_references": {"count": 0}}

    form = guidance_form(world, body=streamfield([("text", text)]))

    error = form.errors.as_data()["body"][0]
    assert list(error.block_errors) == [0]
    assert list(error.block_errors[0].block_errors) == ["heading"]


def reference_data(field: str, pk: int | str) -> dict[str, Any]:
    return {field: streamfield([("page" if field == "related_pages" else "term", str(pk))])}


def local_term(world: World, state: str) -> GlossaryTerm:
    tree = getattr(world, state)
    return add(tree.directory, GlossaryTerm(title=f"Término de {state}", slug="termino", definition="<p>x</p>"))


def test_a_page_of_the_library_refers_to_the_library(world: World) -> None:
    term = add(world.section, GlossaryTerm(title="Querella", slug="querella", definition="<p>x</p>"))

    assert codes(guidance_form(world, **reference_data("related_terms", term.pk))) == {}


def test_the_library_does_not_refer_to_a_state(world: World) -> None:
    form = guidance_form(world, **reference_data("related_terms", local_term(world, "jalisco").pk))

    assert refused_in(form) == {"related_terms": "«Término»"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [("tabasco", {}), ("jalisco", {"related_terms": "«Término»"})],
)
def test_a_state_refers_to_itself_and_never_to_another(world: World, state: str, expected: dict[str, Any]) -> None:
    data = guidance_data(**reference_data("related_terms", local_term(world, state).pk))

    assert refused_in(form_of(GuidancePage(), world.tabasco.directory, data)) == expected


def test_a_state_refers_to_the_library(world: World) -> None:
    term = add(world.section, GlossaryTerm(title="Querella", slug="querella", definition="<p>x</p>"))
    data = guidance_data(**reference_data("related_terms", term.pk))

    assert codes(form_of(GuidancePage(), world.tabasco.directory, data)) == {}


def test_a_link_to_another_states_page_is_refused(world: World) -> None:
    page = local_term(world, "jalisco")
    text = {
        "text": rich_text(f'<p><a linktype="page" id="{page.pk}">Ve</a></p>', features=["link"]),
        "legal_references": {"count": 0},
    }
    data = guidance_data(body=streamfield([("text", text)]))

    assert refused_in(form_of(GuidancePage(), world.tabasco.directory, data)) == {"body": "«Contenido»"}


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("tabasco", {}),
        ("jalisco", {"body": "«Imagen», «Archivo»"}),
        ("nobody", {"body": "«Imagen», «Archivo»"}),
    ],
)
def test_images_and_files_are_the_states_own(
    world: World, owner: str, expected: dict[str, Any], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    collection = Collection.get_first_root_node() if owner == "nobody" else getattr(world, owner).tenant.collection
    image = CustomImage.objects.create(title="Mapa", alt_text="Mapa", file=get_test_image_file(), collection=collection)
    file = CustomDocument.objects.create(
        title="Formato", file=ContentFile(b"1", name="formato.pdf"), collection=collection
    )
    blocks = [("image", {"image": image.pk}), ("file", {"file": file.pk, "title": "Formato"})]
    data = guidance_data(
        body=streamfield([(name, {**value, "legal_references": {"count": 0}}) for name, value in blocks])
    )

    assert refused_in(form_of(GuidancePage(), world.tabasco.directory, data)) == expected


def refused_in(form: Any) -> dict[str, str]:
    """The fields, or parts of them, where a reference was refused, by field of the form."""
    found = {}
    for name, errors in form.errors.as_data().items():
        sentences = [sentence for error in errors for sentence in _sentences(error)]
        assert all("ya no está o no es de tu estado: elígelo de nuevo" in one for one in sentences), sentences
        found[name] = ", ".join(re.findall(r"«[^»]+»", " ".join(sentences)))
    return found


def _sentences(error: Any) -> list[str]:
    inner = getattr(error, "block_errors", None) or {}
    parts = list(inner.values()) if isinstance(inner, dict) else [one for one in inner if one is not None]
    if hasattr(error, "block_errors"):
        return [
            sentence for part in parts for one in getattr(part, "error_list", [part]) for sentence in _sentences(one)
        ]
    return [str(message) for message in error.messages]


def text_data(html: str) -> dict[str, Any]:
    text = {"text": rich_text(html, features=["link", "document-link"]), "legal_references": {"count": 0}}
    return {"body": streamfield([("text", text)])}


def file_data(kind: str, **value: Any) -> dict[str, Any]:
    return {"body": streamfield([(kind, {**value, "legal_references": {"count": 0}})])}


KINDS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "page in a stream": lambda pk: reference_data("related_pages", pk),
    "term in a stream": lambda pk: reference_data("related_terms", pk),
    "link to a page": lambda pk: text_data(f'<p><a linktype="page" id="{pk}">Ve</a></p>'),
    "link to a file": lambda pk: text_data(f'<p><a linktype="document" id="{pk}">Ve</a></p>'),
    "image": lambda pk: file_data("image", image=pk),
    "file": lambda pk: file_data("file", file=pk, title="Formato"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_another_states_is_refused_as_what_is_not_there(
    world: World, kind: str, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    collection = world.jalisco.tenant.collection
    guidance = add(world.jalisco.directory, GuidancePage(title="SECRETO", slug="secreto-p", question="¿?", live=False))
    term = add(world.jalisco.directory, GlossaryTerm(title="SECRETO", slug="secreto", definition="<p>x</p>"))
    image = CustomImage.objects.create(title="SECRETO", file=get_test_image_file(), collection=collection)
    content = ContentFile(b"1", name="secreto.pdf")
    file = CustomDocument.objects.create(title="SECRETO", file=content, collection=collection)
    foreign = {"term in a stream": term, "image": image, "file": file, "link to a file": file}.get(kind, guidance)
    of_another_kind = {"page in a stream": term.pk, "term in a stream": guidance.pk}.get(kind, 999_998)

    answers = [answer(world, KINDS[kind](pk), pk) for pk in (foreign.pk, 999_999, of_another_kind, 10**30)]

    assert len(set(answers)) == 1
    assert "secreto" not in answers[0].lower()


def test_an_id_that_is_none_is_refused_alike(world: World) -> None:
    answers = {answer(world, reference_data("related_pages", pk), pk) for pk in ("²", "-1", "x", "999999")}

    assert len(answers) == 1


def answer(world: World, data: dict[str, Any], pk: Any) -> str:
    """What the form says and shows of what was sent, apart from the id."""
    form = form_of(GuidancePage(), world.tabasco.directory, guidance_data(**data))
    assert not form.is_valid()
    shown = "".join(str(form[name]) for name in ("related_pages", "related_terms", "body"))
    assert form.has_changed()
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}|key\W+quot\W+quot;\w+",
        "ID",
        f"{sorted(refused_in(form).items())} {form.errors} {shown}",
    )


@pytest.mark.parametrize("kind", ["foreign", "absent", "of another kind"])
def test_a_panels_page_of_another_state_is_refused_as_one_that_is_not_there(world: World, kind: str) -> None:
    guidance = add(world.jalisco.directory, GuidancePage(title="SECRETO", slug="secreto", question="¿?", live=False))
    topic = {"foreign": guidance.pk, "absent": 999_999, "of another kind": world.jalisco.office.pk}[kind]
    form = script_form(world, "a", node("a", "ANSWER"), topic=str(topic))

    assert refused_in(form) == {"topic": "«Tema»"}
    assert "secreto" not in str(form["topic"]).lower()
    assert str(topic) not in str(form["topic"])


def node(key: str, kind: str, *options: str, **others: Any) -> tuple[str, dict[str, Any]]:
    """A node as a browser sends it."""
    rows = [
        {"value": {"key": f"o-{to}", "label": "Sí", "web_label": "", "to": to}, "order": n, "deleted": ""}
        for n, to in enumerate(options)
    ]
    return (
        "node",
        {
            "key": key,
            "kind": kind,
            "text": rich_text("<p>Hola</p>"),
            "web_text": rich_text(""),
            "wordings": {"count": 0},
            "options": {"count": len(rows), **{str(n): row for n, row in enumerate(rows)}},
            "deadlines": {"count": 0},
            "legal_references": {"count": 0},
            **others,
        },
    )


def script_form(world: World, start: str, *nodes: tuple[str, dict[str, Any]], **changes: Any) -> Any:
    data = {
        "title": "Guion",
        "slug": "guion",
        "order": 0,
        "role": "VICTIM",
        "urgency": "NORMAL",
        "channels": ["CHAT"],
        "start": start,
        "opening_phrases": streamfield([]),
        "preamble": streamfield([]),
        "nodes": streamfield(list(nodes)),
        "walks": streamfield([]),
        "legal_references": streamfield([]),
        "glossary_choices": streamfield([]),
        "examples": streamfield([]),
        **changes,
    }
    return form_of(ScriptPage(), world.section, data)


def test_accepts_a_sound_script(world: World) -> None:
    form = script_form(world, "q", node("q", "QUESTION", "a"), node("a", "ANSWER"))

    assert codes(form) == {}


def test_a_problem_of_a_script_stands_at_its_node_and_names_it(world: World) -> None:
    lost = node("perdido", "INFO", text=rich_text("<p>Perdido</p>"))
    form = script_form(world, "q", node("q", "QUESTION", "a"), node("a", "ANSWER"), lost)

    errors = form.errors.as_data()["nodes"][0].block_errors
    assert list(errors) == [2]
    found = errors[2].non_block_errors.as_data()
    assert [error.code for error in found] == ["DEAD_END", "UNREACHABLE"]
    assert all("Perdido" in error.message for error in found)


def test_a_script_for_the_website_has_words_for_it_at_each_node_and_answer(world: World) -> None:
    nodes = [node("q", "QUESTION", "a"), node("a", "ANSWER")]
    nodes[0][1]["web_text"] = rich_text("<p>¿Sabes?</p>")

    form = script_form(world, "q", *nodes, channels=["CHAT", "WEB"])

    errors = form.errors.as_data()["nodes"][0].block_errors
    found = {at: [error.code for error in errors[at].non_block_errors.as_data()] for at in errors}
    assert found == {0: ["ANSWER_WORDS_MISSING"], 1: ["WORDS_MISSING"]}


def test_a_script_begins_with_one_of_its_nodes(world: World) -> None:
    form = script_form(world, "otro", node("a", "ANSWER"))

    assert codes(form) == {"start": ["script_graph"]}
    assert "otro" in form.errors["start"][0]


def test_a_notice_ends_after_it_starts(world: World) -> None:
    data = {
        "title": "Cierre",
        "slug": "cierre",
        "order": 0,
        "text": rich_text("<p>Cerrado</p>"),
        "severity": "INFO",
        "starts_at": "2026-11-23 10:00",
        "ends_at": "2026-11-23 09:00",
    }

    assert codes(form_of(NoticePage(), world.section, data)) == {"ends_at": ["notice_period"]}


@pytest.mark.parametrize(
    ("case", "changes", "expected"),
    [
        ("all is well", {}, {}),
        ("half a point", {"latitude": "17.9"}, {"longitude": ["point_incomplete"]}),
        ("a point north of Mexico", {"latitude": "40", "longitude": "-92"}, {"latitude": ["point_outside_mexico"]}),
        ("an unknown time zone", {"time_zone": "Mexico/Tabasco"}, {"time_zone": ["time_zone"]}),
        ("a bad e-mail", {"email": "guardia"}, {"email": ["invalid"]}),
        ("a bad website", {"website": "not a site"}, {"website": ["invalid"]}),
        ("a postal code with letters", {"postal_code": "86O40"}, {"postal_code": ["postal_code"]}),
        ("an unknown language", {"languages": ["tlh"]}, {"languages": ["invalid_choice"]}),
    ],
)
def test_an_office(world: World, case: str, changes: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert codes(form_of(OfficePage(), world.tabasco.organization, office_data(**changes))) == expected


def test_the_digits_of_a_postal_code_are_plain_ones(world: World) -> None:
    form = form_of(OfficePage(), world.tabasco.organization, office_data(postal_code="٨٦٠٤٠"))

    assert form.is_valid(), form.errors
    assert form.instance.postal_code == "86040"


def office_data(**changes: Any) -> dict[str, Any]:
    """The smallest valid form of an office."""
    return {
        "title": "Unidad",
        "slug": "unidad",
        "order": 0,
        "address": "Calle Hidalgo 1",
        "email": "unidad@tabasco.gob.mx",
        "website": "https://www.tabasco.gob.mx/unidad",
        "hours_text": "Lunes a viernes de 8 a 16 h",
        **{name: streamfield([]) for name in ("services", "phones", "schedule", "accessibility", "areas_served")},
        **changes,
    }


def notice_data(**changes: Any) -> dict[str, Any]:
    """The smallest valid form of a notice."""
    return {
        "title": "Cerrado",
        "slug": "cerrado",
        "order": 0,
        "text": rich_text("<p>Cerrado.</p>"),
        "severity": "INFO",
        **changes,
    }


def test_a_notice_ends_with_the_day_that_was_typed_by_the_clocks_of_its_state(world: World) -> None:
    world.tabasco.tenant.time_zone = "America/Tijuana"
    world.tabasco.tenant.save(update_fields=["time_zone"])
    data = notice_data(starts_at="30/11/2026", ends_at="30/11/2026", expire_at="30/11/2090")

    form = form_of(NoticePage(), world.tabasco.directory, data)

    assert codes(form) == {}
    assert [form.cleaned_data[name].isoformat() for name in ("starts_at", "ends_at", "expire_at")] == [
        "2026-11-30T00:00:00-08:00",
        "2026-11-30T23:59:59-08:00",
        "2090-11-30T23:59:59-08:00",
    ]


@pytest.mark.parametrize("name", ["starts_at", "ends_at", "go_live_at", "expire_at", "reviewed_on", "review_due_on"])
def test_a_date_that_is_not_understood_is_refused_where_it_was_typed(world: World, name: str) -> None:
    form = form_of(NoticePage(), world.tabasco.directory, notice_data(**{name: "el martes"}))

    assert codes(form) == {name: ["invalid"]}


def test_an_address_has_plain_letters_and_an_older_one_is_kept(world: World) -> None:
    typed = form_of(NoticePage(), world.section, notice_data(slug="cierre-ñuño-peña-día"))
    page = NoticePage(title="Cierre en Peña", slug="peña", text="<p>Cerrado.</p>")
    world.section.add_child(instance=page)
    kept = form_of(page, world.section, notice_data(slug="peña"))
    by_itself = NoticePage(title="Día de Ñuño", text="<p>Cerrado.</p>")
    world.section.add_child(instance=by_itself)

    assert (codes(typed), typed.cleaned_data["slug"]) == ({}, "cierre-nuno-pena-dia")
    assert (codes(kept), kept.cleaned_data["slug"]) == ({}, "peña")
    assert by_itself.slug == "dia-de-nuno"


def test_the_tab_of_the_address_is_named_after_what_it_holds() -> None:
    def tabs(model: type[ContentPage]) -> list[str]:
        with translation.override("es-mx"):
            return [str(tab.heading) for tab in model.get_edit_handler().children]

    assert tabs(NoticePage)[1] == "Dirección y seguridad"
    assert tabs(GuidancePage)[1] == "Dirección y orden"
