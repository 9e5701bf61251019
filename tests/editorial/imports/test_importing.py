"""Importing a file of offices: all of it or nothing, by a publisher or an editor, and back again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, PageLogEntry, Revision

from content_models.blocks import MOST_PHONES
from content_models.loaded_versions import OVERWRITES, version_of
from content_models.models import OfficePage
from editorial.approving.page_form_views import _begun_by
from editorial.imports import services
from editorial.imports.approving import approve as publish_drafts
from editorial.imports.belonging import apart
from editorial.imports.checking import confirmation_of, nothing
from editorial.imports.columns import COLUMNS, is_heading
from editorial.imports.downloads import read_version
from editorial.imports.errors import ImportBusy, ImportForbidden, ImportNotReady, ImportUnknown
from editorial.imports.exporting import offices_as_csv, offices_as_xlsx
from editorial.imports.preview import answered_of
from editorial.imports.rolling_back import _restore_identifiers, foreseen
from editorial.imports.row_plans import YES
from editorial.imports.sending_back import send_again, send_back
from editorial.imports.sent import sent_back_to
from editorial.imports.tables import read_table
from editorial.imports.working import LOCK, _is_little, do
from publishing.errors import NotVisible
from publishing.models import ImportStatus, ImportWork, OfficeIdentifier, OfficeImport, OfficeImportRow, RowAct
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import AuditEntry, StaffRole, User
from tenants.scope import tenant_scope
from tests.editorial.test_confidential_places import sent as form_of
from tests.signed_in import browser_of
from tests.tenants.factories import member
from tests.thoroughness import tries

from .conftest import Importer
from .files import as_csv

KEYED = ["clave", "nombre", "nota", "teléfonos", "horario"]
UNCONFIRMED = [(2, "assured_on"), (2, "phones"), (2, "schedule"), (2, "address")]
"""What is wrong with a row that confirms, on an impossible day, an office of which nothing is known."""
NEW = ["fuente de la clave", "clave externa", "institución", "nombre", "teléfonos", "horario"]


def acts(importer: Importer, made: OfficeImport) -> list[str]:
    return [row.act for row in importer.rows(made)]


def changes(importer: Importer, made: OfficeImport) -> list[tuple[str, str, str]]:
    return [(one["column"], one["before"], one["after"]) for row in importer.rows(made) for one in row.changes]


def notes(importer: Importer, made: OfficeImport) -> list[str]:
    return [note for row in importer.rows(made) for note in row.notes]


def test_five_errors_change_nothing_corrected_it_lands_and_is_rolled_back(importer: Importer) -> None:
    before = importer.served()
    wrong = [
        KEYED,
        [importer.key(0), "", "Otra nota", "12345", "lun–vie ocho"],
        ["no-es-clave", "", "", "", ""],
        ["", "Sede Tres", "", "99331365", ""],
    ]
    made = importer.upload(wrong)

    assert sorted(importer.errors(made)) == [
        (2, "phones"),
        (2, "schedule"),
        (3, "key"),
        (4, "organization"),
        (4, "phones"),
    ]
    with pytest.raises(ImportNotReady):
        importer.apply(made)
    assert importer.served() == before

    right = [
        [*KEYED, "institución"],
        [importer.key(0), "", "Otra nota", "993 313 6550", "lun–vie 8–16", ""],
        ["", "Sede Tres", "", "", "", "Fiscalía del Norte"],
    ]
    landed = importer.apply(importer.upload(right))

    served = importer.served()
    assert (landed.status, landed.problem) == (ImportStatus.APPLIED, "")
    assert served["Sede Uno"]["note"] == "Otra nota"
    assert served["Sede Uno"]["schedule"]["osm"] == "Mo-Fr 08:00-16:00; PH unknown"
    assert served.keys() == {"Sede Uno", "Sede Dos", "Sede Tres"}

    undone = services.roll_back(office_import=landed, by=importer.publisher)

    importer.world.commit()
    added = OfficePage.objects.get(title="Sede Tres")
    assert (added.live, added.has_unpublished_changes) == (False, False)
    assert (undone.status, undone.problem) == (ImportStatus.ROLLED_BACK, "")
    assert {name: item["note"] for name, item in importer.served().items()} == {
        "Sede Uno": "Nota uno",
        "Sede Dos": "Nota dos",
    }
    assert importer.world.differences() == []
    with tenant_scope([importer.tenant.pk]):
        assert list(
            AuditEntry.objects.filter(action__startswith="offices.import")
            .order_by("pk")
            .values_list("action", flat=True)
        ) == [
            "offices.import.apply",
            "offices.import.roll_back",
        ]


def test_changes_are_shown_in_words(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Nueva"], [importer.key(1), "Nota dos"]])

    assert acts(importer, made) == [RowAct.CHANGE, RowAct.UNCHANGED]
    assert changes(importer, made) == [("note", "Nota uno", "Nueva")]
    assert made.totals == {
        "rows": 2,
        "create": 0,
        "change": 1,
        "unchanged": 1,
        "withdraw": 0,
        "published": 2,
        "left_out": 0,
        "errors": 0,
        "rows_with_errors": 0,
        "questions": 0,
        "answered": 0,
    }


def test_what_was_edited_since_is_listed_and_left(importer: Importer) -> None:
    made = importer.apply(importer.upload([["clave", "nota"], [importer.key(0), "A"], [importer.key(1), "B"]]))
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.note = "A mano"
    publish_page(page=page)

    undone = services.roll_back(office_import=made, by=importer.publisher)

    importer.world.commit()
    assert {name: item["note"] for name, item in importer.served().items()} == {
        "Sede Uno": "A mano",
        "Sede Dos": "Nota dos",
    }
    assert [(row.title, bool(row.left)) for row in importer.rows(undone)] == [("Sede Uno", True), ("Sede Dos", False)]


def test_the_history_of_each_office_says_what_imports_did(importer: Importer) -> None:
    rows = [["", "Fiscalía del Norte", f"Sede {name}"] for name in ("Tres", "Cuatro")]
    heading = ["clave", "institución", "nombre"]
    made = importer.upload([heading, *rows, [importer.key(0), "", "Sede Primera"]], by=importer.editor)
    importer.apply(made, by=importer.editor)
    services.approve(office_import=made, by=importer.publisher)
    services.roll_back(office_import=made, by=importer.publisher)
    client = browser_of(importer.publisher)

    def history(title: str) -> list[tuple[str, User]]:
        page = OfficePage.objects.get(draft_title=title)
        shown = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).context["object_list"]
        return [(str(entry.message), entry.user) for entry in reversed(shown)]

    editor, publisher = importer.editor, importer.publisher
    sent = [
        ("Guardó un borrador.", editor),
        ("La envió a revisión con el archivo «oficinas.csv».", editor),
        ("La publicó.", publisher),
        ("La aprobó con el archivo «oficinas.csv».", publisher),
    ]
    undone = ("Deshizo la importación del archivo «oficinas.csv».", publisher)
    added = [("La empezó.", editor), *sent, ("La retiró de publicación.", publisher), undone]
    assert history("Sede Tres") == history("Sede Cuatro") == added
    renamed = [message for message, _who in history("Sede Uno") if "archivo" not in message]
    assert renamed[2:] == [
        "Guardó un borrador.",
        "Le cambió el título, que era «Sede Uno».",
        "La publicó.",
        "Le cambió el título, que era «Sede Primera».",
        "La publicó.",
    ]
    assert history("Sede Uno")[-1] == undone


def test_an_editors_import_waits_as_one_and_a_publisher_publishes_it(importer: Importer) -> None:
    before = importer.served()
    rows = [
        ["clave", "nota", "nombre", "institución"],
        [importer.key(0), "A", "", ""],
        ["", "", "Sede Tres", "Fiscalía del Norte"],
    ]
    made = importer.apply(importer.upload(rows, by=importer.editor), by=importer.editor)

    assert made.status == ImportStatus.SENT
    assert importer.served() == before
    assert services.waiting_for(importer.publisher) == [made]
    added = OfficePage.objects.get(title="Sede Tres")
    with tenant_scope([made.tenant_id]):  # it is sent: nobody has begun and left it
        assert _begun_by(importer.editor, added.get_parent(), OfficePage) == []
    with pytest.raises(ImportForbidden):
        services.approve(office_import=made, by=importer.editor)

    done = services.approve(office_import=made, by=importer.publisher)

    importer.world.commit()
    assert (done.status, done.problem) == (ImportStatus.APPLIED, "")
    assert {name: item["note"] for name, item in importer.served().items()} == {
        "Sede Uno": "A",
        "Sede Dos": "Nota dos",
        "Sede Tres": None,
    }


def test_an_editor_takes_back_what_waits(importer: Importer) -> None:
    rows = [
        ["clave", "nota", "nombre", "institución"],
        [importer.key(0), "A", "", ""],
        ["", "", "Sede Tres", "Fiscalía del Norte"],
    ]
    made = importer.apply(importer.upload(rows, by=importer.editor), by=importer.editor)

    undone = services.roll_back(office_import=made, by=importer.editor)

    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    assert (undone.status, undone.problem) == (ImportStatus.ROLLED_BACK, "")
    assert (page.get_latest_revision_as_object().note, page.has_unpublished_changes) == ("Nota uno", False)
    assert not OfficePage.objects.filter(title="Sede Tres").exists()


def test_a_publisher_sends_an_import_back_and_gets_it_again_corrected(importer: Importer) -> None:
    before = importer.served()
    rows = [["clave", "nota"], [importer.key(0), "A"], [importer.key(1), "B"]]
    made = importer.apply(importer.upload(rows, by=importer.editor), by=importer.editor)
    for who, comment, refusal in ((importer.editor, "x", ImportForbidden), (importer.publisher, " ", ImportNotReady)):
        with pytest.raises(refusal):
            send_back(office_import=made, by=who, comment=comment)

    back = send_back(office_import=made, by=importer.publisher, comment="La nota de la Sede Uno es otra.")

    assert (back.status, back.comment) == (ImportStatus.SENT_BACK, "La nota de la Sede Uno es otra.")
    assert (services.waiting_for(importer.publisher), sent_back_to(importer.editor)) == ([], [made])
    with pytest.raises(ImportNotReady):
        services.approve(office_import=back, by=importer.publisher)
    page = OfficePage.objects.get(pk=importer.offices[0].pk).get_latest_revision_as_object()
    page.note = "La buena"
    page.save_revision(user=importer.editor)
    assert [(row.title, bool(row.left)) for row in foreseen(back)] == [("Sede Uno", True), ("Sede Dos", False)]

    again = send_again(office_import=back, by=importer.editor)

    assert not any(row.left for row in foreseen(again))
    assert (services.waiting_for(importer.publisher), sent_back_to(importer.editor)) == ([made], [])
    assert importer.served() == before
    with pytest.raises(ImportNotReady):
        send_again(office_import=again, by=importer.editor)
    done = services.approve(office_import=again, by=importer.publisher)
    importer.world.commit()
    assert (done.status, done.problem) == (ImportStatus.APPLIED, "")
    assert {name: item["note"] for name, item in importer.served().items()} == {"Sede Uno": "La buena", "Sede Dos": "B"}


def test_an_external_clave_finds_the_office_again_whatever_it_is_called(importer: Importer) -> None:
    row = ["Padrón", "F-1", "Fiscalía del Norte", "Sede Tres", "", ""]
    importer.apply(importer.upload([NEW, row]))

    again = importer.upload([NEW, ["Padrón", "F-1", "", "Sede Tres bis", "", ""]])

    assert acts(importer, again) == [RowAct.CHANGE]
    assert changes(importer, again) == [("title", "Sede Tres", "Sede Tres bis")]
    with tenant_scope([importer.tenant.pk]):
        assert OfficeIdentifier.objects.get().external_id == "F-1"


@pytest.mark.parametrize(
    ("case", "rows", "errors"),
    [
        ("absent", [["clave", "nota"], ["00000000-0000-4000-8000-000000000000", "x"]], [(2, "key")]),
        ("foreign", [["clave", "nota"], ["{foreign}", "x"]], [(2, "key")]),
        ("doubled", [["clave", "nota"], ["{0}", "x"], ["{0}", "y"]], [(3, "key")]),
        (
            "doubled outside",
            [NEW, ["P", "1", "Fiscalía del Norte", "A", "", ""], ["P", "1", "Fiscalía del Norte", "B", "", ""]],
            [(3, "external_id")],
        ),
        (
            "without a source",
            [["clave externa", "nombre", "institución"], ["1", "A", "Fiscalía del Norte"]],
            [(2, "external_id")],
        ),
        ("no institution", [["nombre", "institución"], ["A", "Nadie"]], [(2, "organization")]),
        ("another institution", [["clave", "institución"], ["{0}", "Nadie"]], [(2, "organization")]),
        ("the year 20226", [["clave", "confirmada el"], ["{0}", "30/11/20226"]], UNCONFIRMED),
        ("a day to come", [["clave", "confirmada el"], ["{0}", "30/11/2126"]], UNCONFIRMED),
        ("a phone in E notation", [["clave", "teléfonos"], ["{0}", "9.93314E+09"]], [(2, "phones")]),
        (
            "no point of Mexico",
            [["clave", "latitud", "longitud"], ["{0}", "48.8", "2.3"]],
            [(2, "latitude"), (2, "longitude")],
        ),
        ("no latitude", [["clave", "latitud", "longitud"], ["{0}", "98.26", "-92.93"]], [(2, "latitude")]),
        ("half a point", [["clave", "latitud"], ["{0}", "17.9"]], [(2, "longitude")]),
        ("a postal code", [["clave", "código postal"], ["{0}", "123"]], [(2, "postal_code")]),
        ("a placeholder", [["clave", "nota"], ["{0}", "Llama a {{help_line}}"]], [(2, "note")]),
        ("a holiday rule alone", [["clave", "en días festivos"], ["{0}", "cerrado"]], [(2, "holidays")]),
        ("a language", [["clave", "idiomas"], ["{0}", "klingon"]], [(2, "languages")]),
    ],
)
def test_refuses_with_row_and_column(
    importer: Importer, case: str, rows: list[list[str]], errors: list[tuple[int, str]]
) -> None:
    foreign = Page.objects.get(pk=importer.world.tenants["XSU"].root_page_id).translation_key
    filled = [[cell.format(importer.key(0), foreign=foreign) for cell in row] for row in rows]

    assert importer.errors(importer.upload(filled)) == errors


def test_a_foreign_clave_reads_as_an_absent_one(importer: Importer) -> None:
    south = importer.world
    from content_models.models import OrganizationPage

    organization = south.new(
        OrganizationPage, "XSU", "directorio", title="Sur", slug="sur-o", organization_kind="COURT"
    )
    foreign = south.publish(south.draft_below(organization, OfficePage, title="Ajena", slug="ajena"))

    def said(key: str) -> Any:
        return [row.errors for row in importer.rows(importer.upload([["clave", "nota"], [key, "x"]]))]

    assert said(str(foreign.translation_key)) == said("00000000-0000-4000-8000-000000000000")


@pytest.mark.parametrize(
    ("column", "text", "shown", "question"),
    [
        ("horario", "lun–vie 20–4", "lun–vie 20–4", "HOURS_OVER_MIDNIGHT"),
        ("horario", "lun–vie 9–14, 4–7", "lun–vie 4–7, 9–14", "HOURS_EARLY"),
        ("municipio", "Nigún lado", "Nigún lado", "MUNICIPALITY_UNKNOWN"),
        ("teléfonos", "Guardia: +1 212 555 1234", "Guardia: +1 212 555 1234", "PHONE_DOUBTED"),
        ("teléfonos", "993 313 6550; 911", "993 313 6550; 911", "PHONE_DOUBTED"),
    ],
)
def test_what_is_possible_and_hardly_true_is_asked_once(
    importer: Importer, column: str, text: str, shown: str, question: str
) -> None:
    made = importer.upload([["clave", column], [importer.key(0), text]])
    [row] = importer.rows(made)
    asked = [one["code"] for one in row.questions]

    assert row.changes[0]["after"] == shown
    with pytest.raises(ImportNotReady):
        importer.apply(made)
    answered = services.answer(office_import=made, by=importer.publisher, answers={(2, code): "yes" for code in asked})

    assert importer.apply(answered).status == ImportStatus.APPLIED
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    assert page.answered_questions[question]["by"]


@pytest.mark.parametrize(("said", "becomes"), [("Atlixco", ["Atlixco"]), ("yes", ["Atlisco"]), ("Puebla", [""])])
def test_a_municipality_that_was_probably_meant_is_taken_in_one_press(
    importer: Importer, said: str, becomes: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("content_models.municipalities._by_state", lambda: {"XNO": ["Puebla", "Atlixco", "Amozoc"]})
        made = importer.upload([["clave", "municipio"], [importer.key(0), "Atlisco"], [importer.key(1), " ámozoc"]])
        row, other = importer.rows(made)
        answers = {(2, question["code"]): said for question in row.questions}
        answered = services.answer(office_import=made, by=importer.publisher, answers=answers)
        if answered.totals["questions"] == 0:
            importer.apply(answered)

    assert [option["value"] for option in row.questions[0]["options"]] == ["Atlixco", "yes"]
    assert (other.questions, other.changes[0]["after"]) == ([], "Amozoc")
    assert [OfficePage.objects.get(pk=importer.offices[0].pk).municipality] == becomes


@pytest.mark.parametrize("who", ["its draft", "the public"])
def test_undoing_leaves_an_office_whose_former_number_another_has_by_now(importer: Importer, who: str) -> None:
    first, second = (OfficePage.objects.get(pk=one.pk) for one in importer.offices)
    put_number(first, "993 313 6550")
    publish_page(page=first)
    made = importer.apply(importer.upload([["clave", "teléfonos"], [importer.key(0), "993 313 6551"]]))
    put_number(second, "993 313 6550")
    second.save_revision() if who == "its draft" else publish_page(page=second)

    [row] = foreseen(made)
    services.roll_back(office_import=made, by=importer.publisher)

    assert "Sede Dos" in row.left
    assert "993 313 6550" in row.left
    assert [one.value["display"] for one in OfficePage.objects.get(pk=first.pk).phones] == ["993 313 6551"]


def exchanged(importer: Importer, numbers: list[str]) -> OfficeImport:
    """Publish two offices with these numbers, and apply a file in which each has the other's."""
    for one, number in zip(importer.offices, numbers, strict=True):
        page = OfficePage.objects.get(pk=one.pk)
        put_number(page, number)
        publish_page(page=page)
    rows = [["clave", "teléfonos"], [importer.key(0), numbers[1]], [importer.key(1), numbers[0]]]
    made = importer.upload(rows)
    answers = {(row.number or 0, one["code"]): YES for row in importer.rows(made) for one in row.questions}
    return importer.apply(services.answer(office_import=made, by=importer.publisher, answers=answers))


def test_undoing_puts_numbers_back_that_two_offices_had_exchanged(importer: Importer) -> None:
    numbers = ["993 313 6550", "993 313 6551"]
    made = exchanged(importer, numbers)

    services.roll_back(office_import=made, by=importer.publisher)

    pages = [OfficePage.objects.get(pk=one.pk) for one in importer.offices]
    assert [page.phones[0].value["display"] for page in pages] == numbers


def test_undoing_leaves_also_the_office_whose_former_number_one_that_is_left_keeps(importer: Importer) -> None:
    numbers = ["993 313 6550", "993 313 6551"]
    third = importer.world.draft_below(importer.organization, OfficePage, title="Sede Tres", slug="sede-tres")
    made = exchanged(importer, numbers)
    third = OfficePage.objects.get(pk=third.pk)
    put_number(third, numbers[0])
    publish_page(page=third)

    services.roll_back(office_import=made, by=importer.publisher)

    pages = [OfficePage.objects.get(pk=one.pk) for one in importer.offices]
    assert [page.phones[0].value["display"] for page in pages] == numbers[::-1]
    assert ["Sede" in row.left for row in importer.rows(made)] == [True, True]


@pytest.mark.parametrize("since", ["another number", "the same number as before", "an edited draft"])
def test_undoing_publishes_a_withdrawn_office_as_it_was_unless_another_has_its_number(
    importer: Importer, since: str
) -> None:
    first, second = (OfficePage.objects.get(pk=one.pk) for one in importer.offices)
    put_number(second, "993 313 6550")
    publish_page(page=second)
    if since == "the same number as before":
        put_number(first, "993 313 6550")
        publish_page(page=first)
    draft = OfficePage.objects.get(pk=second.pk)
    draft.note = "Un borrador"
    draft.save_revision()
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]], is_complete_list=True)
    made = importer.apply(made, confirmation="Retirar 1")
    if since == "another number":
        first = OfficePage.objects.get(pk=first.pk)
        put_number(first, "993 313 6550")
        publish_page(page=first)
    elif since == "an edited draft":
        draft = OfficePage.objects.get(pk=second.pk).get_latest_revision_as_object()
        draft.note = "Otro borrador"
        draft.save_revision()

    services.roll_back(office_import=made, by=importer.publisher)

    page = OfficePage.objects.get(pk=second.pk)
    notes = {"another number": "", "an edited draft": "Otro borrador"}.get(since, "Un borrador")
    assert page.live == (since != "another number")
    if page.live:
        assert (page.note, page.has_unpublished_changes) == ("Nota dos", True)
        assert page.get_latest_revision_as_object().note == notes
    else:
        assert "Sede Uno" in next(row.left for row in importer.rows(made) if row.act == RowAct.WITHDRAW)


def test_an_answer_is_kept_as_of_who_gave_it(importer: Importer) -> None:
    made = importer.upload([["clave", "teléfonos"], [importer.key(0), "993 111 1111"]], by=importer.editor)
    answers = {(row.number or 0, one["code"]): YES for row in importer.rows(made) for one in row.questions}
    made = services.answer(office_import=made, by=importer.editor, answers=answers)
    made = services.check_again(office_import=made, by=importer.publisher)

    with tenant_scope([importer.tenant.pk]):
        shown = [answered_of(made, by) for by in (importer.publisher, importer.editor)]
    importer.apply(made)

    [kept] = OfficePage.objects.get(pk=importer.offices[0].pk).answered_questions.values()
    assert (kept["by"], kept["people"].split()[0]) == (importer.editor.display_name, str(importer.editor.pk))
    assert [[one["by"] for one in each] for each in shown] == [[importer.editor.display_name], []]


def test_the_worker_publishes_nothing_that_became_doubtful_after_it_was_approved(importer: Importer) -> None:
    rows = [["clave", "teléfonos"], [importer.key(0), "993 313 6550"]]
    made = importer.apply(importer.upload(rows, by=importer.editor), by=importer.editor)
    other = OfficePage.objects.get(pk=importer.offices[1].pk)
    put_number(other, "993 313 6550")
    other.save_revision()

    with tenant_scope([importer.tenant.pk]), pytest.raises(ImportNotReady):
        publish_drafts(OfficeImport.objects.get(pk=made.pk), importer.publisher)

    assert len(OfficePage.objects.get(pk=importer.offices[0].pk).phones) == 0


def put_number(page: Any, display: str) -> None:
    value = {"display": display, "label": "", "languages": []}
    page.phones = json.dumps([{"type": "phone", "value": value, "id": str(uuid4())}])


@pytest.mark.parametrize(("said", "words"), [("empty", ""), ("yes", "24 horas, 365 días")])
def test_words_that_say_other_hours_than_the_file_are_asked_about(importer: Importer, said: str, words: str) -> None:
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.hours_text = "24 horas, 365 días"
    publish_page(page=page)
    made = importer.upload([["clave", "horario"], [importer.key(0), "lun–vie 9–15"]])
    [row] = importer.rows(made)
    [question] = row.questions

    assert question["code"] == "WORDS_OF_OTHER_HOURS"
    assert [one["value"] for one in question["options"]] == ["empty", "yes"]
    answers = {(2, question["code"]): said}
    importer.apply(services.answer(office_import=made, by=importer.publisher, answers=answers))
    assert OfficePage.objects.get(pk=page.pk).hours_text == words


def test_a_number_of_another_office_is_asked_about_and_one_that_is_stored_is_not(importer: Importer) -> None:
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    old = {"display": "044 993 313 6550", "label": "", "languages": []}
    page.phones = json.dumps([{"type": "phone", "value": old, "id": str(uuid4())}])
    publish_page(page=page)
    rows = [
        ["clave", "teléfonos"],
        [importer.key(0), "044 993 313 6550; 993 352 2700"],
        [importer.key(1), "(993) 3 13 65 50"],
    ]

    made = importer.upload(rows)
    first, second = importer.rows(made)

    assert (made.totals["errors"], first.questions) == (0, [])
    assert [one["text"] for one in second.questions] == [
        "El número (993) 3 13 65 50 también lo tiene: «Sede Uno». ¿Es correcto?"
    ]


def test_a_postal_code_gets_its_zero_back(importer: Importer) -> None:
    made = importer.upload([["clave", "código postal"], [importer.key(0), "1000"]])

    assert changes(importer, made) == [("postal_code", "", "01000")]
    assert notes(importer, made) == ["«1000» se leyó como código postal 01000."]


def test_a_likely_double_is_a_question(importer: Importer) -> None:
    made = importer.upload([["nombre", "institución", "nota"], ["SEDE uno", "Fiscalía del Norte", "Igual"]])
    [row] = importer.rows(made)
    [question] = row.questions

    assert [option["value"] for option in question["options"]] == [importer.key(0), "new"]

    same = services.answer(office_import=made, by=importer.publisher, answers={(2, question["code"]): importer.key(0)})
    assert acts(importer, same) == [RowAct.CHANGE]

    other = services.answer(office_import=made, by=importer.publisher, answers={(2, question["code"]): "new"})
    assert acts(importer, other) == [RowAct.CREATE]


AGAIN = {
    "without a clave": [["institución", "nombre", "nota"], ["Fiscalía del Norte", "Sede Tres", "Nueva"]],
    "with an external clave": [[*NEW[:4], "nota"], ["Padrón", "F-1", "Fiscalía del Norte", "Sede Tres", "Nueva"]],
    "with its clave": [["clave", "institución", "nombre", "nota"], ["{}", "Fiscalía del Norte", "Sede Tres", "Nueva"]],
}


@pytest.mark.parametrize("named", AGAIN)
def test_a_file_that_is_imported_again_finds_what_undoing_it_withdrew(importer: Importer, named: str) -> None:
    heading, row = AGAIN[named]
    first = AGAIN["without a clave"] if named == "with its clave" else [heading, row]
    made = importer.apply(importer.upload(first))
    services.roll_back(office_import=made, by=importer.publisher)
    office = OfficePage.objects.get(title="Sede Tres")
    key = str(office.translation_key)
    assert not office.live

    again = importer.upload([heading, [key if cell == "{}" else cell for cell in row]])
    asked = [
        (one["code"], [each["value"] for each in one["options"]])
        for each in importer.rows(again)
        for one in each.questions
    ]
    assert asked == ([("LIKELY_DOUBLE", [key, "new"])] if named == "without a clave" else [])
    if asked:
        again = services.answer(office_import=again, by=importer.publisher, answers={(2, "LIKELY_DOUBLE"): key})
    assert acts(importer, again) == [RowAct.CHANGE]
    importer.apply(again)

    assert [(page.pk, page.live) for page in OfficePage.objects.filter(title="Sede Tres")] == [(office.pk, True)]
    assert importer.served()["Sede Tres"]["note"] == "Nueva"


def test_a_published_office_is_proposed_before_withdrawn_ones_and_these_are_called_so(importer: Importer) -> None:
    unpublish_page(page=OfficePage.objects.get(pk=importer.offices[0].pk), by=importer.publisher)
    OfficePage.objects.filter(pk=importer.offices[1].pk).update(title="Sede Uno", draft_title="Sede Uno")

    made = importer.upload([["nombre", "institución", "nota"], ["Sede Uno", "Fiscalía del Norte", "Igual"]])

    [question] = importer.rows(made)[0].questions
    assert [option["value"] for option in question["options"]] == [importer.key(1), importer.key(0), "new"]
    assert ["retirada" in option["label"] for option in question["options"]] == [False, True, False]


def test_two_new_rows_that_are_like_a_withdrawn_office_are_asked_about_each_other(importer: Importer) -> None:
    unpublish_page(page=OfficePage.objects.get(pk=importer.offices[0].pk), by=importer.publisher)
    heading, row = ["nombre", "institución", "nota"], ["Sede Uno", "Fiscalía del Norte", "Igual"]

    made = importer.upload([heading, row, row])
    said = {(number, "LIKELY_DOUBLE"): "new" for number in (2, 3)}
    answered = services.answer(office_import=made, by=importer.publisher, answers=said)
    other = importer.upload([heading, row, row])
    said[3, "LIKELY_DOUBLE"] = importer.key(0)
    found = services.answer(office_import=other, by=importer.publisher, answers=said)

    def asked(office_import: OfficeImport) -> list[list[str]]:
        return [[one["code"] for one in each.questions] for each in importer.rows(office_import)]

    double, in_file = "LIKELY_DOUBLE", "LIKELY_DOUBLE_IN_FILE"
    assert asked(answered) == [[double], [double, in_file]]
    assert asked(found) == [[double], [double]]
    with pytest.raises(ImportNotReady):
        importer.apply(answered)


@pytest.mark.parametrize(
    ("role", "proposed", "noted"),
    [("publisher", "publicar ésa de nuevo", "se publica de nuevo"), ("editor", "enviar a revisión", "a revisión")],
)
def test_who_imports_reads_whether_a_withdrawn_office_is_published_or_sent(
    importer: Importer, role: str, proposed: str, noted: str
) -> None:
    unpublish_page(page=OfficePage.objects.get(pk=importer.offices[0].pk), by=importer.publisher)
    by = getattr(importer, role)

    with override("es-mx"):
        made = importer.upload([["nombre", "institución", "nota"], ["Sede Uno", "Fiscalía del Norte", "Otra"]], by=by)
        [question] = importer.rows(made)[0].questions
        answered = services.answer(office_import=made, by=by, answers={(2, "LIKELY_DOUBLE"): importer.key(0)})

    assert proposed in question["options"][0]["label"]
    assert noted in " ".join(importer.rows(answered)[0].notes)


def test_blanks_never_overwrite_and_missing_rows_stay(importer: Importer) -> None:
    made = importer.upload([["clave", "nota", "nombre"], [importer.key(0), "", "Sede Uno"]])

    assert acts(importer, made) == [RowAct.UNCHANGED]
    with pytest.raises(ImportNotReady):
        importer.apply(made)


def test_a_complete_list_withdraws_what_it_lacks_once_the_number_is_typed(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]], is_complete_list=True)

    assert acts(importer, made) == [RowAct.CHANGE, RowAct.WITHDRAW]
    with pytest.raises(ImportNotReady):
        importer.apply(made, confirmation="sí")
    done = importer.apply(made, confirmation="Retirar 1")
    assert importer.served().keys() == {"Sede Uno"}

    services.roll_back(office_import=done, by=importer.publisher)
    importer.world.commit()
    assert importer.served().keys() == {"Sede Uno", "Sede Dos"}


@pytest.mark.parametrize(("withdrawn", "typed"), [(1, ""), (10, ""), (11, "retirar 11")])
def test_above_one_in_ten_the_number_is_typed(withdrawn: int, typed: str) -> None:
    assert confirmation_of({"withdraw": withdrawn, "published": 100}) == typed


def test_an_editor_withdraws_nothing(importer: Importer) -> None:
    with pytest.raises(ImportForbidden):
        importer.upload([["clave", "nota"], [importer.key(0), "x"]], by=importer.editor, is_complete_list=True)


def test_what_changed_since_the_preview_is_shown_first(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Nueva"]])
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.note = "Entre tanto"
    publish_page(page=page)

    refused = importer.apply(made)

    assert (refused.status, bool(refused.problem)) == (ImportStatus.CHECKED, True)
    assert changes(importer, refused) == [("note", "Entre tanto", "Nueva")]
    assert importer.apply(refused).status == ImportStatus.APPLIED


def test_confirmed_offices_have_to_be_confirmed_again_unless_the_file_says_when(importer: Importer) -> None:
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.needs_confirmation, page.assured_on = False, date(2026, 1, 5)
    publish_page(page=page)

    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]])
    assert len(notes(importer, made)) == 1
    importer.apply(made)
    assert importer.served()["Sede Uno"]["needsConfirmation"] is True

    day = f"{timezone.now() - timedelta(days=2):%d/%m/%Y}"
    unknown = importer.upload([["clave", "nota", "confirmada el"], [importer.key(0), "y", day]])
    assert importer.errors(unknown) == UNCONFIRMED[1:]
    headings = ["clave", "nota", "dirección", "correo", "horario en palabras", "confirmada el"]
    row = [importer.key(0), "y", "Calle 1", "uno@norte.gob.mx", "Con cita", day]
    importer.apply(importer.upload([headings, row]))
    assert importer.served()["Sede Uno"]["needsConfirmation"] is False


def test_one_import_of_a_state_at_a_time(importer: Importer) -> None:
    first = importer.upload([["clave", "nota"], [importer.key(0), "x"]])
    with tenant_scope([importer.tenant.pk]):
        OfficeImport.objects.filter(pk=first.pk).update(
            work=ImportWork.APPLY, work_by=importer.publisher, work_started_at=timezone.now()
        )

    with pytest.raises(ImportBusy):
        importer.upload([["clave", "nota"], [importer.key(1), "y"]])

    with tenant_scope([importer.tenant.pk]):
        OfficeImport.objects.filter(pk=first.pk).update(work_started_at=timezone.now() - timedelta(hours=2))
    assert importer.upload([["clave", "nota"], [importer.key(1), "y"]]).status == ImportStatus.CHECKED


@pytest.mark.parametrize("who", ["XSU", "NAC"])
def test_another_states_imports_do_not_exist(importer: Importer, who: str) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]])
    stranger = member(importer.world.tenants[who], StaffRole.PUBLISHER, "stranger")

    with pytest.raises(NotVisible):
        services.import_of(tenant=importer.tenant, by=stranger, pk=made.pk)
    with pytest.raises(NotVisible):
        services.apply(office_import=made, by=stranger)
    with pytest.raises(ImportUnknown):
        services.import_of(tenant=importer.tenant, by=importer.publisher, pk=made.pk + 1)
    strangers = importer.world.tenants[who]
    with tenant_scope([strangers.pk]), transaction.atomic(), connection.cursor() as sql:
        row = OfficeImportRow.objects.create(tenant=strangers, office_import_id=made.pk, number=9)
        with pytest.raises(IntegrityError), transaction.atomic():
            sql.execute("SET CONSTRAINTS office_import_row_of_its_state IMMEDIATE")
        row.delete()


def test_an_export_gives_the_same_file_back(importer: Importer) -> None:
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.note, page.postal_code, page.latitude, page.longitude = "=1+1", "01000", 17.98694, -92.93028
    phone = {"display": "993 313 6550 ext. 12", "label": "Guardia: noche; día", "languages": []}
    page.phones = json.dumps([{"type": "phone", "value": phone, "id": str(uuid4())}])
    page.languages = ["es-MX"]
    publish_page(page=page)

    page = OfficePage.objects.get(pk=importer.offices[1].pk)
    page.note = "#N/D"
    publish_page(page=page)

    for make in (offices_as_csv, offices_as_xlsx):
        data = make(tenant=importer.tenant, by=importer.editor)
        table = read_table(data, is_heading=is_heading)
        made = services.upload(tenant=importer.tenant, by=importer.publisher, name="x", data=data)
        checked = services.assign_columns(office_import=made, by=importer.publisher, mapping=made.mapping)

        assert table.headings == tuple(column.column_name for column in COLUMNS.values())
        assert {"01000", "=1+1", "#N/D", "-92.93028"} <= {cell for row in table.rows for cell in row.cells}
        assert acts(importer, checked) == [RowAct.UNCHANGED, RowAct.UNCHANGED]
    assert b"'=1+1" in offices_as_csv(tenant=importer.tenant, by=importer.editor)


def downloaded(importer: Importer) -> list[list[str]]:
    """The rows of an export, with its headings."""
    table = read_table(offices_as_csv(tenant=importer.tenant, by=importer.editor), is_heading=is_heading)
    return [list(table.headings), *([*row.cells] for row in table.rows)]


def put(rows: list[list[str]], title: str, column: str, text: str) -> None:
    """Change one cell of a file."""
    names = rows[0]
    [row] = [row for row in rows if row[names.index("nombre")] == title]
    row[names.index(column)] = text


def test_an_old_download_puts_nothing_back(importer: Importer) -> None:
    rows = downloaded(importer)
    one, two = (OfficePage.objects.get(pk=page.pk) for page in importer.offices)
    one.note = "Nota de ahora"
    publish_page(page=one, by=importer.publisher)
    put(rows, "Sede Uno", "correo", "uno@example.mx")
    put(rows, "Sede Dos", "nota", "Nota del archivo")

    made = importer.upload(rows)
    first, second = importer.rows(made)[::-1]

    assert (first.title, first.questions, second.questions) == ("Sede Uno", [], [])
    assert [(change["column"], change["after"]) for change in first.changes] == [("email", "uno@example.mx")]
    assert [note[-5:] for note in first.notes] == ["nota."]
    assert "sigue como está ahora" in first.notes[0]
    importer.apply(made)
    offices = importer.served()
    assert (offices["Sede Uno"]["note"], offices["Sede Uno"]["email"]) == ("Nota de ahora", "uno@example.mx")
    assert offices["Sede Dos"]["note"] == "Nota del archivo"
    assert two.note == "Nota dos"


@pytest.mark.parametrize(("answer", "note"), [("keep", "Nota de ahora"), ("file", "Nota del archivo")])
@pytest.mark.parametrize("version", [None, "999999999", "684.0", "v684"][:: tries(2, long=1)])
def test_what_was_changed_on_both_sides_is_asked_about(
    importer: Importer, answer: str, note: str, version: str | None
) -> None:
    is_known = version is None
    rows = downloaded(importer)
    one = OfficePage.objects.get(pk=importer.offices[0].pk)
    one.note = "Nota de ahora"
    published = publish_page(page=one, by=importer.publisher)
    evening = (timezone.now() + timedelta(days=2)).replace(hour=2)  # of the day before, in the state
    Revision.objects.filter(pk=published.latest_revision_id).update(created_at=evening)
    put(rows, "Sede Uno", "nota", "Nota del archivo")
    put(rows, "Sede Uno", "correo", "uno@example.mx")
    if version is not None:
        put(rows, "Sede Uno", "versión", version)

    made = importer.upload([rows[0], *(row for row in rows if "Sede Uno" in row)])
    [row] = importer.rows(made)
    questions = {question["code"]: question for question in row.questions}
    with pytest.raises(ImportNotReady):
        importer.apply(made)
    answered = services.answer(
        office_import=made, by=importer.publisher, answers={(row.number or 0, "CHANGED_SINCE"): answer}
    )
    one_more = services.check_again(office_import=answered, by=importer.publisher)

    assert list(questions) == ["CHANGED_SINCE"]
    assert f"{evening - timedelta(days=1):%d/%m/%Y}" in questions["CHANGED_SINCE"]["text"]
    assert "«nota»: aquí dice «Nota de ahora», en el archivo «Nota del archivo»" in questions["CHANGED_SINCE"]["text"]
    assert [option.get("checked") for option in questions["CHANGED_SINCE"]["options"]] == [True, None]
    if answer == "keep" and not is_known:
        assert acts(importer, one_more) == [RowAct.UNCHANGED]  # nobody knows what the file has changed
        return
    importer.apply(one_more)
    office = importer.served()["Sede Uno"]
    assert (office["note"], office["email"]) == (note, "uno@example.mx")


@pytest.mark.parametrize(("answer", "is_served"), [("", False), ("keep", False), ("file", True)])
def test_an_old_download_opens_nothing_again_that_closed_since(
    importer: Importer, answer: str, is_served: bool
) -> None:
    rows = downloaded(importer)
    unpublish_page(page=OfficePage.objects.get(pk=importer.offices[0].pk), by=importer.publisher)
    put(rows, "Sede Uno", "nota", "Nota del archivo")
    put(rows, "Sede Dos", "nota", "Otra nota")

    made = importer.upload(rows)
    row = next(row for row in importer.rows(made) if row.title == "Sede Uno")
    [question] = row.questions
    assert (question["code"], "se retiró aquí" in question["text"]) == ("CHANGED_SINCE", True)
    assert row.act == RowAct.UNCHANGED
    if not answer:
        with pytest.raises(ImportNotReady):
            importer.apply(made)
        return
    answers = {(row.number or 0, "CHANGED_SINCE"): answer}
    importer.apply(services.answer(office_import=made, by=importer.publisher, answers=answers))

    offices = importer.served()
    assert ("Sede Uno" in offices, offices["Sede Dos"]["note"]) == (is_served, "Otra nota")


@pytest.mark.parametrize("written", ["{}", "'{}", "’{}"])
def test_a_version_is_read_as_a_spreadsheet_may_write_it(importer: Importer, written: str) -> None:
    one = OfficePage.objects.get(pk=importer.offices[0].pk)
    now = version_of(publish_page(page=one, by=importer.publisher).latest_revision).replace(".", "-")
    rows = [["clave", "nota", "versión"], [importer.key(0), "Nota del archivo", written.format(now)]]

    made = importer.upload(rows)

    assert [row.questions for row in importer.rows(made)] == [[]]
    assert changes(importer, made) == [("note", "Nota uno", "Nota del archivo")]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1842-1790000000000000", "1842.1790000000000000"),
        ("’１８４２–17", "1842.17"),
        ("1842-", None),
        ("1842-1,79", None),
        ("1842", None),
        ("1,842.00", None),
        ("0", "0"),
        ("０.00", "0"),
        ("0.5", None),
        ("0.000", None),
        ("v684", None),
        ("-684", None),
        ("684e0", None),
        ("", None),
    ],
)
def test_only_what_is_plainly_a_version_is_one(text: str, version: str | None) -> None:
    assert read_version(text) == version


@pytest.mark.parametrize("version", ["", "v684", "-1", "its revision's id alone"])
def test_a_row_that_does_not_say_of_when_it_is_puts_nothing_back_unasked(importer: Importer, version: str) -> None:
    if "id" in version:  # as files say that were downloaded before: it may have been saved over since
        version = str(OfficePage.objects.get(pk=importer.offices[0].pk).latest_revision_id)
    rows = [["clave", "nota", "versión"], [importer.key(0), "Nota del archivo", version], [importer.key(1), "", ""]]

    made = importer.upload(rows)
    [first, second] = importer.rows(made)
    [question] = first.questions

    assert (question["code"], second.questions) == ("CHANGED_SINCE", [])
    assert "«nota»: aquí dice «Nota uno», en el archivo «Nota del archivo»" in question["text"]
    assert "No se sabe si esta oficina cambió" in question["text"]
    with pytest.raises(ImportNotReady):
        importer.apply(made)


def test_a_file_without_versions_asks_nothing(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Nota del archivo"]])

    assert [(row.act, row.questions) for row in importer.rows(made)] == [(RowAct.CHANGE, [])]


def test_a_withdrawn_office_is_not_published_again_by_a_row_without_version(importer: Importer) -> None:
    unpublish_page(page=OfficePage.objects.get(pk=importer.offices[0].pk), by=importer.publisher)

    made = importer.upload([["clave", "nota", "versión"], [importer.key(0), "Nota del archivo", ""]])

    assert [one["code"] for row in importer.rows(made) for one in row.questions] == ["CHANGED_SINCE"]
    assert acts(importer, made) == [RowAct.UNCHANGED]


def test_a_file_gives_an_office_only_so_many_numbers(importer: Importer) -> None:
    numbers = [f"993 313 65{n:02}" for n in range(MOST_PHONES + 1)]
    head = ["clave", "teléfonos"]

    assert importer.errors(importer.upload([head, [importer.key(0), "\n".join(numbers)]])) == [(2, "phones")]
    assert importer.errors(importer.upload([head, [importer.key(0), "\n".join(numbers[1:])]])) == []


def test_old_imports_are_deleted(importer: Importer) -> None:
    unfinished = importer.upload([["clave", "nota"], [importer.key(0), "x"]])
    done = importer.apply(importer.upload([["clave", "nota"], [importer.key(1), "y"]]))
    with tenant_scope([importer.tenant.pk]):
        OfficeImport.objects.filter(pk=done.pk).update(uploaded_at=timezone.now() - timedelta(days=179))
        OfficeImport.objects.filter(pk=unfinished.pk).update(uploaded_at=timezone.now() - timedelta(days=8))

    assert (services.remove_old(), services.remove_old()) == (1, 0)


@pytest.fixture
def elsewhere(importer: Importer) -> Iterator[None]:
    """Somebody else works on an import of the state, in a transaction that has not ended."""
    other = connections.create_connection("default")
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, importer.tenant.pk])
        yield


@pytest.mark.usefixtures("elsewhere")
def test_a_second_person_is_told_at_once_that_somebody_works(importer: Importer) -> None:
    data = as_csv([["clave", "nota"], [importer.key(0), "A"]])
    made = services.upload(tenant=importer.tenant, by=importer.publisher, name="o.csv", data=data)

    with pytest.raises(ImportBusy):
        services.assign_columns(office_import=made, by=importer.publisher, mapping=made.mapping)
    with pytest.raises(ImportBusy):
        services.discard(office_import=made, by=importer.publisher)


def test_what_the_worker_takes_is_refused_to_who_may_it_no_more(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "A"]])
    importer.publisher.groups.clear()
    made.work, made.work_by = ImportWork.APPLY, User.objects.get(pk=importer.publisher.pk)

    with tenant_scope([importer.tenant.pk]):
        do(made, nothing)
        made.refresh_from_db()

    assert (made.status, bool(made.problem)) == (ImportStatus.CHECKED, True)


@pytest.mark.parametrize(("rows", "cells", "is_little"), [(1, "x" * 200_000, False), (301, "", False), (1, "", True)])
def test_what_is_much_work_is_for_the_worker(importer: Importer, rows: int, cells: str, is_little: bool) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "A"]])
    made.steps = rows

    with tenant_scope([importer.tenant.pk]):
        made.rows.update(cells=[importer.key(0), cells])
        for work in (ImportWork.CHECK, ImportWork.APPLY):
            assert _is_little(made, work) is is_little


def test_rejecting_leaves_what_was_published_since(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "A"]], by=importer.editor)
    made = importer.apply(made, by=importer.editor)
    publish_page(page=OfficePage.objects.get(pk=importer.offices[0].pk).get_latest_revision_as_object())

    undone = services.roll_back(office_import=made, by=importer.editor)

    importer.world.commit()
    assert (undone.status, undone.problem) == (ImportStatus.ROLLED_BACK, "")
    assert [bool(row.left) for row in importer.rows(undone)] == [True]
    assert importer.served()["Sede Uno"]["note"] == "A"


def test_imports_say_no_more_where_a_confidential_office_is(importer: Importer) -> None:
    street = "Calle Zqxpalm 7"
    file = [["clave", "nombre", "dirección"], [importer.key(0), f"Casa {street}", street]]
    imported = importer.apply(importer.upload(file))
    checked = importer.upload([file[0], [importer.key(0), f"Otra {street}", f"{street} bis"]])
    data = as_csv([["nombre", "dirección"], [f"Casa {street}", "Zqxpalm"]])
    unread = services.upload(tenant=importer.tenant, by=importer.publisher, name="o.csv", data=data)

    with tenant_scope([importer.tenant.pk]):
        sentence = f"«Casa {street}» is about the same office."
        checked.rows.update(notes=[sentence])
        other = OfficeImportRow.objects.create(tenant=importer.tenant, office_import=unread, number=9, notes=[sentence])
        OfficeImport.objects.filter(pk=checked.pk).update(problem=sentence)

    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    page.title, page.slug, page.is_confidential = "Casa segura", "casa-segura", True
    publish_page(page=page)

    for made in (imported, checked, unread):
        for row in importer.rows(made):
            assert "zqxpalm" not in str(vars(row)).casefold()
    with tenant_scope([importer.tenant.pk]):
        checked.refresh_from_db()
        other.refresh_from_db()
    renamed = "«Casa segura» is about the same office."
    assert (checked.problem, other.notes) == (renamed, [renamed])


def test_a_row_that_is_refused_can_be_left_out_and_the_others_go_in_whole(importer: Importer) -> None:
    rows = [["clave", "nota", "teléfonos"], [importer.key(0), "A", "99331365"], [importer.key(1), "B", ""]]
    made = importer.upload(rows)

    left = services.exclude_rows(office_import=made, by=importer.publisher, numbers=[2], is_excluded=True)
    totals = {name: left.totals[name] for name in ("errors", "left_out", "change", "questions")}
    landed = importer.apply(left)

    assert importer.errors(made) == []
    assert totals == {"errors": 0, "left_out": 1, "change": 1, "questions": 0}
    assert landed.status == ImportStatus.APPLIED
    assert {name: item["note"] for name, item in importer.served().items()} == {"Sede Uno": "Nota uno", "Sede Dos": "B"}


def test_only_rows_that_can_be_left_out_are_counted(importer: Importer) -> None:
    made = importer.upload([["clave", "teléfonos"], [importer.key(0), "99331365"], [importer.key(1), "993 313 6550"]])

    assert services.rows_asked(made, range(1, 9000), YES) == {2}
    with pytest.raises(ImportNotReady):
        services.exclude_rows(office_import=made, by=importer.publisher, numbers=[999999999], is_excluded=True)
    services.exclude_rows(office_import=made, by=importer.publisher, numbers=[2, 3], is_excluded=True)
    assert services.rows_asked(made, [2, 3], YES) == set()


def test_a_row_that_was_left_out_can_be_included_again(importer: Importer) -> None:
    made = importer.upload([["clave", "teléfonos"], [importer.key(0), "99331365"]])
    services.exclude_rows(office_import=made, by=importer.publisher, numbers=[2], is_excluded=True)

    again = services.exclude_rows(office_import=made, by=importer.publisher, numbers=[2], is_excluded=False)

    assert importer.errors(again) == [(2, "phones")]
    assert (again.totals["left_out"], again.totals["errors"]) == (0, 1)


def test_of_two_rows_about_one_office_one_can_be_left_out(importer: Importer) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "A"], [importer.key(0), "B"]])
    refused = importer.errors(made)
    services.exclude_rows(office_import=made, by=importer.publisher, numbers=[3], is_excluded=True)

    importer.apply(made)

    assert refused == [(3, "key")]
    assert importer.served()["Sede Uno"]["note"] == "A"


def test_of_a_complete_list_no_row_without_an_office_is_left_out(importer: Importer) -> None:
    rows = [["clave", "nota"], [importer.key(0), "A"], ["no-es-clave", "B"]]
    made = importer.upload(rows, is_complete_list=True)

    with pytest.raises(ImportNotReady):
        services.exclude_rows(office_import=made, by=importer.publisher, numbers=[3], is_excluded=True)

    assert importer.errors(made) == [(3, "key")]
    assert not [question for row in importer.rows(made) for question in row.questions]
    with pytest.raises(ImportNotReady):
        importer.apply(made)


def test_all_that_is_wrong_with_a_row_is_said_at_once(importer: Importer) -> None:
    page = importer.offices[0]
    draft = page.get_latest_revision_as_object()
    draft.note = "Ya enviada"
    draft.save_revision(user=importer.editor)
    sent = Page.objects.get(pk=page.pk).specific
    sent.get_workflow().start(sent, importer.editor)

    made = importer.upload([["clave", "teléfonos"], [importer.key(0), "99331365"]], by=importer.editor)
    assert importer.errors(made) == [(2, "phones"), (2, "title")]

    left = services.exclude_rows(office_import=made, by=importer.editor, numbers=[2], is_excluded=True)
    assert (importer.errors(left), left.totals["left_out"]) == ([], 1)


def test_external_ids_that_were_exchanged_are_exchanged_back_with_as_many_statements_for_two_as_for_one(
    importer: Importer,
) -> None:
    tenant = importer.tenant
    headings = ["clave", "fuente de la clave", "clave externa"]

    def owners() -> dict[str, str]:
        with tenant_scope([tenant.pk]):
            return {one.external_id: str(one.office_key) for one in OfficeIdentifier.objects.filter(tenant=tenant)}

    def statements(made: OfficeImport) -> int:
        with tenant_scope([tenant.pk]), CaptureQueriesContext(connection) as captured:
            _restore_identifiers(made, list(made.rows.all()))
        return len(captured)

    rows = [headings, [importer.key(0), "P", "1"], [importer.key(1), "P", "2"]]
    first = importer.apply(importer.upload(rows))
    one_row = importer.apply(importer.upload([headings, [importer.key(0), "P", "3"]]))
    assert owners() == {"3": importer.key(0), "2": importer.key(1)}
    of_one = statements(one_row)
    assert owners() == {"1": importer.key(0), "2": importer.key(1)}
    with tenant_scope([tenant.pk]):
        OfficeIdentifier.objects.filter(tenant=tenant).delete()
        for number, external_id in enumerate(("2", "1")):
            key = importer.offices[number].translation_key
            OfficeIdentifier.objects.create(tenant=tenant, source="P", external_id=external_id, office_key=key)
        exchanged = list(first.rows.order_by("number"))
        for row, (before, after) in zip(exchanged, (("1", "2"), ("2", "1")), strict=True):
            row.changes = [{"column": "external_id", "before": before, "after": after}]
        OfficeImportRow.objects.bulk_update(exchanged, ["changes"])

    assert statements(first) <= of_one
    assert owners() == {"1": importer.key(0), "2": importer.key(1)}


def test_what_was_published_apart_is_read_with_as_many_statements_for_two_as_for_one(importer: Importer) -> None:
    rows = [["clave", "nota"], [importer.key(0), "A"], [importer.key(1), "B"]]
    made = importer.apply(importer.upload(rows, by=importer.editor), by=importer.editor)
    send_back(office_import=made, by=importer.publisher, comment="Otra.")
    counts = []
    for number in (0, 1):
        page = OfficePage.objects.get(pk=importer.offices[number].pk)
        publish_page(page=page.get_latest_revision_as_object(), by=importer.publisher)
        with CaptureQueriesContext(connection) as captured:
            told = [row.left for row in apart(made)]
        counts.append(len(captured))
        assert ["apart" in sentence for sentence in told] == [True] * (number + 1)

    assert counts[0] == counts[1]


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_that_a_draft_saved_over_since_a_download_keeps_what_it_says(importer: Importer, is_saved_over: bool) -> None:
    one = OfficePage.objects.get(pk=importer.offices[0].pk)
    one.note = "Nota de borrador"
    revision = one.save_revision(user=importer.editor)
    rows = downloaded(importer)
    one = OfficePage.objects.get(pk=one.pk).get_latest_revision_as_object()
    one.note = "Nota de ahora"
    one.save_revision(user=importer.editor, overwrite_revision=revision if is_saved_over else None)
    put(rows, "Sede Uno", "correo", "uno@example.mx")

    [row] = importer.rows(importer.upload([rows[0], *(row for row in rows if "Sede Uno" in row)]))

    if is_saved_over:  # nobody knows any more what the file showed: nothing is put back unasked
        assert "CHANGED_SINCE" in [question["code"] for question in row.questions]
        return
    assert [change["column"] for change in row.changes] == ["email"]


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_that_a_sent_import_publishes_nothing_that_was_written_since(importer: Importer, is_saved_over: bool) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Nota del archivo"]], by=importer.editor)
    sent = importer.apply(made, by=importer.editor)
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    draft = page.get_latest_revision_as_object()
    draft.note = "Nunca leída"
    draft.save_revision(user=importer.editor, overwrite_revision=page.latest_revision if is_saved_over else None)

    with tenant_scope([importer.tenant.pk]):
        publish_drafts(sent, importer.publisher)
    importer.world.commit()

    assert importer.served()["Sede Uno"]["note"] != "Nunca leída"
    assert OfficePage.objects.get(pk=page.pk).get_latest_revision_as_object().note == "Nunca leída"


@pytest.mark.parametrize("is_saved_over", [False, True])
def test_that_undoing_an_import_leaves_what_was_saved_over_its_draft(importer: Importer, is_saved_over: bool) -> None:
    made = importer.upload([["clave", "nota"], [importer.key(0), "Nota del archivo"]], by=importer.editor)
    sent = importer.apply(made, by=importer.editor)
    page = OfficePage.objects.get(pk=importer.offices[0].pk)
    draft = page.get_latest_revision_as_object()
    draft.note = "Escrito después"
    draft.save_revision(user=importer.editor, overwrite_revision=page.latest_revision if is_saved_over else None)

    services.roll_back(office_import=sent, by=importer.editor)

    assert OfficePage.objects.get(pk=page.pk).get_latest_revision_as_object().note == "Escrito después"


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("since", ["a draft", "the draft, saved over", "a draft that waits for review"])
def test_undoing_leaves_an_office_of_which_a_draft_was_saved_since(
    importer: Importer, since: str, *, is_new: bool
) -> None:
    row = ["", "Fiscalía del Norte", "Sede Tres"] if is_new else [importer.key(0), "Fiscalía del Norte", "Sede Uno"]
    rows = [[*row, "Nota del archivo"], [importer.key(1), "Fiscalía del Norte", "Sede Dos", "Nota del archivo"]]
    made = importer.apply(importer.upload([["clave", "institución", "nombre", "nota"], *rows]))
    page = OfficePage.objects.get(translation_key=importer.rows(made)[0].office_key)
    assert page.live
    draft, latest = page.get_latest_revision_as_object(), page.latest_revision
    draft.note = "Escrito después"
    saving = {"user": latest.user, "overwrite_revision": latest} if "over" in since else {"user": importer.editor}
    draft.save_revision(**saving)
    if "review" in since:
        page = OfficePage.objects.get(pk=page.pk)
        page.get_workflow().start(page, importer.editor)

    reasons = [row.left for row in foreseen(made)]
    services.roll_back(office_import=made, by=importer.publisher)

    importer.world.commit()
    served = importer.served()
    assert served[page.title]["note"] == "Nota del archivo"
    assert served["Sede Dos"]["note"] == "Nota dos"
    assert OfficePage.objects.get(pk=page.pk).get_latest_revision_as_object().note == "Escrito después"
    assert OfficePage.objects.get(pk=page.pk).workflow_in_progress == ("review" in since)
    assert [row.left for row in importer.rows(made)] == reasons
    assert ["sigue leyendo" in reason for reason in reasons] == [True, False]


def test_undoing_a_complete_list_publishes_no_draft_of_then_where_the_import_does_not_name_what_was_published(
    importer: Importer,
) -> None:
    draft = importer.offices[1].get_latest_revision_as_object()
    draft.note = "Nadie lo ha aprobado"
    draft.save_revision(user=importer.editor)
    published = OfficePage.objects.get(pk=draft.pk).note
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]], is_complete_list=True)
    made = importer.apply(made, confirmation="Retirar 1")
    with tenant_scope([importer.tenant.pk]):
        OfficeImportRow.objects.filter(office_import=made, act=RowAct.WITHDRAW).update(live_revision_before=None)

    services.roll_back(office_import=made, by=importer.publisher)

    page = OfficePage.objects.get(pk=draft.pk)
    assert (page.live, page.note) == (True, published)
    assert page.get_latest_revision_as_object().note == "Nadie lo ha aprobado"
    assert page.latest_revision.user == importer.editor  # it stays whose it was


@pytest.mark.parametrize("is_kept", [True, False])
def test_that_undoing_an_import_of_before_publishes_no_draft_that_was_written_since(
    importer: Importer, is_kept: bool
) -> None:
    before = importer.offices[1].latest_revision_id
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]], is_complete_list=True)
    made = importer.apply(made, confirmation="Retirar 1")
    with tenant_scope([importer.tenant.pk]):
        OfficeImportRow.objects.filter(office_import=made, act=RowAct.WITHDRAW).update(live_revision_before=None)
    draft = OfficePage.objects.get(pk=importer.offices[1].pk).get_latest_revision_as_object()
    note, draft.note = draft.note, "Nadie lo ha aprobado"
    draft.save_revision(user=importer.editor)
    if not is_kept:
        Revision.objects.filter(pk=before).delete()

    services.roll_back(office_import=made, by=importer.publisher)

    page = OfficePage.objects.get(pk=draft.pk)
    assert (page.live, page.note) == (True, note)
    assert page.get_latest_revision_as_object().note == "Nadie lo ha aprobado"
    assert [bool(row.left) for row in importer.rows(made) if row.act == RowAct.WITHDRAW] == [False]


@pytest.mark.parametrize("kept", ["in its revision", "on the page", "on the page, its revision was saved over"])
def test_undoing_publishes_no_draft_that_stood_beside_what_was_published(importer: Importer, kept: str) -> None:
    one = OfficePage.objects.get(pk=importer.offices[0].pk)
    draft, revision = one.get_latest_revision_as_object(), one.latest_revision
    published, draft.note = one.note, "Nadie lo ha aprobado"
    author = revision.user if "saved over" in kept else importer.editor
    draft.save_revision(user=author, overwrite_revision=revision if "saved over" in kept else None)
    if kept == "on the page":
        OfficePage.objects.filter(pk=one.pk).update(live_revision=None)
    made = importer.upload([["clave", "correo"], [importer.key(0), "uno@example.mx"]])
    answers = {(row.number or 0, one["code"]): YES for row in importer.rows(made) for one in row.questions}
    made = importer.apply(services.answer(office_import=made, by=importer.publisher, answers=answers))

    services.roll_back(office_import=made, by=importer.publisher)

    page = OfficePage.objects.get(pk=one.pk)
    assert [(row.act, row.left) for row in importer.rows(made)] == [(RowAct.CHANGE, "")]
    assert (page.live, page.note, page.email) == (True, published, "")
    assert page.get_latest_revision_as_object().note == "Nadie lo ha aprobado"
    assert (page.has_unpublished_changes, page.latest_revision.user) == (True, author)
    logged = PageLogEntry.objects.filter(page=page, revision=page.latest_revision).values_list("user", "action")
    assert list(logged) == [(importer.publisher.pk, "wagtail.edit")]


@pytest.mark.parametrize("is_named", [True, False], ids=["now", "by an import of before"])
def test_undoing_publishes_no_draft_that_a_form_wrote_into_the_withdrawn_page(
    importer: Importer, *, is_named: bool
) -> None:
    one = OfficePage.objects.get(pk=importer.offices[1].pk)
    OfficePage.objects.filter(pk=one.pk).update(live_revision=None)  # made by a program
    published, draft = one.note, one.get_latest_revision_as_object()
    draft.note = "Borrador de antes"
    before = draft.save_revision(user=importer.editor).pk
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]], is_complete_list=True)
    made = importer.apply(made, confirmation="Retirar 1")
    if not is_named:
        with tenant_scope([importer.tenant.pk]):
            OfficeImportRow.objects.filter(office_import=made, act=RowAct.WITHDRAW).update(live_revision_before=None)
    withdrawn = OfficePage.objects.get(pk=one.pk)
    assert (withdrawn.latest_revision_id, Revision.objects.get(pk=before).is_latest_revision()) == (before, True)
    withdrawn = withdrawn.get_latest_revision_as_object()
    withdrawn.note = "Nadie lo ha aprobado"
    withdrawn.save()  # as Wagtail's form does with a page that is not published
    withdrawn.save_revision(user=importer.editor)

    services.roll_back(office_import=made, by=importer.publisher)

    page = OfficePage.objects.get(pk=one.pk)
    [left] = [row.left for row in importer.rows(made) if row.act == RowAct.WITHDRAW]
    assert (page.live, bool(left)) == (is_named, not is_named)
    assert not page.live or page.note == published
    assert page.get_latest_revision_as_object().note == "Nadie lo ha aprobado"


@pytest.mark.parametrize("is_saved_over", [False, True], ids=["by its form", "by what saves over it"])
def test_undoing_a_complete_list_publishes_nothing_saved_over_what_was_published(
    importer: Importer, *, is_saved_over: bool
) -> None:
    one = OfficePage.objects.get(pk=importer.offices[1].pk)
    client, url = browser_of(importer.editor), reverse("wagtailadmin_pages:edit", args=[one.pk])

    def save(note: str, **fields: str) -> int:
        page = OfficePage.objects.get(pk=one.pk)
        where = {"municipality": "", "address": "", "latitude": "", "longitude": "", "postal_code": ""}
        data = form_of(page.get_latest_revision_as_object(), title=page.title, slug=page.slug, note=note, **where)
        data.pop("is_confidential", None)
        answer = client.post(url, {**data, **fields}, HTTP_ACCEPT="application/json").json()
        assert answer["success"], answer
        return int(answer["revision_id"])

    own = save("Aprobada")
    OfficePage.objects.get(pk=one.pk).latest_revision.publish(user=importer.publisher)
    made = importer.upload([["clave", "nota"], [importer.key(0), "x"]], is_complete_list=True)
    made = importer.apply(made, confirmation="Retirar 1")
    if is_saved_over:
        draft = OfficePage.objects.get(pk=one.pk).get_latest_revision_as_object()
        draft.note = "Nadie lo ha aprobado"
        draft.save_revision(user=importer.editor, overwrite_revision=Revision.objects.get(pk=own))
    else:
        assert save("Nadie lo ha aprobado", **{OVERWRITES: str(own)}) != own

    services.roll_back(office_import=made, by=importer.publisher)

    page = OfficePage.objects.get(pk=one.pk)
    [left] = [row.left for row in importer.rows(made) if row.act == RowAct.WITHDRAW]
    assert (page.live, bool(left)) == (not is_saved_over, is_saved_over)
    assert not page.live or page.note == "Aprobada"
    assert page.get_latest_revision_as_object().note == "Nadie lo ha aprobado"
