"""The words beside the form: who is answered, what of whom is shown, and what is said of a text that is not there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content_models.models import GlossaryTerm, GuidancePage, NoticePage, ScriptPage
from tenants.models import StaffRole, Tenant, User
from tests.content_models.world import block
from tests.tenants.factories import member
from tests.thoroughness import tries
from tests.world import World

pytestmark = pytest.mark.usefixtures("terms")

PEOPLE = {
    "own editor": ("XNO", StaffRole.EDITOR),
    "own publisher": ("XNO", StaffRole.PUBLISHER),
    "editor of another state": ("XSU", StaffRole.EDITOR),
    "national editor": ("NAC", StaffRole.EDITOR),
}
AJAX = {"X-Requested-With": "XMLHttpRequest"}


def signed_in(world: World, who: str) -> Client:
    client = Client(headers=AJAX)
    if who == "administrator":
        client.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))
    elif who in PEOPLE:
        code, role = PEOPLE[who]
        client.force_login(member(world.tenants[code], role, who.replace(" ", "-")))
    return client


@pytest.fixture(scope="module")
def terms(world_tenants: dict[str, Tenant]) -> None:
    """Words of the library, of the North and of the South, published once for the module."""
    world = World(world_tenants, lambda: None)
    terms = {"NAC": ("Malacate", "Balde"), "XNO": ("Norteñismo",), "XSU": ("Sureñismo",)}
    for code, titles in terms.items():
        for title in titles:
            slug = f"p-{title.lower().replace('ñ', 'n')}"
            section = "glosario" if code == "NAC" else "informacion-local"
            world.new(GlossaryTerm, code, section, title=title, slug=slug, definition=f"<p>Qué es {title}.</p>")
    recipiente: dict[str, Any] = {"synonyms": [block("synonym", "balde")], "definition": "<p>Para el agua.</p>"}
    world.new(GlossaryTerm, "NAC", "glosario", title="Cubeta", slug="p-cubeta", **recipiente)


@pytest.fixture
def page(world: World) -> GuidancePage:
    """A draft of the North's own, beside words of the library, of the North and of the South."""
    return world.draft(GuidancePage, "XNO", "informacion-local", title="Ayuda", slug="p-ayuda", roles=["VICTIM"])


def posted(*texts: str, choices: tuple[dict[str, Any], ...] = (), **changes: Any) -> QueryDict:
    """A form as the browser sends it, with one block for each text."""
    blocks = [("text", {"heading": "", "text": rich_text(text), "legal_references": {"count": 0}}) for text in texts]
    data = {
        "title": "",
        "body": _with_ids(streamfield(blocks), "block"),
        "glossary_choices": _with_ids(streamfield([("choice", one) for one in choices]), "choice"),
        "legal_references": streamfield([]),
        "related_terms": streamfield([]),
        "related_pages": streamfield([]),
        "examples": streamfield([]),
        "comments": inline_formset([]),
        **changes,
    }
    form = QueryDict(mutable=True)
    form.update(nested_form_data(data))
    return form


def _with_ids(stream: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        key: {**value, "id": f"{name}-{key}"} if isinstance(value, dict) else value for key, value in stream.items()
    }


def on_edit(page: Page) -> str:
    return reverse("glossary_words:on_edit", args=[page.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 403),
        ("editor of another state", 404),
        ("national editor", 404),
        ("own editor", 200),
        ("own publisher", 200),
        ("administrator", 200),
    ],
)
def test_who_may_edit_the_page_is_answered(world: World, page: GuidancePage, who: str, status: int) -> None:
    client = signed_in(world, who)

    response = client.post(on_edit(page), posted("<p>Un malacate.</p>"))

    assert response.status_code == status
    assert ("malacate" in response.content.decode()) == (status == 200)


def test_unsaved_words_are_listed_with_their_terms(world: World, page: GuidancePage) -> None:
    answer = signed_in(world, "own editor").post(on_edit(page), posted("<p>Un malacate y un balde.</p>"))

    malacate, balde = answer.context["cards"]
    assert [term.name for term in malacate.terms] == ["Malacate"]
    assert malacate.terms[0].definition == "Qué es Malacate."
    assert balde.state == "open"
    assert sorted(term.name for term in balde.terms) == ["Balde", "Cubeta"]
    assert "1 palabra se marca, 1 espera que elijas." in answer.content.decode()
    page.refresh_from_db()
    assert list(page.body) == []


def test_a_state_sees_its_own_words_and_the_librarys_never_anothers(world: World, page: GuidancePage) -> None:
    form = posted("<p>Un norteñismo, un sureñismo, un malacate.</p>")

    answer = signed_in(world, "own editor").post(on_edit(page), form)

    assert [card.word.word for card in answer.context["cards"]] == ["norteñismo", "malacate"]


def test_the_library_sees_no_states_words(world: World, page: GuidancePage) -> None:
    national = world.draft(GuidancePage, "NAC", "victima", title="Ayuda", slug="p-ayuda-nacional", roles=["VICTIM"])
    form = posted("<p>En {state}: un norteñismo, un sureñismo, un malacate.</p>")

    answer = signed_in(world, "national editor").post(on_edit(national), form)

    assert [card.word.word for card in answer.context["cards"]] == ["malacate"]
    assert answer.context["cards"][0].places[0].place.excerpt.before.startswith("En {state}: un norteñismo")


def test_a_choice_of_another_states_term_names_nothing(world: World, page: GuidancePage) -> None:
    foreign = GlossaryTerm.objects.get(slug="p-surenismo")
    editor = signed_in(world, "own editor")
    answers = []

    for term in (foreign.pk, 999_999):
        choice = {"form": "balde", "term": str(term), "block": ""}
        answer = editor.post(on_edit(page), posted("<p>Un balde.</p>", choices=(choice,)))
        answers.append((answer.status_code, answer.content.decode()))

    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert "Sureñismo" not in answers[0][1]


def test_choices_hold_and_can_be_taken_back(world: World, page: GuidancePage) -> None:
    cubeta = GlossaryTerm.objects.get(slug="p-cubeta")
    choices = (
        {"form": "balde", "term": str(cubeta.pk), "block": ""},
        {"form": "malacate", "term": "", "block": "block-0"},
    )
    form = posted("<p>Un balde y un malacate.</p>", "<p>Otro malacate.</p>", choices=choices)

    answer = signed_in(world, "own editor").post(on_edit(page), form)

    balde, malacate = answer.context["cards"]
    assert [(choice.label, choice.is_pressed, choice.removes) for choice in balde.choices] == [
        ("Balde", False, "choice-0"),
        ("Cubeta", True, "choice-0"),
        ("Otro término…", False, "choice-0"),
        ("No marcar", False, "choice-0"),
    ]
    assert [shown.place.is_marked for shown in malacate.places] == [False, True]
    [again] = malacate.places[0].choices
    assert (again.removes, again.act) == ("choice-1", "take_back")


def test_a_page_being_begun_is_read_too(world: World, page: GuidancePage) -> None:
    parent = world.section("XNO", "informacion-local")
    address = reverse("glossary_words:on_create", args=["content", "guidancepage", parent.pk])

    answer = signed_in(world, "own editor").post(address, posted("<p>Un norteñismo.</p>"))
    foreign = signed_in(world, "editor of another state").post(address, posted("<p>Un norteñismo.</p>"))

    assert [card.word.word for card in answer.context["cards"]] == ["norteñismo"]
    assert foreign.status_code == 404


def test_what_cannot_be_read_yet_is_named(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    half = ("deadline", {"text": rich_text("<p>Ya.</p>"), "amount": "doce", "unit": "HOURS"})
    body = _with_ids(streamfield([half]), "block")
    body["0"]["value"] |= {"legal_references": {"count": 0}}

    half_typed = client.post(on_edit(page), posted(body=body))
    torn = client.post(on_edit(page), {"title": "Nada más"})

    assert half_typed.status_code == 422
    assert "Contenido, bloque 1" in half_typed.content.decode()
    assert torn.status_code == 422
    assert "no llegó completo" in torn.content.decode()


@pytest.mark.parametrize(
    "rich",
    [
        "[]",
        "7",
        '{"blocks": 3, "entityMap": {}}',
        '{"blocks": [{"key": "a", "text": "Hola", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],'
        ' "entityRanges": [{"offset": 0, "length": 4, "key": 5}]}], "entityMap": {}}',
        "[" * 100_000,
    ],
)
def test_a_rich_text_that_no_browser_sends_is_refused_as_unreadable(
    world: World, page: GuidancePage, rich: str
) -> None:
    form = posted("<p>Un malacate.</p>")
    form["body-0-value-text"] = rich

    answer = signed_in(world, "own editor").post(on_edit(page), form)

    assert answer.status_code == 422
    assert "no llegó completo" in answer.content.decode()


def test_a_text_that_is_too_long_is_refused_with_a_sentence(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")

    long = client.post(on_edit(page), posted(f"<p>{'malacate ' * 20_000}</p>"))
    too_long = client.post(on_edit(page), posted(*[f"<p>{'malacate ' * 20_000}</p>"] * 2))

    assert long.status_code == 200
    assert too_long.status_code == 422
    assert "demasiado largo para esta lista" in too_long.content.decode()


def test_a_long_list_ends_with_how_many_words_there_are_besides(world: World, page: GuidancePage) -> None:
    words = [f"palabra{number}" for number in range(302)]
    choices = tuple({"form": word, "term": "", "block": ""} for word in words)

    answer = signed_in(world, "own editor").post(on_edit(page), posted(f"<p>{' '.join(words)}</p>", choices=choices))

    assert len(answer.context["cards"]) == 300
    assert "y 2 más" in answer.content.decode()
    assert "302 no se marcan" in answer.content.decode()


def test_an_unfinished_script_is_read_although_it_could_not_be_published(world: World) -> None:
    script = world.draft(ScriptPage, "XNO", "informacion-local", title="G", slug="p-guion", role="VICTIM", start="a")
    node = {
        "key": "a",
        "kind": "QUESTION",
        "text": rich_text("<p>¿Tiene un malacate?</p><p>Espere a que conteste la persona que llama.</p>"),
        "web_text": rich_text(""),
        "wordings": {"count": 0},
        "options": {"count": 0},
        "organization_kind": "",
        "deadlines": {"count": 0},
        "legal_references": {"count": 0},
    }
    nodes = _with_ids(streamfield([("node", node)]), "node")

    answer = signed_in(world, "own editor").post(
        on_edit(script), posted(preamble=streamfield([]), nodes=nodes, opening_phrases=streamfield([]))
    )

    [card] = answer.context["cards"]
    assert card.places[0].place.label == "«¿Tiene un malacate?»"


def test_pages_without_marks_have_no_such_address(world: World) -> None:
    notice = world.draft(NoticePage, "XNO", "avisos", title="Cierre", slug="p-cierre", text="<p>.</p>")

    client = signed_in(world, "own editor")

    assert client.post(on_edit(notice), posted()).status_code == 404
    assert client.get(on_edit(notice)).status_code in (404, 405)


@pytest.mark.parametrize(("model", "has_panel"), [(GuidancePage, True), (ScriptPage, True), (NoticePage, False)])
def test_the_panel_stands_where_text_is_marked(world: World, model: type[Any], has_panel: bool) -> None:
    fields: dict[str, Any] = {NoticePage: {"text": "<p>.</p>"}, ScriptPage: {"role": "VICTIM"}}.get(model, {})
    draft = world.draft(model, "XNO", "informacion-local", title="T", slug="p-t", **fields)
    client = signed_in(world, "own editor")

    edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    parent = world.section("XNO", "informacion-local")
    add = client.get(reverse("wagtailadmin_pages:add", args=["content", model._meta.model_name, parent.pk]))

    assert (on_edit(draft) in edit) is has_panel
    assert ("glossary_words.js" in edit) is has_panel
    assert ("data-glossary-words" in add.content.decode()) is has_panel


@pytest.fixture
def national(world: World, page: GuidancePage) -> GuidancePage:
    """A national text that speaks of words of the library and of both states."""
    text = {"heading": "", "text": "<p>Un malacate, un balde, un norteñismo y un sureñismo.</p>"}
    return world.new(
        GuidancePage,
        "NAC",
        "victima",
        title="Ayuda",
        slug="p-ayuda-nacional",
        question="¿Qué hago?",
        roles=["VICTIM"],
        body=[block("text", {**text, "legal_references": [], "verified": False})],
    )


def workbench(national: GuidancePage, code: str = "XNO") -> str:
    return reverse("adapting:text", args=[code, national.translation_key])


def act(national: GuidancePage, code: str = "XNO") -> str:
    return reverse("adapting:act", args=[code, national.translation_key, "word"])


def button(client: Client, national: GuidancePage, word: str, label: str) -> dict[str, str]:
    """What the browser sends for a button of the workbench."""
    context = client.get(workbench(national)).context
    card = next(card for card in context["cards"] if card.word.word == word)
    choice = next(choice for choice in card.choices if choice.label == label)
    sent = {"word": word, "act": choice.act, "block": choice.block, "removes": choice.removes}
    term = {"term": str(choice.term.page_id) if choice.term else ""}
    return {**sent, **term, "revision": str(context["bench"].revision or ""), "base": str(context["bench"].base)}


def served(world: World, national: GuidancePage, code: str = "XNO") -> list[str]:
    """The words that a state marks in the text."""
    html = world.view(code)[str(national.translation_key)]["body"][0]["text"]["html"]
    return re.findall(r'<a class="term"[^>]*>([^<]*)</a>', html)


def test_the_workbench_lists_the_words_as_the_state_serves_them(world: World, national: GuidancePage) -> None:
    own = signed_in(world, "own editor").get(workbench(national))
    read_only = signed_in(world, "national editor").get(workbench(national))

    assert [card.word.word for card in own.context["cards"]] == ["malacate", "balde", "norteñismo"]
    assert "2 palabras se marcan, 1 espera que elijas." in own.content.decode()
    assert act(national) in own.content.decode()
    assert "2 palabras se marcan, 1 no se marca." in read_only.content.decode()
    assert act(national) not in read_only.content.decode()
    assert '" id="marked-words">' in own.content.decode()
    assert '" id="marked-words">' in read_only.content.decode()
    assert own.content.decode().index("marked-words") < own.content.decode().index('class="adapting-pieces"')


def test_a_state_chooses_for_itself_and_takes_it_back(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own publisher")
    before = served(world, national)

    client.post(act(national), button(client, national, "balde", "Cubeta"))
    client.post(act(national), button(client, national, "malacate", "No marcar aquí"))
    as_draft = served(world, national)
    revision = client.get(workbench(national)).context["bench"].revision
    client.post(reverse("adapting:act", args=["XNO", national.translation_key, "publish"]), {"revision": revision})
    chosen, elsewhere = served(world, national), served(world, national, "XSU")
    client.post(act(national), button(client, national, "malacate", "Volver a marcar"))
    client.post(act(national), button(client, national, "balde", "Cubeta"))

    assert before == as_draft == ["malacate", "norteñismo"]
    assert chosen == ["balde", "norteñismo"]
    assert elsewhere == ["malacate", "sureñismo"]
    assert client.get(workbench(national)).context["bench"].pieces
    cards = client.get(workbench(national)).context["cards"]
    assert [card.state for card in cards] == ["marked", "open", "marked"]
    assert world.differences() == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 403), ("editor of another state", 404), ("national editor", 403), ("own editor", 302)],
)
def test_only_the_states_people_choose_for_it(world: World, national: GuidancePage, who: str, status: int) -> None:
    sent = button(signed_in(world, "administrator"), national, "malacate", "No marcar aquí")

    response = signed_in(world, who).post(act(national), sent)

    assert response.status_code == status
    cards = signed_in(world, "own publisher").get(workbench(national)).context["cards"]
    assert (cards[0].state == "unmarked") == (status == 302)


def test_what_was_chosen_meanwhile_is_not_overwritten(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    stale = button(client, national, "balde", "Balde")
    client.post(act(national), button(client, national, "balde", "Cubeta"))

    client.post(act(national), stale)
    client.post(act(national), {**button(client, national, "malacate", "No marcar aquí"), "removes": "0"})

    cards = client.get(workbench(national)).context["cards"]
    assert [choice.label for choice in cards[1].choices if choice.is_pressed] == ["Cubeta"]
    assert cards[0].state == "marked"


FAR_TOO_LONG = "9" * 5_000
GONE = "Ese término ya no está: elige otro."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"term": "cubeta"}, GONE),
        ({"term": "1" + "0" * 40}, GONE),
        ({"term": FAR_TOO_LONG}, GONE),
        ({"term": "2147483647"}, GONE),
        ({"term": "foreign"}, GONE),
        ({"term": "guidance"}, GONE),
        ({"term": "another word's"}, GONE),
        ({"term": None}, GONE),
        ({"word": "cántaro"}, "Esta palabra ya no está en el texto."),
        ({"block": "b-ajeno"}, "Esta palabra ya no está en el texto."),
        ({"removes": FAR_TOO_LONG}, "Esta parte ya no está"),
        ({"removes": "todo"}, "Esta parte ya no está"),
    ][:: tries(4, long=1)],
)
def test_a_choice_that_the_list_does_not_offer_is_refused(
    world: World, national: GuidancePage, changes: dict[str, str | None], sentence: str
) -> None:
    client = signed_in(world, "own editor")
    pages = {
        "foreign": GlossaryTerm.objects.get(slug="p-surenismo").pk,
        "guidance": national.pk,
        "another word's": GlossaryTerm.objects.get(slug="p-malacate").pk,
    }
    sent: dict[str, Any] = {**button(client, national, "balde", "Cubeta"), **changes}
    sent["term"] = pages.get(sent["term"], sent["term"])

    client.post(act(national), {name: value for name, value in sent.items() if value is not None})
    shown = client.get(workbench(national))

    assert sentence in shown.content.decode()
    assert "Elegido en el borrador" not in shown.content.decode()
    assert shown.context["bench"].page is None


def test_not_to_mark_an_ambiguous_word_is_a_choice(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own editor")

    client.post(act(national), button(client, national, "balde", "No marcar"))

    card = client.get(workbench(national)).context["cards"][1]
    assert [choice.label for choice in card.choices if choice.is_pressed] == ["No marcar"]


def test_what_is_chosen_again_replaces_what_was_chosen(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    for label in ("Cubeta", "Balde"):
        sent = button(client, national, "balde", label)
        client.post(act(national), {**sent, "removes": ""})

    card = client.get(workbench(national)).context["cards"][1]
    assert [choice.label for choice in card.choices if choice.is_pressed] == ["Balde"]
    assert card.word.choices == ("0",)


def test_a_revision_that_no_browser_sends_is_stale_and_nothing_is_done(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    client.post(act(national), button(client, national, "balde", "Cubeta"))

    answer = client.post(act(national), {**button(client, national, "balde", "Balde"), "revision": FAR_TOO_LONG})

    assert answer.status_code == 302
    card = client.get(workbench(national)).context["cards"][1]
    assert [choice.label for choice in card.choices if choice.is_pressed] == ["Cubeta"]
