"""Words, names, ids, hours and places of the starter content."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.utils import translation

from content_models import choices, vocabulary
from content_models.legal_references import parse
from content_models.municipalities import box_of
from content_models.municipality_centres import capital_centres, centre_of, may_be_of_another_state
from content_models.stable_ids import key_of, option_keys, part_id
from content_models.starter.hours import ALWAYS, HoursUnknown, schedule_of
from content_models.starter.law_versions import in_force_on
from content_models.starter.organization_names import SHORT_NAMES, organization_name
from content_models.starter.reading import read_reference
from content_models.starter.time_zones import zone_of


def test_enums_are_those_of_the_schema() -> None:
    assert list(vocabulary.ROLES.values()) == choices.Role.values
    assert list(vocabulary.URGENCIES.values()) == choices.Urgency.values
    assert list(vocabulary.STAGES.values()) == choices.Stage.values
    assert list(vocabulary.ORGANIZATION_KINDS.values()) == choices.OrganizationKind.values
    assert list(vocabulary.NODE_KINDS.values()) == choices.NodeKind.values
    assert list(vocabulary.SOURCE_QUALITIES.values()) == choices.SourceQuality.values


def test_roles_stages_and_urgencies_have_names_for_people() -> None:
    victim = vocabulary.roles()["VICTIM"]

    assert (victim.slug, victim.name, victim.tagline) == (
        "victima",
        "Víctima u ofendido",
        "Me pasó algo a mí o a mi familia",
    )
    assert [reference.text for reference in victim.legal_references] == ["LGV art. 4", "CNPP art. 108", "CNPP art. 109"]
    assert vocabulary.stages()["DETENTION"].name == "Detención (primeras horas)"
    assert vocabulary.urgencies()["EMERGENCY"].name == "Haz esto ahora"


def test_screens_call_roles_stages_and_urgencies_as_the_reference_does() -> None:
    with translation.override("es-mx"):
        assert [str(role.label) for role in choices.Role] == [role.name for role in vocabulary.roles().values()]
        assert [str(stage.label) for stage in choices.Stage] == [stage.name for stage in vocabulary.stages().values()]
        assert [str(urgency.label) for urgency in choices.Urgency] == [
            urgency.name for urgency in vocabulary.urgencies().values()
        ]


@pytest.mark.parametrize(
    ("kind", "state", "name"),
    [
        ("PROSECUTOR", "Tabasco", "Fiscalía o Ministerio Público de Tabasco"),
        ("PUBLIC_DEFENDER", "Ciudad de México", "Defensoría Pública de la Ciudad de México"),
        ("HUMAN_RIGHTS", "Estado de México", "Comisión de Derechos Humanos del Estado de México"),
        ("CONSULATE", "Ciudad de México", "Consulados y embajadas en la Ciudad de México"),
        ("CONSULATE", "Jalisco", "Consulados y embajadas en Jalisco"),
    ],
)
def test_names_a_state_s_organization_in_natural_spanish(kind: str, state: str, name: str) -> None:
    assert organization_name(kind, state) == name


def test_every_kind_has_a_short_name() -> None:
    assert list(SHORT_NAMES) == choices.OrganizationKind.values


def test_keys_are_the_same_everywhere_and_differ_by_record() -> None:
    key = key_of("topic", "victima-peligro-ahora")

    assert str(key) == "86ad9da5-4e18-5862-a0e0-e65cb9769b02"
    assert key_of("script", "victima-peligro-ahora") != key
    assert part_id(key, "point", 3) != part_id(key, "point", 4)


def test_options_have_names_instead_of_positions() -> None:
    assert option_keys(["Sí, sé dónde está", "No", "¿No?"]) == ["si-se-donde-esta", "no", "no-2"]


def test_option_keys_of_the_data_are_unique_in_their_node() -> None:
    for script in read_reference().scripts:
        for node in script.nodes:
            keys = [option.key for option in node.options]
            assert len(keys) == len(set(keys)), (script.id, node.id)


def test_hours_are_structured_only_where_they_say_enough() -> None:
    weekdays = schedule_of("Lunes a viernes, 9:00 a 15:00")

    assert schedule_of("24 horas, todos los días") == ALWAYS
    assert schedule_of("Recepción de denuncias hasta las 19:30") is None
    assert schedule_of(None) is None
    assert weekdays is not None
    assert [(period.days[0], period.days[-1], period.opens_at, period.closes_at) for period in weekdays.periods] == [
        ("MONDAY", "FRIDAY", time(9), time(15))
    ]


def test_hours_that_nobody_has_read_are_refused() -> None:
    with pytest.raises(HoursUnknown):
        schedule_of("Cuando haya alguien")


def test_every_municipality_and_capital_has_a_centre_within_mexico() -> None:
    reference = read_reference()
    places = {(office.state, office.municipality) for office in reference.offices if office.municipality}
    places |= {(state.code, state.capital) for state in reference.states}

    for code, name in places:
        centre = centre_of(code, name)
        assert centre is not None, (code, name)
        assert 14.5 < centre.latitude < 32.8
        assert -117.2 < centre.longitude < -86.7


def test_every_capital_lies_in_its_state() -> None:
    centres = capital_centres()

    assert len(centres) == 32
    for code, centre in centres.items():
        box = box_of(code)
        assert box is not None
        assert box.has(centre.latitude, centre.longitude), code


def test_a_municipality_across_the_border_is_found_unless_its_name_is_ambiguous() -> None:
    naucalpan = centre_of("CMX", "Naucalpan de Juárez")

    assert naucalpan is not None
    assert naucalpan == centre_of("MEX", "Naucalpan de Juárez")
    assert may_be_of_another_state("CMX", "Naucalpan de Juárez")
    assert not may_be_of_another_state("MEX", "Naucalpan de Juárez")
    assert not may_be_of_another_state("CMX", "Macondo")
    assert centre_of("TAB", "La Paz") is None
    assert centre_of("TAB", "Macondo") is None


@pytest.mark.parametrize(
    ("code", "municipality", "zone"),
    [
        ("COA", "Acuña", "America/Matamoros"),
        ("COA", "Saltillo", "America/Monterrey"),
        ("COA", None, "America/Monterrey"),
        ("NAY", "Bahía de Banderas", "America/Bahia_Banderas"),
    ],
)
def test_border_municipalities_keep_their_own_time(code: str, municipality: str | None, zone: str) -> None:
    state_zone = {"COA": "America/Monterrey", "NAY": "America/Mazatlan"}[code]

    assert zone_of(code, municipality, state_zone) == zone


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("CNPP art. 1; CPEUM art. 2", date(2025, 11, 30)),
        ("LGV art. 4", date(2024, 4, 30)),
        ("CPEUM art. 18; LNSIJPA art. 1", None),
        ("Recomendación práctica", None),
    ],
)
def test_in_force_on_is_set_only_where_the_note_names_all_laws(source: str, day: date | None) -> None:
    assert in_force_on(parse(source, verified=True)) == day
