"""What the organization of a kind in a state is called until an editor writes its own name: natural Spanish."""

from __future__ import annotations

SHORT_NAMES = {
    "PROSECUTOR": "Fiscalía o Ministerio Público",
    "PUBLIC_DEFENDER": "Defensoría Pública",
    "COURT": "Poder Judicial",
    "WOMENS_JUSTICE_CENTER": "Centro de Justicia para las Mujeres",
    "VICTIMS_COMMISSION": "Comisión de Atención a Víctimas",
    "MEDIATION_CENTER": "Centro de Justicia Alternativa",
    "HUMAN_RIGHTS": "Comisión de Derechos Humanos",
    "CIVIL_SOCIETY": "Organizaciones de la sociedad civil",
    "POLICE": "Policía",
    "SUPERVISION_UNIT": "Autoridad de supervisión de medidas cautelares (UMECA)",
    "HELP_LINE": "Línea Justicia para Ti",
    "SEARCH_COMMISSION": "Comisión de Búsqueda de Personas",
    "CONSULATE": "Consulados y embajadas",
    "PRISON": "Centros penitenciarios",
}
"""By GraphQL name of the kind; without the explanations in parentheses that `institutions.json` adds."""

ELSEWHERE = {"CONSULATE": "en"}
"""Consulates are not the state's: they are in it."""


def organization_name(kind: str, state: str) -> str:
    """The name of a kind's organization in a state: “Defensoría Pública de Tabasco”.

    Args:
        kind: GraphQL name of the kind.
        state: as people say it: “Tabasco”, “Ciudad de México”, “Estado de México”.
    """
    if state.startswith("Estado "):
        between = {"en": "en el"}.get(ELSEWHERE.get(kind, ""), "del")
    elif state.startswith("Ciudad "):
        between = {"en": "en la"}.get(ELSEWHERE.get(kind, ""), "de la")
    else:
        between = ELSEWHERE.get(kind, "de")
    return f"{SHORT_NAMES[kind]} {between} {state}"
