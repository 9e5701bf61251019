"""`State.guidance`: the pages of a state, filtered and in pages."""

import pytest

from .conftest import Ask

SLUGS = """
query ($code: StateCode!, $role: Role, $stage: Stage, $urgency: Urgency) {
  state(code: $code) {
    guidance(role: $role, stage: $stage, urgency: $urgency) { totalCount edges { node { slug } } }
  }
}
"""


@pytest.mark.parametrize(
    ("wish", "slugs"),
    [
        ({}, ["denunciar", "proteccion", "detenido"]),
        ({"role": "VICTIM"}, ["denunciar", "proteccion"]),
        ({"role": "ACCUSED"}, ["detenido"]),
        ({"stage": "DETENTION"}, ["detenido"]),
        ({"urgency": "EMERGENCY"}, ["proteccion", "detenido"]),
        ({"role": "VICTIM", "urgency": "EMERGENCY"}, ["proteccion"]),
        ({"role": "ACCUSED", "stage": "TRIAL"}, []),
    ],
)
def test_lists_pages_in_published_order(ask: Ask, wish: dict[str, str], slugs: list[str]) -> None:
    guidance = ask(SLUGS, code="TAB", **wish)["state"]["guidance"]

    assert [edge["node"]["slug"] for edge in guidance["edges"]] == slugs
    assert guidance["totalCount"] == len(slugs)


def test_local_page_of_a_state_is_served_there_only(ask: Ask) -> None:
    of_coahuila = ask(SLUGS, "COA", code="COA", role="VICTIM")["state"]["guidance"]["edges"]
    of_tabasco = ask(SLUGS, "TAB", code="TAB", role="VICTIM")["state"]["guidance"]["edges"]

    assert {"node": {"slug": "coa-local"}} in of_coahuila
    assert {"node": {"slug": "coa-local"}} not in of_tabasco
