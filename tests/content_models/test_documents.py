"""The document of a small page of every kind, exactly."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file

from content_models.documents import document_of
from content_models.errors import ContentErrorCode, DocumentIncomplete
from content_models.keys import HOME_KEY
from content_models.models import (
    GlossaryTerm,
    GuidancePage,
    NoticePage,
    OfficePage,
    OrganizationPage,
    ScriptPage,
    SectionPage,
)
from media.models import CustomDocument, CustomImage
from tests.content_models.world import World, add, block, block_id, item

LEGAL = {"law": "CNPP", "article": "113", "text": "CNPP art. 113", "verified": True}


def text(words: str) -> dict[str, Any]:
    """A rich text of one paragraph."""
    return {"ast": [{"type": "paragraph", "children": [{"type": "text", "text": words}]}]}


def common(page: Any, kind: str, **others: Any) -> dict[str, Any]:
    """What every document says, of a page nothing special was said about."""
    return {
        "kind": kind,
        "key": str(page.translation_key),
        "slug": page.slug,
        "title": page.title,
        "locale": "es-MX",
        "inForceOn": None,
        "reviewedOn": None,
        "reviewDueOn": None,
        "legalReviewer": None,
        "order": 0,
        "isSensitive": False,
        **others,
    }


def test_home(world: World) -> None:
    home = world.tabasco.home
    home.introduction, home.urgent_notice = "<p>Bienvenida.</p>", "<p>Llama al 911.</p>"

    assert document_of(home) == common(
        home,
        "HOME",
        key=HOME_KEY,
        introduction=text("Bienvenida."),
        urgentNotice=text("Llama al 911."),
        searchText=f"{home.title}\nBienvenida.\nLlama al 911.",
    )


def test_section(world: World) -> None:
    section = add(
        world.section,
        SectionPage(title="Víctima", slug="victima", role="VICTIM", introduction="<p>Te pasó algo.</p>", order=3),
    )

    assert document_of(section) == common(
        section,
        "SECTION",
        order=3,
        introduction=text("Te pasó algo."),
        urgentNotice=None,
        role="VICTIM",
        searchText="Víctima\nTe pasó algo.",
    )


def test_guidance(world: World) -> None:
    term = add(world.section, GlossaryTerm(title="Querella", slug="querella", definition="<p>Denuncia.</p>"))
    related = add(world.section, GuidancePage(title="Otra", slug="otra", roles=["VICTIM"], question="¿Y luego?"))
    page = add(
        world.section,
        GuidancePage(
            title="Denunciar",
            slug="denunciar",
            in_force_on=date(2025, 11, 28),
            reviewed_on=date(2026, 1, 2),
            review_due_on=date(2027, 1, 2),
            legal_reviewer="Lic. Pérez",
            roles=["VICTIM", "THIRD_PARTY"],
            stage="BEFORE",
            urgency="HIGH",
            question="¿A dónde voy?",
            first_step="Ve a la fiscalía",
            summary="Es gratis.",
            office_kinds=["PROSECUTOR"],
            legal_references=[block("legal_reference", LEGAL, "l")],
            related_terms=[
                block("term", term.pk, "t"),
                block("term", 99_999_999, "gone"),
                block("term", term.pk, "t2"),
            ],
            related_pages=[block("page", related.pk, "p")],
            body=[
                block(
                    "deadline",
                    {
                        "text": "<p>Hasta 144 horas.</p>",
                        "amount": 72,
                        "amount_max": 144,
                        "unit": "HOURS",
                        "event": "la detención",
                        "who_must_act": "el juez",
                        "consequence": "",
                        "legal_references": [item({"law": "", "article": "", "text": "Consejo", "verified": False})],
                        "verified": True,
                    },
                    "d",
                )
            ],
        ),
    )

    assert document_of(page) == common(
        page,
        "GUIDANCE",
        inForceOn="2025-11-28",
        reviewedOn="2026-01-02",
        reviewDueOn="2027-01-02",
        legalReviewer="Lic. Pérez",
        roles=["VICTIM", "THIRD_PARTY"],
        stage="BEFORE",
        urgency="HIGH",
        question="¿A dónde voy?",
        firstStep="Ve a la fiscalía",
        summary="Es gratis.",
        body=[
            {
                "id": block_id("d"),
                "type": "DeadlineBlock",
                "text": text("Hasta 144 horas."),
                "amount": 72,
                "amountMax": 144,
                "unit": "HOURS",
                "event": "la detención",
                "whoMustAct": "el juez",
                "consequence": None,
                "legalReferences": [{"law": None, "article": None, "text": "Consejo", "verified": False}],
                "verified": True,
            }
        ],
        legalReferences=[LEGAL],
        termKeys=[str(term.translation_key)],
        relatedKeys=[str(related.translation_key)],
        officeKinds=["PROSECUTOR"],
        searchText=(
            "Denunciar\n¿A dónde voy?\nVe a la fiscalía\nEs gratis.\nHasta 144 horas.\nla detención\nel juez\nConsejo\n"
            "CNPP art. 113"
        ),
    )


def body_of(world: World, *blocks: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the body's blocks without the parts all have, which must be empty."""
    page = add(
        world.section,
        GuidancePage(title="Cuerpo", slug="cuerpo", roles=["VICTIM"], question="¿Qué?", body=list(blocks)),
    )
    body = document_of(page)["body"]
    assert [(part.pop("legalReferences"), part.pop("verified")) for part in body] == [([], False)] * len(blocks)
    return body


def test_blocks_of_words(world: World) -> None:
    body = body_of(
        world,
        block("text", {"heading": "", "text": "<p>Hola</p>"}, "1"),
        block("warning", {"heading": "Cuidado", "text": "<p>Ojo</p>"}, "2"),
        block("question_answer", {"question": "¿Cuesta?", "answer": "<p>No</p>"}, "3"),
        block("law_quote", {"text": "<p>Nadie podrá…</p>"}, "4"),
        block("local", {"text": "<p>Aquí</p>"}, "5"),
    )

    assert body == [
        {"id": block_id("1"), "type": "TextBlock", "heading": None, "text": text("Hola")},
        {"id": block_id("2"), "type": "WarningBlock", "heading": "Cuidado", "text": text("Ojo")},
        {"id": block_id("3"), "type": "QuestionAnswerBlock", "question": "¿Cuesta?", "answer": text("No")},
        {"id": block_id("4"), "type": "LawQuoteBlock", "text": text("Nadie podrá…")},
        {"id": block_id("5"), "type": "LocalBlock", "text": text("Aquí")},
    ]


def test_blocks_with_lists(world: World) -> None:
    body = body_of(
        world,
        block(
            "steps",
            {"heading": "Haz", "steps": [item({"text": "<p>Ve</p>", "legal_references": [item(LEGAL)]}, "s")]},
            "1",
        ),
        block("checklist", {"items": [item({"text": "<p>INE</p>", "is_required": True}, "i")]}, "2"),
        block("contact", {"label": "Emergencias", "phones": [item({"display": "911"})], "text": ""}, "3"),
        block("offices", {"organization_kind": "COURT"}, "4"),
    )

    assert body == [
        {
            "id": block_id("1"),
            "type": "StepsBlock",
            "heading": "Haz",
            "steps": [{"id": block_id("s"), "title": None, "text": text("Ve"), "legalReferences": [LEGAL]}],
        },
        {
            "id": block_id("2"),
            "type": "ChecklistBlock",
            "heading": None,
            "items": [{"id": block_id("i"), "text": text("INE"), "isRequired": True}],
        },
        {
            "id": block_id("3"),
            "type": "ContactBlock",
            "label": "Emergencias",
            "phones": [
                {"display": "911", "dial": "911", "e164": None, "extension": None, "label": None, "languages": []}
            ],
            "url": None,
            "text": {"ast": []},
        },
        {"id": block_id("4"), "type": "OfficesBlock", "heading": None, "organizationKind": "COURT", "text": None},
    ]


def test_blocks_with_files(world: World, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = CustomImage.objects.create(
        title="Mapa", alt_text="Mapa del centro", file=get_test_image_file(size=(1000, 500))
    )
    file = CustomDocument.objects.create(title="Formato", file=ContentFile(b"12345", name="formato.pdf"))
    audio = CustomDocument.objects.create(title="Audio", file=ContentFile(b"123", name="aviso.mp3"))

    image_part, file_part, audio_part = body_of(
        world,
        block("image", {"image": image.pk, "caption": "Centro"}, "1"),
        block("file", {"file": file.pk, "title": "Formato de denuncia"}, "2"),
        block("audio", {"file": audio.pk, "title": "Aviso", "duration_seconds": 65, "transcript": "<p>Hola</p>"}, "3"),
    )

    renditions = image_part["image"]["renditions"]
    assert [(one["width"], one["height"]) for one in renditions] == [(400, 200), (800, 400), (1000, 500)]
    assert all(one["url"].startswith("/media/images/") and one["url"].endswith(".webp") for one in renditions)
    assert image_part["image"] == {
        "url": renditions[2]["url"],
        "width": 1000,
        "height": 500,
        "alt": "Mapa del centro",
        "renditions": renditions,
    }
    assert image_part["caption"] == "Centro"
    assert file_part == {
        "id": block_id("2"),
        "type": "FileBlock",
        "title": "Formato de denuncia",
        "url": file.url,
        "mimeType": "application/pdf",
        "sizeBytes": 5,
    }
    assert audio_part == {
        "id": block_id("3"),
        "type": "AudioBlock",
        "url": audio.url,
        "title": "Aviso",
        "mimeType": "audio/mpeg",
        "durationSeconds": 65,
        "transcript": text("Hola"),
    }


def test_term(world: World) -> None:
    other = add(world.section, GlossaryTerm(title="Denuncia", slug="denuncia", definition="<p>Aviso.</p>"))
    term = add(
        world.section,
        GlossaryTerm(
            title="Querella",
            slug="querella",
            definition="<p>Petición.</p>",
            synonyms=[block("synonym", "demanda"), block("synonym", "queja")],
            stage="ANY",
            legal_references=[block("legal_reference", LEGAL)],
            related_terms=[block("term", other.pk)],
        ),
    )

    assert document_of(term) == common(
        term,
        "TERM",
        term="Querella",
        definition=text("Petición."),
        synonyms=["demanda", "queja"],
        relatedKeys=[str(other.translation_key)],
        legalReferences=[LEGAL],
        stage="ANY",
        searchText="Querella\nPetición.\ndemanda\nqueja\nCNPP art. 113",
    )


def test_organization(world: World) -> None:
    organization = add(
        world.section,
        OrganizationPage(
            title="Fiscalía o Ministerio Público",
            slug="fiscalia",
            organization_kind="PROSECUTOR",
            also_called=[block("name", "el MP")],
            what_it_does=[block("sentence", "Investiga.")],
            go_when=[block("sentence", "Cuando quieres denunciar")],
            serves_roles=["VICTIM"],
            is_emergency=True,
            description="<p>Investiga delitos.</p>",
            website="https://www.gob.mx/fgr",
            source="CPEUM art. 21",
            verified=True,
        ),
    )

    assert document_of(organization) == common(
        organization,
        "ORGANIZATION",
        name="Fiscalía o Ministerio Público",
        organizationKind="PROSECUTOR",
        alsoCalled=["el MP"],
        whatItDoes=["Investiga."],
        goWhen=["Cuando quieres denunciar"],
        servesRoles=["VICTIM"],
        isEmergency=True,
        description=text("Investiga delitos."),
        website="https://www.gob.mx/fgr",
        email=None,
        source="CPEUM art. 21",
        verified=True,
        searchText=("Fiscalía o Ministerio Público\nel MP\nInvestiga.\nCuando quieres denunciar\nInvestiga delitos."),
    )


OFFICE: dict[str, Any] = {
    "title": "Unidad Centro",
    "slug": "unidad-centro",
    "services": [block("service", {"name": "Denuncia", "description": ""}, "service")],
    "address": "Paseo Usumacinta 802",
    "postal_code": "86040",
    "neighborhood": "Gil y Sáenz",
    "locality": "Villahermosa",
    "municipality": "Centro",
    "latitude": 17.98694,
    "longitude": -92.93028,
    "phones": [block("phone", {"display": "993 313 6550", "label": "Guardia", "languages": ["es-MX"]}, "phone")],
    "email": "guardia@example.org",
    "schedule": [
        block(
            "schedule",
            {
                "is_always_open": False,
                "periods": [item({"days": ["FRIDAY"], "opens_at": "22:00", "closes_at": "02:00"}, "period")],
                "holidays": "CLOSED",
            },
            "schedule",
        )
    ],
    "languages": ["es-MX", "chf"],
    "accessibility": [block("feature", "Rampa")],
    "areas_served": [block("area", "Nacajuca")],
    "note": "Lleva tu INE.",
    "needs_confirmation": False,
    "assured_on": date(2026, 11, 1),
    "source": "https://www.fiscaliatabasco.gob.mx",
    "source_quality": "OFFICIAL",
    "verified": True,
}


def test_office(world: World) -> None:
    office = add(world.tabasco.organization, OfficePage(**OFFICE))

    assert document_of(office) == common(
        office,
        "OFFICE",
        name="Unidad Centro",
        organizationKey=str(world.tabasco.organization.translation_key),
        organizationKind="PROSECUTOR",
        services=[{"id": block_id("service"), "name": "Denuncia", "description": None}],
        address={
            "text": "Paseo Usumacinta 802",
            "postalCode": "86040",
            "neighborhood": "Gil y Sáenz",
            "locality": "Villahermosa",
        },
        municipality="Centro",
        latitude=17.98694,
        longitude=-92.93028,
        phones=[
            {
                "display": "993 313 6550",
                "dial": "9933136550",
                "e164": "+529933136550",
                "extension": None,
                "label": "Guardia",
                "languages": ["es-MX"],
            }
        ],
        email="guardia@example.org",
        website=None,
        timeZone=world.tabasco.tenant.time_zone,
        schedule={
            "isAlwaysOpen": False,
            "periods": [{"days": ["FRIDAY"], "opensAt": "22:00", "closesAt": "02:00"}],
            "holidays": "CLOSED",
            "osm": "Fr 22:00-02:00; PH off",
        },
        hoursText=None,
        languages=["es-MX", "chf"],
        accessibility=["Rampa"],
        areasServed=["Nacajuca"],
        note="Lleva tu INE.",
        isConfidential=False,
        needsConfirmation=False,
        assuredOn="2026-11-01",
        source="https://www.fiscaliatabasco.gob.mx",
        sourceQuality="OFFICIAL",
        verified=True,
        searchText=(
            "Unidad Centro\nDenuncia\nPaseo Usumacinta 802\nGil y Sáenz\nVillahermosa\nCentro\n993 313 6550\nGuardia\n"
            "Rampa\nNacajuca\nLleva tu INE."
        ),
    )


def test_a_confidential_place_is_nowhere_in_its_document(world: World) -> None:
    office = add(world.tabasco.organization, OfficePage(**OFFICE, is_confidential=True))

    document = document_of(office)

    assert [document[name] for name in ("address", "municipality", "latitude", "longitude")] == [None] * 4
    written = str(document)
    for secret in ("Usumacinta", "86040", "Gil y Sáenz", "Villahermosa", "Centro\n", "17.98", "92.93"):
        assert secret not in written
    assert document["phones"][0]["dial"] == "9933136550"


def test_an_office_nobody_knows_much_about(world: World) -> None:
    document = document_of(world.jalisco.office)

    assert document["address"] is document["schedule"] is document["sourceQuality"] is None
    assert document["needsConfirmation"] is True
    assert document["phones"] == document["languages"] == document["services"] == []


def test_an_office_may_have_its_own_time_zone(world: World) -> None:
    world.jalisco.office.time_zone = "America/Bahia_Banderas"

    assert document_of(world.jalisco.office)["timeZone"] == "America/Bahia_Banderas"


def test_script(world: World) -> None:
    topic = add(world.section, GuidancePage(title="Detenido", slug="detenido", roles=["ACCUSED"], question="¿Dónde?"))
    script = add(
        world.section,
        ScriptPage(
            title="Mi familiar está detenido",
            slug="familiar",
            role="THIRD_PARTY",
            urgency="EMERGENCY",
            channels=["PHONE", "CHAT"],
            topic=topic,
            opening_phrases=[block("phrase", "Se llevaron a mi hijo")],
            preamble=[block("part", {"key": "safety_first", "text": "<p>¿Está a salvo?</p>"}, "pre")],
            start="q",
            nodes=[
                block(
                    "node",
                    {
                        "key": "q",
                        "kind": "QUESTION",
                        "text": "<p>¿Sabe dónde?</p>",
                        "wordings": [item({"channel": "CHAT", "text": "<p>¿Sabes dónde?</p>"}, "w")],
                        "options": [item({"key": "si", "label": "Sí", "to": "r"}, "o")],
                        "verified": True,
                    },
                    "n1",
                ),
                block(
                    "node",
                    {
                        "key": "r",
                        "kind": "REFERRAL",
                        "text": "<p>Vaya.</p>",
                        "organization_kind": "PUBLIC_DEFENDER",
                        "legal_references": [item(LEGAL)],
                    },
                    "n2",
                ),
            ],
            legal_references=[block("legal_reference", LEGAL)],
        ),
    )

    assert document_of(script) == common(
        script,
        "SCRIPT",
        role="THIRD_PARTY",
        urgency="EMERGENCY",
        topicKey=str(topic.translation_key),
        channels=["PHONE", "CHAT"],
        openingPhrases=["Se llevaron a mi hijo"],
        preamble=[{"id": block_id("pre"), "key": "safety_first", "text": text("¿Está a salvo?")}],
        start="q",
        nodes=[
            {
                "id": block_id("n1"),
                "key": "q",
                "kind": "QUESTION",
                "text": text("¿Sabe dónde?"),
                "wordings": [{"channel": "CHAT", "text": text("¿Sabes dónde?")}],
                "options": [{"id": block_id("o"), "key": "si", "label": "Sí", "to": "r"}],
                "organizationKind": None,
                "legalReferences": [],
                "verified": True,
            },
            {
                "id": block_id("n2"),
                "key": "r",
                "kind": "REFERRAL",
                "text": text("Vaya."),
                "wordings": [],
                "options": [],
                "organizationKind": "PUBLIC_DEFENDER",
                "legalReferences": [LEGAL],
                "verified": False,
            },
        ],
        legalReferences=[LEGAL],
        searchText=(
            "Mi familiar está detenido\nSe llevaron a mi hijo\n¿Está a salvo?\n¿Sabe dónde?\n¿Sabes dónde?\nSí\nVaya.\n"
            "CNPP art. 113"
        ),
    )


def test_notice(world: World) -> None:
    notice = add(
        world.section,
        NoticePage(
            title="Cierre",
            slug="cierre",
            text="<p>Cerrado.</p>",
            severity="WARNING",
            starts_at=datetime(2026, 11, 23, 14, 30, tzinfo=UTC),
        ),
    )

    assert document_of(notice) == common(
        notice,
        "NOTICE",
        text=text("Cerrado."),
        severity="WARNING",
        startsAt="2026-11-23T14:30:00Z",
        endsAt=None,
        searchText="Cierre\nCerrado.",
    )


def test_what_is_sensitive_makes_all_below_it_sensitive(world: World) -> None:
    world.tabasco.directory.is_sensitive = True
    world.tabasco.directory.save()

    assert document_of(world.tabasco.office)["isSensitive"] is True
    assert document_of(world.jalisco.office)["isSensitive"] is False


def test_links_to_pages_are_keys(world: World) -> None:
    term = add(world.section, GlossaryTerm(title="Querella", slug="querella", definition="<p>Petición.</p>"))
    world.section.introduction = f'<p><a linktype="page" id="{term.pk}">Ve</a></p>'

    assert document_of(world.section)["introduction"]["ast"][0]["children"] == [
        {"type": "link", "key": str(term.translation_key), "children": [{"type": "text", "text": "Ve"}]}
    ]


@pytest.mark.parametrize(
    ("case", "body", "paths"),
    [
        ("a block", [{"type": "text", "value": {"text": "<p>Hola</p>"}}], ("body.0",)),
        (
            "a list item",
            [block("steps", {"steps": [{"type": "item", "value": {"text": "<p>Ve</p>"}}]}, "1")],
            ("body.0.steps.0",),
        ),
        (
            "an item of a list in a list",
            [block("steps", {"steps": [item({"text": "<p>Ve</p>", "legal_references": [LEGAL]}, "s")]}, "1")],
            ("body.0.steps.0.legal_references.0",),
        ),
    ],
)
def test_refuses_what_has_no_id(world: World, case: str, body: list[Any], paths: tuple[str, ...]) -> None:
    page: Any = add(world.section, GuidancePage(title="A", slug="a", roles=["VICTIM"], question="¿?"))
    page.body = body

    with pytest.raises(DocumentIncomplete) as caught:
        document_of(page)

    assert (caught.value.code, caught.value.paths) == (ContentErrorCode.MISSING_IDS, paths)


@pytest.mark.parametrize(
    ("field", "value", "code", "path"),
    [
        ("phones", [block("phone", {"display": "llámanos"})], ContentErrorCode.PHONE_INVALID, "phones.0"),
        (
            "schedule",
            [block("schedule", {"is_always_open": False, "periods": [], "holidays": "OPEN"})],
            ContentErrorCode.SCHEDULE_INVALID,
            "schedule.0",
        ),
    ],
)
def test_refuses_what_nobody_can_read(
    world: World, field: str, value: list[Any], code: ContentErrorCode, path: str
) -> None:
    setattr(world.tabasco.office, field, value)

    with pytest.raises(DocumentIncomplete) as caught, translation.override("en"):
        document_of(world.tabasco.office)

    assert (caught.value.code, caught.value.paths) == (code, (path,))
    assert path in caught.value.message


def test_refuses_an_image_that_is_gone(world: World) -> None:
    page: Any = add(world.section, GuidancePage(title="A", slug="a", roles=["VICTIM"], question="¿?"))
    page.body = [block("image", {"image": 99_999_999}), block("file", {"file": None, "title": "x"})]

    with pytest.raises(DocumentIncomplete) as caught:
        document_of(page)

    assert (caught.value.code, caught.value.paths) == (ContentErrorCode.MISSING_FILE, ("body.0.image",))


@pytest.mark.parametrize("kind", ["office", "section"])
def test_needs_few_queries(world: World, kind: str, django_assert_max_num_queries: Any) -> None:
    page = {"office": world.tabasco.office, "section": world.section}[kind]

    with django_assert_max_num_queries(5):
        document_of(page)
