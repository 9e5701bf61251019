"""The screens of an import, in the administration."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content_models.choices import HolidayRule
from content_models.hours_text import read_hours
from content_models.loaded_versions import OVERWRITES
from content_models.models import OfficePage
from editorial.imports import services
from editorial.imports.approving import approve
from editorial.imports.columns import schedule_blocks
from editorial.imports.drafts import CellChange
from editorial.imports.preview import version_of
from editorial.imports.working import work_on
from publishing.models import ImportStatus, ImportWork, OfficeImport
from publishing.services.publish import publish_page
from tenants.models import StaffRole
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.editorial.test_confidential_places import edit_url, sent
from tests.signed_in import browser_of
from tests.tenants.factories import member

from .conftest import Importer
from .files import as_csv

NOTES = ["clave", "nota"]


def url(name: str, *args: Any) -> str:
    return reverse(f"imports:{name}", args=["XNO", *args])


def upload(client: Client, rows: list[list[str]], name: str = "oficinas.csv") -> str:
    """Upload a file, and return the address of the screen that comes next."""
    answer = client.post(url("list"), {"file": SimpleUploadedFile(name, as_csv(rows))})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def check(client: Client, columns_url: str, **sent: str) -> str:
    """Accept what was guessed of the columns, and return the preview."""
    form = client.get(columns_url).context["form"]
    chosen = {name: form[name].value() or "" for name in form.fields if name.startswith("column-")}
    answer = client.post(columns_url, {**chosen, **sent}, follow=True)
    return str(answer.content.decode())


def latest(importer: Importer) -> OfficeImport:
    with tenant_scope([importer.tenant.pk]):
        return OfficeImport.objects.latest("pk")


def latest_url(importer: Importer) -> str:
    return url("import", latest(importer).pk)


def test_a_file_is_uploaded_looked_at_imported_and_rolled_back(importer: Importer) -> None:
    client = browser_of(importer.publisher)

    rows = [[importer.key(0), "Otra nota", "", ""], [importer.key(1), "", "", ""]]
    new = ["", "", "Sede Tres", "Fiscalía del Norte"]
    preview = check(client, upload(client, [[*NOTES, "nombre", "institución"], *rows, new]))
    both, added = (client.get(latest_url(importer), {"ver": name}) for name in ("", "nuevas"))
    assert [[row["draft"].title for row in page.context["rows"]] for page in (both, added)] == [
        ["Sede Uno", "Sede Tres"],
        ["Sede Tres"],
    ]
    assert all(words in preview for words in ("Esto es lo que cambia", "Cambia 1 oficina", "1 queda igual", "Nota uno"))

    made = latest(importer)
    done = client.post(url("act", made.pk, "importar"), follow=True).content.decode()
    assert "Este archivo está importado" in done
    assert "Deshacer esta importación" in done
    assert all(words in done for words in ("Vuelve 1 oficina", "Se quita 1 oficina que había agregado"))
    assert all(words in done for words in ("Cambió 1 oficina", "Se agregó 1 oficina", "1 quedó igual"))

    undone = client.post(url("act", made.pk, "deshacer"), follow=True).content.decode()
    assert all(words in undone for words in ("Esta importación está deshecha", "las había agregado la importación"))
    assert importer.served()["Sede Uno"]["note"] == "Nota uno"
    assert "oficinas.csv" in client.get(url("list")).content.decode()


def test_what_is_wrong_stands_there_with_row_and_column(importer: Importer) -> None:
    client = browser_of(importer.editor)

    shown = check(client, upload(client, [["clave", "teléfonos"], [importer.key(0), "99331365"], ["x", ""]]))

    assert "Hay 2 celdas por corregir" in shown
    assert "«99331365» tiene 8 cifras" in shown
    assert "Importar y publicar" not in shown


def test_a_corrected_file_is_uploaded_where_its_errors_are_read_and_checked_at_once(importer: Importer) -> None:
    client = browser_of(importer.editor)
    shown = check(client, upload(client, [["clave", "teléfonos"], [importer.key(0), "99331365"]]))
    wrong = latest(importer)

    def correct(rows: list[list[str]]) -> str:
        file = SimpleUploadedFile("corregido.csv", as_csv(rows))
        return str(client.post(url("list"), {"file": file, "corrects": str(wrong.pk)})["Location"])

    same = correct([["clave", "teléfonos"], [importer.key(0), "993 313 6551"]])
    checked = client.get(same).content.decode()
    made = latest(importer)
    other = correct([["clave", "nota", "teléfonos"], [importer.key(0), "", "993 313 6551"]])
    without = client.post(url("list"), {"corrects": str(wrong.pk)}).content.decode()

    assert f'name="corrects" value="{wrong.pk}"' in shown
    assert (same, "Esto es lo que cambia" in checked) == (url("import", made.pk), True)
    assert other == url("columns", latest(importer).pk)
    assert f'name="corrects" value="{wrong.pk}"' in without


def test_errors_come_with_what_will_be_asked_and_rows_can_be_left_out(importer: Importer) -> None:
    client = browser_of(importer.editor)
    rows = [
        ["clave", "teléfonos", "horario"],
        [importer.key(0), "99331365", "jue 21–5"],
        [importer.key(1), "", "vie 20–4"],
    ]

    shown = check(client, upload(client, rows))
    made = latest(importer)
    left = client.post(url("act", made.pk, "dejar-fuera"), {"row": ["2"]}, follow=True).content.decode()
    again = client.post(url("act", made.pk, "incluir"), {"row": "2"}, follow=True).content.decode()
    unmarked = client.post(url("act", made.pk, "dejar-fuera"), {}, follow=True).content.decode()

    assert "Hay una celda por corregir" in shown
    assert shown.count("Abre y cierra al día siguiente") == 2
    assert ("Filas que dejas fuera" in left, "Hay una celda por corregir" in left) == (True, False)
    assert ("Filas que dejas fuera" in again, "Hay una celda por corregir" in again) == (False, True)
    assert "Marca primero las filas" in unmarked


def test_columns_that_are_recognized_are_folded_away(importer: Importer) -> None:
    client = browser_of(importer.editor)

    whole = client.get(upload(client, [["clave", "nota"], [importer.key(0), "A"]])).content.decode()
    partly = client.get(upload(client, [["clave", "nota", "zzz"], [importer.key(0), "A", "B"]])).content.decode()

    assert ("Se reconocieron todas las columnas" in whole, "Di qué son éstas" in whole) == (True, False)
    assert ("2 columnas reconocidas" in whole, "2 columnas reconocidas" in partly) == (True, True)
    assert ("Di qué son éstas" in partly, "¿Qué es cada columna?" in partly) == (True, True)


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(importer: Importer) -> None:
    answer = browser_of(importer.editor).post(url("list"), {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04nada")})

    assert answer.status_code == 422
    assert "no se puede abrir como hoja de cálculo" in answer.content.decode()


def test_questions_are_answered_in_the_form(importer: Importer) -> None:
    client = browser_of(importer.editor)
    shown = check(client, upload(client, [["clave", "horario"], [importer.key(0), "vie 20–4"]]))
    assert "Una pregunta antes de seguir" in shown

    made = latest(importer)
    answered = client.post(url("act", made.pk, "contestar"), {"all-HOURS_OVER_MIDNIGHT": "yes"}, follow=True)

    assert "Enviar a revisión" in answered.content.decode()
    sent = client.post(url("act", made.pk, "importar"), follow=True).content.decode()
    assert "Esta importación está en revisión" in sent
    assert "Aprobar y publicar todo" not in sent
    assert "Aprobar y publicar todo" in browser_of(importer.publisher).get(url("import", made.pk)).content.decode()


def test_two_columns_cannot_be_the_same(importer: Importer) -> None:
    client = browser_of(importer.editor)
    columns = upload(client, [["nombre", "otra"], ["A", "B"]])

    answer = client.post(columns, {"column-0": "title", "column-1": "title"})

    assert answer.status_code == 422
    assert "ya es eso" in answer.content.decode()


def test_while_it_is_worked_on_the_screen_says_how_far_it_is(importer: Importer) -> None:
    client = browser_of(importer.publisher)
    check(client, upload(client, [NOTES, [importer.key(0), "Otra nota"]]))
    made = latest(importer)
    with tenant_scope([importer.tenant.pk]):
        OfficeImport.objects.filter(pk=made.pk).update(
            work=ImportWork.APPLY, work_by=importer.publisher, work_started_at=timezone.now(), steps=7, steps_done=3
        )

    assert "Importando las oficinas" in client.get(url("import", made.pk)).content.decode()
    assert client.get(url("progress", made.pk)).json() == {"isWorking": True, "done": 3, "total": 7}

    work_on.func(made.pk, importer.tenant.pk)
    work_on.func(made.pk, importer.tenant.pk)

    assert latest(importer).status == ImportStatus.APPLIED
    assert client.get(url("progress", made.pk)).json()["isWorking"] is False


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("XNO editor", 200),
        ("XSU publisher", 404),
        ("XNO translator", 404),
        ("NAC publisher", 404),
        ("XNO operator", 404),
    ],
)
def test_who_sees_a_states_imports(importer: Importer, who: str, status: int) -> None:
    made = importer.upload([NOTES, [importer.key(0), "x"]])
    code, role = who.split()
    client = browser_of(member(importer.world.tenants[code], StaffRole(role), f"who-{role}"))
    addresses = [
        url("list"),
        url("import", made.pk),
        url("progress", made.pk),
        url("export", "csv"),
        url("export", "xlsx"),
    ]

    assert [client.get(address).status_code for address in addresses] == [status] * 5
    assert client.post(url("act", made.pk, "revisar")).status_code == (302 if status == 200 else 404)


def test_an_absent_import_reads_as_a_foreign_one(importer: Importer) -> None:
    client = browser_of(member(importer.world.tenants["XSU"], StaffRole.PUBLISHER, "south"))
    made = importer.upload([NOTES, [importer.key(0), "x"]])

    foreign, absent = client.get(url("import", made.pk)), client.get(url("import", made.pk + 1))

    assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content)


def test_publishers_see_what_editors_have_sent_and_what_a_roll_back_leaves(importer: Importer) -> None:
    made = importer.upload([NOTES, [importer.key(0), "A"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    client = browser_of(importer.publisher)

    for where in (reverse("wagtailadmin_home"), reverse("reviews:list")):
        assert url("import", made.pk) in client.get(where, follow=True).content.decode()
    assert url("import", made.pk) not in browser_of(importer.editor).get(reverse("reviews:list")).content.decode()

    refused = client.post(url("act", made.pk, "devolver"), {"comment": " "}, follow=True).content.decode()
    sent_back = client.post(
        url("act", made.pk, "devolver"), {"comment": "Falta el piso."}, follow=True
    ).content.decode()
    assert ("Di qué hay que cambiar" in refused, "Falta el piso." in sent_back) == (True, True)
    start = browser_of(importer.editor).get(reverse("wagtailadmin_home")).content.decode()
    assert ("Corregir las oficinas importadas" in start, "Falta el piso." in start) == (True, True)
    shown = browser_of(importer.editor).get(url("import", made.pk)).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[importer.offices[0].pk]) in shown
    again = browser_of(importer.editor).post(url("act", made.pk, "enviar-de-nuevo"), follow=True).content.decode()
    assert ("Vuelve 1 oficina" in again, "Quedan como están" in again) == (True, False)

    importer.world.publish(OfficePage.objects.get(pk=importer.offices[0].pk).get_latest_revision_as_object())
    assert "Queda como está 1 oficina" in client.get(url("import", made.pk)).content.decode()
    undone = client.post(url("act", made.pk, "deshacer"), follow=True).content.decode()
    assert "están como antes" not in undone
    assert "1 oficina no se pudo regresar, y se queda como está ahora" in undone
    form = reverse("wagtailadmin_pages:edit", args=[importer.offices[0].pk])
    assert f'<li><strong><a href="{form}">Sede Uno</a></strong>.' in undone


def test_the_offices_that_went_back_are_links(importer: Importer) -> None:
    made = importer.apply(importer.upload([NOTES, [importer.key(0), "A"]]))

    undone = browser_of(importer.publisher).post(url("act", made.pk, "deshacer"), follow=True).content.decode()

    form = reverse("wagtailadmin_pages:edit", args=[importer.offices[0].pk])
    assert f'<li><a href="{form}">Sede Uno</a></li>' in undone


def test_of_a_cell_with_several_numbers_the_one_that_changes_is_marked() -> None:
    before = "993 313 6550; Guardia: 993 313 3600; 800 000 2334"

    marked = CellChange("teléfonos", before, before.replace("3600", "3601")).marked

    found = [re.findall(r"<(del|ins)><span[^>]*>[^<]*</span>([^<]*)<", side) for side in marked]
    assert found == [[("del", "3600;")], [("ins", "3601;")]]


def panel(client: Client, name: str) -> str:
    """Return the words of a panel of the start page, with its addresses; empty: it is not there."""
    home = " ".join(client.get(reverse("wagtailadmin_home")).content.decode().split())
    found = re.search(rf'<section[^>]* id="{name}-section".*?</section>', home)
    return found[0] if found else ""


def test_files_stand_among_what_somebody_sent_and_what_was_decided_about_it(importer: Importer) -> None:
    colleague = member(importer.tenant, StaffRole.EDITOR, "north-other")
    editor, other, publisher = (browser_of(who) for who in (importer.editor, colleague, importer.publisher))
    rows = [NOTES, [importer.key(0), "A"], [importer.key(1), "B"]]
    made = importer.apply(importer.upload(rows, by=importer.editor), by=importer.editor)
    link = f'<a href="{url("import", made.pk)}">oficinas.csv</a>'

    sent_panel = panel(editor, "objects-in-workflow")
    assert link in sent_panel
    assert ("Archivo con 2 oficinas" in sent_panel, "Espera a quien publica" in sent_panel) == (True, True)

    publisher.post(url("act", made.pk, "devolver"), {"comment": "Falta el piso."})
    back = panel(editor, "objects-in-workflow")
    assert (link in back, "Falta el piso." in back, "Espera a quien publica" in back) == (True, True, False)
    assert panel(editor, "decisions") == ""

    editor.post(url("act", made.pk, "enviar-de-nuevo"))
    services.approve(office_import=latest(importer), by=importer.publisher)
    decided = panel(editor, "decisions")
    assert (link in decided, "Archivo con 2 oficinas" in decided) == (True, True)
    assert "aprobó y publicó esto" in decided
    assert panel(editor, "objects-in-workflow") == ""

    publisher.post(url("act", made.pk, "deshacer"))
    undone = panel(editor, "decisions")
    assert (link in undone, "deshizo la importación" in undone, "aprobó y publicó" in undone) == (True, True, False)
    for client in (other, publisher):
        assert link not in panel(client, "decisions") + panel(client, "objects-in-workflow")


def test_who_decides_reads_what_was_answered_until_it_is_corrected(importer: Importer) -> None:
    editor, publisher = browser_of(importer.editor), browser_of(importer.publisher)
    rows = [
        ["clave", "horario", "teléfonos"],
        [importer.key(0), "lun–vie 20–4", ""],
        [importer.key(1), "", "911"],
    ]
    made = importer.upload(rows, by=importer.editor)
    answers = {(2, "HOURS_OVER_MIDNIGHT"): "yes", (3, "PHONE_DOUBTED"): "yes"}
    importer.apply(services.answer(office_import=made, by=importer.editor, answers=answers), by=importer.editor)

    waits = publisher.get(url("import", made.pk)).content.decode()
    publisher.post(url("act", made.pk, "devolver"), {"comment": "El horario es otro."})
    correct(importer, "lun–vie 8–15", ())
    editor.post(url("act", made.pk, "enviar-de-nuevo"))
    again = publisher.get(url("import", made.pk)).content.decode()
    publisher.post(url("act", made.pk, "publicar"), {"seen": version_of(latest(importer))})
    done = publisher.get(url("import", made.pk)).content.decode()

    assert "Se preguntaron 2 cosas al revisar el archivo" in waits
    said = f"{importer.editor.display_name} contestó: «Sí, es correcto»."
    assert [waits.count(words) for words in ("20:00–04:00", said)] == [2, 4]
    assert waits.index("Oficina por oficina") < waits.index("Aprobar y publicar todo")  # it is read before
    assert 'form="import-approve">Aprobar y publicar todo' in waits.partition('class="jpt-bar"')[2]
    assert [page.count("imports-doubted") for page in (waits, again)] == [2, 1]
    assert "al revisar el archivo" not in done


def test_what_is_doubtful_by_now_is_answered_before_an_import_is_published(importer: Importer) -> None:
    publisher = browser_of(importer.publisher)
    made = importer.upload([["clave", "teléfonos"], [importer.key(0), "993 313 6552"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    other = OfficePage.objects.get(pk=importer.offices[1].pk)
    other.phones = json.dumps([block("phone", {"display": "993 313 6552"})])
    publish_page(page=other, by=importer.publisher)

    waits = publisher.get(url("import", made.pk))
    sent = {"seen": version_of(made)}
    refused = publisher.post(url("act", made.pk, "publicar"), sent, follow=True).content.decode()
    before = latest(importer).status
    seal = waits.context["seal"]
    done = publisher.post(url("act", made.pk, "publicar"), {**sent, "doubts": seal}, follow=True).content.decode()
    office = OfficePage.objects.get(pk=importer.offices[0].pk)

    assert "«Sede Dos»" in waits.content.decode()
    assert f'name="doubts" value="{seal}" required data-missing=' in waits.content.decode()
    assert ("Todavía no se publica nada: algo es dudoso" in refused, before) == (True, ImportStatus.SENT)
    assert f"Los cambios de «{made.file_name}» están publicados." in done
    assert [one["value"] for one in office.answered_questions.values()] == ["993 313 6552 = Sede Dos"]


@pytest.mark.parametrize("act", ["publicar", "devolver"])
def test_after_a_decision_about_a_file_what_waits_next_is_one_press_away(importer: Importer, act: str) -> None:
    made = importer.apply(importer.upload([NOTES, [importer.key(0), "A"]], by=importer.editor), by=importer.editor)
    other = OfficePage.objects.get(pk=importer.offices[1].pk)
    other.save_revision()
    other.get_workflow().start(other, importer.editor)
    sent = {"seen": version_of(made), "comment": "Falta el piso."}

    decided = browser_of(importer.publisher).post(url("act", made.pk, act), sent, follow=True).content.decode()

    messages = decided.partition('class="messages"')[2].partition("</main>")[0]
    assert f"«{made.file_name}»" in messages
    assert f'href="{reverse("approving:changes", args=[other.pk])}"' in messages


def test_a_question_is_answered_by_leaving_its_row_out_and_what_is_missing_is_counted(importer: Importer) -> None:
    client = browser_of(importer.editor)
    rows = [["clave", "teléfonos"], [importer.key(0), "911"], [importer.key(1), "993 111 1111"]]
    shown = check(client, upload(client, rows))
    made = latest(importer)
    first = "Fila 2: Sede Uno"

    nothing = client.post(url("act", made.pk, "contestar"), {}, follow=True).content.decode()
    one = {"answer-2-PHONE_DOUBTED": "out"}
    left = client.post(url("act", made.pk, "contestar"), one, follow=True).content.decode()
    last = client.post(url("act", made.pk, "contestar"), {"answer-3-PHONE_DOUBTED": "yes"}, follow=True)

    assert shown.index(first) < shown.index('name="all-PHONE_DOUBTED"')
    assert shown.count("No: dejar fuera esta fila") == 2
    assert "Faltan 2 respuestas." in nothing
    assert ("Falta 1 respuesta." in left, "Filas que dejas fuera" in left) == (True, True)
    assert "Enviar a revisión" in last.content.decode()


def test_a_row_of_a_misspelt_municipality_is_left_out(importer: Importer) -> None:
    client = browser_of(importer.editor)
    rows = [["clave", "municipio", "nota"], [importer.key(0), "Nacajucka", "x"], [importer.key(1), "", "Otra nota"]]
    shown = check(client, upload(client, rows))
    made = latest(importer)

    left = client.post(
        url("act", made.pk, "contestar"), {"answer-2-MUNICIPALITY_UNKNOWN": "out"}, follow=True
    ).content.decode()

    assert 'name="answer-2-MUNICIPALITY_UNKNOWN" value="out"' in shown
    assert "Filas que dejas fuera" in left


def test_among_cells_to_correct_a_misspelt_municipality_asks_nothing(
    importer: Importer,
) -> None:
    client = browser_of(importer.editor)
    rows = [
        ["clave", "municipio", "teléfonos"],
        [importer.key(0), "Ningún lado", ""],
        [importer.key(1), "Otro más", "99331365"],
    ]
    shown = check(client, upload(client, rows))
    made = latest(importer)

    client.post(url("act", made.pk, "dejar-fuera"), {"row": ["2", "3"]}, follow=True)

    said = "no hay aquí un municipio «Ningún lado». Si de todos modos es correcto, podrás decirlo"
    assert (said in shown, "¿Es correcto?" in shown) == (True, False)
    assert shown.count("Dejar fuera esta fila") == 2  # once a row, however much of it is to be corrected
    totals = latest(importer).totals
    assert {name: totals[name] for name in ("errors", "questions", "left_out")} == {
        "errors": 0,
        "questions": 0,
        "left_out": 2,
    }


@pytest.mark.parametrize("phones", ["", "99331365"], ids=["in a row that is right", "in a row with another error"])
def test_a_misspelt_municipality_comes_with_the_likely_one(importer: Importer, phones: str) -> None:
    client = browser_of(importer.editor)
    rows = [
        ["clave", "municipio", "teléfonos"],
        [importer.key(0), "Nacajucka", phones],
        [importer.key(1), "", "99331365"],
    ]

    shown = check(client, upload(client, rows))

    assert "no hay aquí un municipio «Nacajucka». ¿Quisiste decir «Nacajuca»" in shown


def test_a_download_says_of_each_office_whether_people_see_what_its_row_says(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Otra nota"]], by=importer.editor)
    importer.apply(made, by=importer.editor)

    text = browser_of(importer.publisher).get(url("export", "csv")).content.decode("utf-8-sig")
    said = {row["nombre"]: row["situación"] for row in csv.DictReader(io.StringIO(text))}

    assert said == {
        "Sede Uno": "publicada, con cambios que esperan aprobación; nota: la gente ve «Nota uno»",
        "Sede Dos": "publicada",
    }
    again = importer.upload(list(csv.reader(io.StringIO(text))))
    assert (again.totals["unchanged"], again.totals["errors"], again.totals["questions"]) == (2, 0, 0)


def test_an_import_shows_its_drafts_as_they_were_corrected_and_what_was_approved(importer: Importer) -> None:
    editor, publisher = browser_of(importer.editor), browser_of(importer.publisher)
    made = importer.upload([["clave", "nota", "horario"], [importer.key(0), "A", "lun–vie 9–15"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    as_sent_first = version_of(made)

    for hours, phones in (("lun–vie 8–15", ()), ("lun–vie 8–16", ("993 313 6550",))):
        publisher.post(url("act", made.pk, "devolver"), {"comment": "El horario es otro."})
        correct(importer, hours, phones)
        shown = editor.get(url("import", made.pk)).content.decode()
        editor.post(url("act", made.pk, "enviar-de-nuevo"))
        waits = publisher.get(url("import", made.pk)).content.decode()
        for screen in (shown, waits):
            assert f"</span>{hours}</span>" in screen
            assert "el archivo decía «lun–vie 9–15»" in screen
            assert ("993 313 6550" in screen) is bool(phones)
            assert "la corrigieron" in screen

    stale = publisher.post(url("act", made.pk, "publicar"), {"seen": as_sent_first}, follow=True).content.decode()
    with tenant_scope([made.tenant_id]):
        made.refresh_from_db()
    after_stale = made.status
    seen = {"seen": version_of(made)}
    done = publisher.post(url("act", made.pk, "publicar"), seen, follow=True).content.decode()
    correct(importer, "lun–vie 7–10", ())
    assert ("se envió otra vez" in stale, after_stale) == (True, ImportStatus.SENT)
    assert "lun–vie 8–16" in done
    assert "lun–vie 8–16" in publisher.get(url("import", made.pk)).content.decode()


def test_a_corrected_confidential_place_is_not_shown(importer: Importer) -> None:
    made = importer.upload([["clave", "dirección"], [importer.key(0), "Calle Una 1"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    page = OfficePage.objects.get(pk=importer.offices[0].pk).get_latest_revision_as_object()
    page.address = "Calle Zqxpalm 7"
    revision = page.save_revision(user=importer.editor)
    revision.content["is_confidential"] = True
    revision.save()
    publisher = browser_of(importer.publisher)
    publisher.post(url("act", made.pk, "devolver"), {"comment": "Otra."})

    shown = publisher.get(url("import", made.pk)).content.decode()

    assert ("Zqxpalm" in shown, "Calle Una 1" in shown, "la corrigieron" in shown) == (False, False, True)


def test_an_office_of_a_returned_import_is_not_sent_by_itself(importer: Importer) -> None:
    editor, publisher = browser_of(importer.editor), browser_of(importer.publisher)
    made = importer.upload([NOTES, [importer.key(0), "A"], [importer.key(1), "B"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    waits = editor.get(edit).content.decode()
    publisher.post(url("act", made.pk, "devolver"), {"comment": "Falta el piso."})
    returned = editor.get(edit).content.decode()

    told = editor.post(edit, {**form_of(page), "note": "Con piso", "action-submit": "1"}, follow=True)

    page.refresh_from_db()
    assert ("oficinas.csv" in waits, 'name="action-submit"' in waits) == (True, True)
    assert (url("import", made.pk) in returned, "Falta el piso." in returned) == (True, True)
    assert re.findall(r'name="action-submit" value="([^"]*)"', returned) == ["with-import"]
    assert told.redirect_chain[-1][0] == url("import", made.pk)
    assert "no se envió sola" in told.content.decode()
    assert (page.workflow_in_progress, page.get_latest_revision_as_object().note) == (False, "Con piso")


def test_an_office_of_a_returned_import_is_corrected_and_all_sent_again_with_one_button(importer: Importer) -> None:
    editor, publisher = browser_of(importer.editor), browser_of(importer.publisher)
    made = importer.upload([NOTES, [importer.key(0), "A"], [importer.key(1), "B"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    publisher.post(url("act", made.pk, "devolver"), {"comment": "Falta el piso."})
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    told = editor.post(edit, {**form_of(page), "note": "Con piso", "action-submit": "with-import"}, follow=True)

    page.refresh_from_db()
    assert (latest(importer).status, page.get_latest_revision_as_object().note) == ("SENT", "Con piso")
    assert told.redirect_chain[-1][0] == url("import", made.pk)
    assert "se enviaron otra vez a revisión" in told.content.decode()


def test_the_screen_of_a_published_import_says_who_can_undo_it(importer: Importer) -> None:
    made = importer.apply(importer.upload([NOTES, [importer.key(0), "A"]]))

    shown = [
        browser_of(user).get(url("import", made.pk)).content.decode() for user in (importer.editor, importer.publisher)
    ]

    assert ["La puede deshacer" in one for one in shown] == [True, False]
    assert f"La puede deshacer {importer.publisher}" in shown[0]


def test_publishing_one_office_of_a_returned_import_asks_and_tells_the_editor(importer: Importer) -> None:
    made = importer.upload([NOTES, [importer.key(0), "A"], [importer.key(1), "B"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    editor, publisher = browser_of(importer.editor), browser_of(importer.publisher)
    publisher.post(url("act", made.pk, "devolver"), {"comment": "Otra."})
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    edit, form = reverse("wagtailadmin_pages:edit", args=[page.pk]), {**form_of(page), "note": "Con piso"}

    asked = publisher.post(edit, {**form, "action-publish": "action-publish"}).content.decode()
    page.refresh_from_db()
    as_asked = (page.live, page.has_unpublished_changes, page.note)
    published = publisher.post(edit, {**form, "action-publish": "apart"}, follow=True)
    page.refresh_from_db()
    told = editor.get(url("import", made.pk)).content.decode()

    assert "Las demás del archivo siguen devueltas." in asked
    assert as_asked[1:] == (True, importer.offices[0].note)
    assert published.redirect_chain[-1][0] == reverse("offices:index")
    assert (page.note, page.has_unpublished_changes) == ("Con piso", False)
    assert f"{importer.publisher} la publicó aparte el " in told
    assert "1 oficina se publicó aparte." in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_a_publisher_is_told_before_approving_what_does_not_go_with_the_others(importer: Importer) -> None:
    made = importer.upload([NOTES, [importer.key(0), "A"], [importer.key(1), "B"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    editor, publisher = browser_of(importer.editor), browser_of(importer.publisher)
    publisher.post(url("act", made.pk, "devolver"), {"comment": "Otra."})
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.get_latest_revision_as_object().save_revision(user=importer.editor)
    page.get_workflow().start(Page.objects.get(pk=page.pk).specific, importer.editor)

    before = editor.get(url("import", made.pk)).content.decode()
    sent = editor.post(url("act", made.pk, "enviar-de-nuevo"), follow=True).content.decode()
    waits = publisher.get(url("import", made.pk)).content.decode()

    assert "Se envió sola a revisión" in before
    assert "1 oficina queda como estaba" in sent
    assert all(words in waits for words in ("1 oficina de este archivo no va con las demás", "Cambia 1 oficina"))
    assert waits.index("no va con las demás") < waits.index("Aprobar y publicar todo")


def form_of(page: OfficePage) -> dict[str, Any]:
    """What a browser sends of an office's form."""
    streams = ("services", "phones", "schedule", "accessibility", "areas_served", "answered_questions")
    data = {"title": page.draft_title, "slug": page.slug, "order": page.order, "comments": inline_formset([])}
    return nested_form_data(data | {name: streamfield([]) for name in streams})


def correct(importer: Importer, hours: str, phones: tuple[str, ...]) -> None:
    """Save a draft of the first office with other hours and telephones, as its editor does."""
    page = OfficePage.objects.get(pk=importer.offices[0].pk).get_latest_revision_as_object()
    page.schedule = OfficePage._meta.get_field("schedule").to_python(
        json.dumps(schedule_blocks(read_hours(hours), HolidayRule.UNKNOWN, []))
    )
    page.phones = [("phone", {"display": phone}) for phone in phones]
    page.save_revision(user=importer.editor)


def test_two_rows_of_one_file_with_one_number_are_asked_about_once(importer: Importer) -> None:
    publisher = browser_of(importer.publisher)
    rows = [[importer.key(number), "993 313 6553"] for number in range(2)]
    made = importer.upload([["clave", "teléfonos"], *rows], by=importer.editor)
    with tenant_scope([importer.tenant.pk]):
        answers = {(row.number or 0, one["code"]): "yes" for row in importer.rows(made) for one in row.questions}
        made = services.answer(office_import=made, by=importer.editor, answers=answers)
    made = importer.apply(made, by=importer.editor)

    waits = publisher.get(url("import", made.pk))

    assert [number for number, _code in answers] == [3]
    assert waits.context["doubtful"] == []


def test_that_no_form_saves_over_what_an_import_has_made(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Nota del archivo"]], by=importer.editor)
    done = importer.apply(made, by=importer.editor)
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    by_import = page.latest_revision_id
    data = sent(
        page.get_latest_revision_as_object(),
        title=page.title,
        slug=page.slug,
        municipality=page.municipality or "",
        address=page.address or "",
        latitude="",
        longitude="",
        postal_code="",
        note="Nunca leída",
    )
    data.pop("is_confidential", None)
    client = browser_of(importer.editor)

    saved = client.post(edit_url(page), {**data, OVERWRITES: str(by_import)}, HTTP_ACCEPT="application/json").json()
    with tenant_scope([importer.tenant.pk]):
        approve(done, importer.publisher)
    importer.world.commit()

    assert (saved["success"], saved["revision_id"] > by_import) == (True, True)
    assert importer.served()["Sede Uno"]["note"] == "Nota uno"
