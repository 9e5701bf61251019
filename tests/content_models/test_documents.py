"""The document of a small page of every kind, exactly."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from content_models.documents import document_of
from content_models.documents.examples import examples_of_page
from content_models.keys import HOME_KEY
from content_models.models import (
    GlossaryTerm,
    GuidancePage,
    NoticePage,
    OrganizationPage,
    ScriptPage,
    SectionPage,
)
from tests.content_models.expected import LEGAL, common, text
from tests.content_models.world import World, add, block, block_id, item

DEADLINE = "5e0c6f5e-0000-4000-8000-000000000001"


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


SAID = '[{"isDanger":true,"phrases":["me robaron","dónde denuncio"],"source":"USE","voice":"TOLD"}]'


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
            glossary_choices=[block("choice", {"form": "el juicio", "term": term.pk, "block": ""})],
            related_terms=[
                block("term", term.pk, "t"),
                block("term", 99_999_999, "gone"),
                block("term", term.pk, "t2"),
            ],
            related_pages=[block("page", related.pk, "p")],
            examples=[
                block(
                    "phrases",
                    {"phrases": "me robaron\n dónde denuncio ", "voice": "TOLD", "source": "USE", "is_danger": True},
                )
            ],
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
        glossaryChoices=[{"form": "el juicio", "termKey": str(term.translation_key), "block": None}],
        termKeys=[str(term.translation_key)],
        relatedKeys=[str(related.translation_key)],
        officeKinds=["PROSECUTOR"],
        examplesSummary={"digest": hashlib.sha256(SAID.encode()).hexdigest(), "phrases": 2, "dangers": 2},
        searchText=(
            "Denunciar\n¿A dónde voy?\nVe a la fiscalía\nEs gratis.\nHasta 144 horas.\nla detención\nel juez\nConsejo\n"
            "CNPP art. 113"
        ),
    )
    assert examples_of_page(page) == json.loads(SAID)


def test_term(world: World) -> None:
    other = add(world.section, GlossaryTerm(title="Denuncia", slug="denuncia", definition="<p>Aviso.</p>"))
    term = add(
        world.section,
        GlossaryTerm(
            title="Querella",
            slug="querella",
            definition="<p>Petición.</p>",
            synonyms=[block("synonym", "demanda"), block("synonym", "queja")],
            ambiguous_forms=[block("form", "demanda")],
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
        ambiguousForms=["demanda"],
        relatedKeys=[str(other.translation_key)],
        legalReferences=[LEGAL],
        stage="ANY",
        examplesSummary=None,
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
        examplesSummary=None,
        searchText=("Fiscalía o Ministerio Público\nel MP\nInvestiga.\nCuando quieres denunciar\nInvestiga delitos."),
    )


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
                        "web_text": "<p>¿Sabes en dónde?</p>",
                        "options": [item({"key": "si", "label": "Sí", "web_label": "Sí, sé", "to": "r"}, "o")],
                        "deadlines": [item(DEADLINE)],
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
            walks=[block("walk", {"name": "sí", "answers": "q.si", "end": "r"})],
            legal_references=[block("legal_reference", LEGAL)],
            glossary_choices=[block("choice", {"form": "la cita", "term": None, "block": "q"})],
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
                "wordings": [
                    {"channel": "WEB", "text": text("¿Sabes en dónde?")},
                    {"channel": "CHAT", "text": text("¿Sabes dónde?")},
                ],
                "options": [
                    {
                        "id": block_id("o"),
                        "key": "si",
                        "label": "Sí",
                        "to": "r",
                        "wordings": [{"channel": "WEB", "label": "Sí, sé"}],
                    }
                ],
                "organizationKind": None,
                "deadlines": [DEADLINE],
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
                "deadlines": [],
                "legalReferences": [LEGAL],
                "verified": False,
            },
        ],
        walks=[{"name": "sí", "answers": [{"node": "q", "option": "si"}], "end": "r"}],
        legalReferences=[LEGAL],
        glossaryChoices=[{"form": "la cita", "termKey": None, "block": "q"}],
        examplesSummary=None,
        searchText=(
            "Mi familiar está detenido\nSe llevaron a mi hijo\n¿Está a salvo?\n¿Sabe dónde?\n¿Sabes en dónde?\n"
            "¿Sabes dónde?\nSí\nSí, sé\nVaya.\nCNPP art. 113"
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


@pytest.mark.parametrize(("kind", "queries"), [("office", 5), ("section", 3)])
def test_needs_few_queries(world: World, kind: str, queries: int, django_assert_num_queries: Any) -> None:
    """Of the locale, what stands above, whose tree it is; and of an office's organization, in two."""
    page = {"office": world.tabasco.office, "section": world.section}[kind]
    document_of(type(page)._default_manager.get(pk=page.pk))  # the process has the content types from now on

    with django_assert_num_queries(queries):
        document_of(page)


def test_a_page_keeps_nothing_of_what_stood_above_it(world: World) -> None:
    office = world.tabasco.office
    before = document_of(office)

    world.tabasco.directory.is_sensitive = True
    world.tabasco.directory.save()
    world.tabasco.tenant.time_zone = "America/Cancun"
    world.tabasco.tenant.save()

    assert (before["isSensitive"], document_of(office)["isSensitive"]) == (False, True)
    assert document_of(office)["timeZone"] == "America/Cancun" != before["timeZone"]
