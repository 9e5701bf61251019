"""Where a state has no office of a kind another answers, and is said to; an own office always wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from content_models.choices import OrganizationKind, SubstituteReason
from content_models.kinds import ItemKind
from content_models.overlay import Origin
from delivery import state_view
from delivery.directory import OfficeHit, in_criminal_matters, reachable
from delivery.referrals import referrals_of
from delivery.state_view import StateView
from delivery.substitute_offices import Substitution, line_for, reason_of_line
from tenants.models import Tenant, TenantPhone
from tenants.phones import emergency_first, is_emergency_line
from tenants.viewer import Viewer, ViewerKind

View = Callable[[str], StateView]


@pytest.fixture
def view(db: None) -> View:
    def of(code: str) -> StateView:
        tenants = {code: Tenant.objects.get(code=code).pk}
        return state_view.for_viewer(Viewer(kind=ViewerKind.USER, tenants=tenants), code)

    return of


def who_answers(view: StateView, kind: str) -> list[tuple[str, Substitution | None]]:
    return [(hit.item["name"], view.directory.substitution_of(hit.item)) for hit in view.directory.offices_for(kind)]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["Juzgados civiles y familiares", "Centro de Justicia Penal"], ["Centro de Justicia Penal"]),
        (["Juzgados Civiles y Penales", "Tribunal Superior"], ["Juzgados Civiles y Penales", "Tribunal Superior"]),
        (["Centro de Justicia Familiar"], ["Centro de Justicia Familiar"]),
        (["Juzgados para Adolescentes", "Juzgado de Control"], ["Juzgado de Control"]),
        (["Juzgado Penal de Adolescentes", "Juzgado Familiar"], ["Juzgado Familiar"]),
        (["Juzgados para Adolescentes"], []),
        (["Juzgado de Control y Juicio Oral para Adolescentes"], []),
        (["Juzgado Penal Mixto y de Adolescentes"], ["Juzgado Penal Mixto y de Adolescentes"]),
        (
            ["Juzgado de Control y Especializado en Justicia para Adolescentes"],
            ["Juzgado de Control y Especializado en Justicia para Adolescentes"],
        ),
    ],
)
def test_courts_for_adolescents_or_other_matters_alone_are_left_out(names: list[str], shown: list[str]) -> None:
    courts: Any = [{"organizationKind": "COURT", "name": name} for name in names]
    hits = tuple(OfficeHit(court, None, is_approximate=False, is_open=None) for court in courts)

    assert [hit.item["name"] for hit in in_criminal_matters(hits)] == shown


def test_an_own_office_always_wins(view: View) -> None:
    tabasco = view("TAB")

    found = who_answers(tabasco, "PUBLIC_DEFENDER")

    assert tabasco.directory.has_own_office("PUBLIC_DEFENDER")
    assert len(found) > 1
    assert {substitution for _, substitution in found} == {None}


def test_nobody_who_needs_help_is_sent_to_a_register_on_the_web(view: View) -> None:
    tabasco = view("TAB")
    listed = [hit.item["name"] for hit in tabasco.directory.offices("POLICE")]

    assert [name for name, _ in who_answers(tabasco, "POLICE")] == [
        "Número único de emergencias 911",
        "Denuncia anónima 089",
    ]
    assert "Consulta del Registro Nacional de Detenciones" in listed


@pytest.mark.parametrize(
    ("case", "offices", "expected"),
    [
        ("a national one on the web only", [{}, {"phones": [{}]}], [1]),
        ("nothing else", [{}, {}], [0, 1]),
        ("a state's own", [{"origin": Origin.LOCAL}, {"phones": [{}]}], [0, 1]),
        ("an address", [{"address": {"text": "Calle 1"}}, {"email": "a@b.mx"}, {}], [0, 1]),
        ("a town without a street", [{"address": {"text": ""}}, {"phones": [{}]}], [1]),
        ("a refuge", [{"isConfidential": True}, {}], [0]),
    ],
)
def test_what_nobody_can_reach_answers_only_where_nothing_else_does(
    case: str, offices: list[dict[str, Any]], expected: list[int]
) -> None:
    empty: dict[str, Any] = {
        "origin": Origin.LIBRARY,
        "phones": [],
        "email": None,
        "address": None,
        "isConfidential": False,
    }
    hits = tuple(OfficeHit({**empty, **office}, None, is_approximate=False, is_open=None) for office in offices)

    assert reachable(hits) == tuple(hits[number] for number in expected)


def test_else_the_national_office_of_the_kind_answers(view: View) -> None:
    reason = Substitution("WOMENS_JUSTICE_CENTER", SubstituteReason.NATIONAL_OFFICE)

    assert who_answers(view("TAB"), "WOMENS_JUSTICE_CENTER") == [("Línea de las Mujeres 079, opción 1", reason)]


@pytest.mark.parametrize("kind", ["PRISON", "SUPERVISION_UNIT", "SEARCH_COMMISSION", "MEDIATION_CENTER", "CONSULATE"])
def test_else_the_help_line_of_the_state_answers(view: View, kind: str) -> None:
    [(name, substitution)] = who_answers(view("TAB"), kind)

    assert (name, substitution) == ("Locatel", Substitution(kind, SubstituteReason.HELP_LINE))


def test_the_help_line_of_the_directory_comes_before_that_of_the_settings(view: View) -> None:
    city = view("CMX")
    [locatel] = [hit.item for hit in city.directory.offices("HELP_LINE")]

    [hit] = city.directory.offices_for("PRISON")

    assert hit.item["schedule"] == locatel["schedule"] is not None
    assert hit.item["path"] == locatel["path"]
    assert hit.item["key"] != locatel["key"]
    assert city.directory.substitution_of(locatel) is None
    assert city.directory.substitution_of(hit.item) == Substitution("PRISON", SubstituteReason.HELP_LINE)


def test_the_emergency_number_stands_in_for_nobody(view: View) -> None:
    found = who_answers(view("TAB"), "POLICE")

    assert [name for name, _ in found][:2] == ["Número único de emergencias 911", "Denuncia anónima 089"]
    assert {substitution for _, substitution in found} == {None}


def test_a_help_line_is_an_office_with_numbers_and_no_address(view: View) -> None:
    tabasco = view("TAB")
    [hit] = tabasco.directory.offices_for("PRISON")
    office = hit.item

    assert (office["kind"], office["organizationKind"]) == (ItemKind.OFFICE, "HELP_LINE")
    assert [phone["dial"] for phone in office["phones"]] == ["5556581111", "*0311"]
    assert (office["address"], office["latitude"], office["municipality"], office["schedule"]) == (None,) * 4
    assert tabasco.item(office["key"]) == tabasco.by_slug(ItemKind.OFFICE, office["slug"]) == office
    assert view("JAL").item(office["key"])["key"] == office["key"]
    complete = next(iter(tabasco.all(ItemKind.OFFICE)))
    assert complete.keys() - office.keys() == set()


def test_a_stand_in_is_gone_where_the_state_has_an_office_of_the_kind(view: View) -> None:
    key = view("TAB").directory.offices_for("SEARCH_COMMISSION")[0].item["key"]

    assert view("MEX").directory.has_own_office("SEARCH_COMMISSION")
    assert view("MEX").item(key) is None


def test_every_referral_of_every_state_reaches_somebody(db: None, view: View) -> None:
    for code in Tenant.objects.states().values_list("code", flat=True):
        state = view(code)
        referrals = list(referrals_of(state))

        assert len(referrals) > 100
        assert [referral for referral in referrals if not state.directory.offices_for(referral.kind)] == []


def test_no_filter_leaves_a_state_without_a_substitute(view: View) -> None:
    def names(kind: str) -> list[str]:
        hits = view("TAB").directory.offices_for(kind, near=(17.99, -92.93), within_meters=1.0)
        return [hit.item["name"] for hit in hits]

    assert names("PRISON") == ["Locatel"]
    assert names("WOMENS_JUSTICE_CENTER") == ["Línea de las Mujeres 079, opción 1"]
    assert view("TAB").directory.offices_for("PROSECUTOR", near=(32.5, -117.0), within_meters=1.0) == ()


def test_a_sentence_says_so(view: View) -> None:
    tabasco = view("TAB")
    [hit] = tabasco.directory.offices_for("SEARCH_COMMISSION")

    with translation.override("es-mx"):
        assert tabasco.directory.substitute_note(hit.item) == (
            "En el directorio de Tabasco no hay una oficina confirmada de este tipo: "
            "Comisión de Búsqueda de Personas. Puede orientar: Locatel."
        )
        assert tabasco.directory.substitute_note(tabasco.directory.offices_for("PROSECUTOR")[0].item) is None


def phone(purpose: str, dial: str) -> dict[str, str]:
    return {"purpose": purpose, "dial": dial}


HELP, WOMEN = TenantPhone.Purpose.HELP_LINE, TenantPhone.Purpose.WOMEN


@pytest.mark.parametrize(
    ("case", "kind", "own", "national", "dial", "reason"),
    [
        ("the kind's line", "WOMENS_JUSTICE_CENTER", [(HELP, "1"), (WOMEN, "2")], [], "2", "KIND_LINE"),
        ("the nation's line of the kind", "WOMENS_JUSTICE_CENTER", [(HELP, "1")], [(WOMEN, "3")], "3", "KIND_LINE"),
        ("the state's line", "PRISON", [(WOMEN, "2"), (HELP, "1")], [(HELP, "4")], "1", "HELP_LINE"),
        ("the nation's line", "PRISON", [], [(HELP, "4")], "4", "HELP_LINE"),
        ("a state's own line is no substitute", "HELP_LINE", [(HELP, "1")], [], "1", None),
        ("nobody", "PRISON", [(WOMEN, "2")], [], None, None),
    ],
)
def test_which_line_answers(
    case: str,
    kind: str,
    own: list[tuple[str, str]],
    national: list[tuple[str, str]],
    dial: str | None,
    reason: str | None,
) -> None:
    line = line_for(kind, [phone(*row) for row in own], [phone(*row) for row in national])

    assert (line and line.phones[0]["dial"]) == dial
    assert (line and reason_of_line(kind, line)) == reason


def test_911_stands_before_089_in_every_list(view: View) -> None:
    tabasco = view("TAB")
    numbers = [{"dial": "089"}, {"dial": "5512345678"}, {"dial": "911"}]

    assert [number["dial"] for number in emergency_first(numbers)] == ["911", "089", "5512345678"]
    assert not is_emergency_line(numbers)
    assert tabasco.directory.offices()[0].item["name"] == "Número único de emergencias 911"
    assert (
        tabasco.directory.offices_for_kinds(["PROSECUTOR", "POLICE"])[0].item["name"]
        == "Número único de emergencias 911"
    )
    assert tabasco.tenant.phones[0]["dial"] == "911"


def test_what_never_closes_comes_first_but_no_substitute_does(view: View) -> None:
    names = [hit.item["name"] for hit in view("CMX").directory.offices_for_kinds(["COURT", "PRISON", "PROSECUTOR"])]

    assert names[0].startswith(("Fiscalía", "Agencia"))
    assert names.index("Locatel") > 1


def test_every_kind_has_a_key_of_its_own(view: View) -> None:
    keys = [view("TAB").directory.offices_for(kind)[0].item["key"] for kind in OrganizationKind.values]

    assert len(set(keys)) == len(keys)
