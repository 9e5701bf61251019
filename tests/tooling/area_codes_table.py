"""The table of area codes, from the package `phonenumbers`; `python -m tests.tooling.area_codes_table` renews it.

The package's data of all countries takes two seconds and 155 MB to read, so no process of the project reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from tenants.area_codes import TABLE

COUNTRY = "52"

STATES = {
    "Aguascalientes": "AGU", "AGS": "AGU", "Baja California": "BCN", "BCN": "BCN", "Baja California Sur": "BCS",
    "BCS": "BCS", "Campeche": "CAM", "CAMP": "CAM", "Chiapas": "CHP", "CHIS": "CHP", "Chihuahua": "CHH", "CHIH": "CHH",
    "CDMX": "CMX", "Coahuila": "COA", "COAH": "COA", "Colima": "COL", "COL": "COL", "Durango": "DUR", "DGO": "DUR",
    "Guanajuato": "GUA", "GTO": "GUA", "Guerrero": "GRO", "GRO": "GRO", "Hidalgo": "HID", "HGO": "HID",
    "Jalisco": "JAL", "JAL": "JAL", "México": "MEX", "Estado de México": "MEX", "MEX": "MEX", "Michoacán": "MIC",
    "MICH": "MIC", "Morelos": "MOR", "MOR": "MOR", "Nayarit": "NAY", "NAY": "NAY", "Nuevo León": "NLE", "NL": "NLE",
    "Oaxaca": "OAX", "OAX": "OAX", "Puebla": "PUE", "PUE": "PUE", "Querétaro": "QUE", "QRO": "QUE",
    "Quintana Roo": "ROO", "San Luis Potosí": "SLP", "SLP": "SLP", "Sinaloa": "SIN", "Sonora": "SON", "SON": "SON",
    "Tabasco": "TAB", "TAB": "TAB", "Tamaulipas": "TAM", "TAMPS": "TAM", "Tlaxcala": "TLA", "TLAX": "TLA",
    "Veracruz": "VER", "VER": "VER", "Yucatán": "YUC", "YUC": "YUC", "Zacatecas": "ZAC", "ZAC": "ZAC",
    # of these codes the package names towns only
    "Cuernavaca": "MOR", "Culiacán": "SIN", "Merida": "YUC", "Morelia": "MIC", "Toluca": "MEX",
    "Tuxtla Gutierrez": "CHP",
}  # fmt: skip
"""The codes of states, by the names and abbreviations that the package has."""

CORRECTED: Mapping[str, tuple[str, ...]] = {
    "55": ("CMX", "MEX"),  # the package names the city only; the code is that of its whole metropolitan zone
    "56": ("CMX", "MEX"),  # a second code for the same zone, which the package lacks
    "419": ("GUA", "QUE"),  # San José Iturbide, and Colón on the other side of the border
    "427": ("MEX", "QUE"),  # San Juan del Río; the package says Quintana Roo
    "446": ("QUE",),  # a second code of Querétaro
    "479": ("GUA",),  # a second code of León
    "663": ("BCN",),  # a second code of Tijuana
    "664": ("BCN",),  # Tijuana
    "871": ("COA", "DUR"),  # the Laguna: Torreón, and Gómez Palacio and Lerdo on the other side of the river
    "987": ("ROO",),  # Cozumel; the package says Querétaro
}
"""What the package lacks or has wrong.

Source: Instituto Federal de Telecomunicaciones, Plan Nacional de Numeración.
"""

TWO_DIGITS = frozenset({"33", "55", "56", "81"})
"""The area codes of two digits; where the package has other two, all codes that begin with them are meant."""


def table() -> dict[str, list[str]]:
    """Return the states of each area code of Mexico, by code."""
    from phonenumbers.geodata import GEOCODE_DATA

    found = {
        code: _states(names["es"])
        for prefix, names in sorted(GEOCODE_DATA.items())  # the shorter first, so that the longer ones decide
        if prefix.startswith(COUNTRY)
        for code in _codes(prefix.removeprefix(COUNTRY))
    }
    return dict(sorted({**found, **{code: list(states) for code, states in CORRECTED.items()}}.items()))


def _codes(prefix: str) -> list[str]:
    return [prefix] if len(prefix) > 2 or prefix in TWO_DIGITS else [f"{prefix}{last}" for last in range(10)]


def _states(place: str) -> list[str]:
    """Return the codes of the states that a place names: behind a comma, else among its parts.

    Raises:
        ValueError: it names none.
    """
    _, comma, state = place.rpartition(", ")
    found = sorted({STATES[part] for part in ([state] if comma else place.split("/")) if part in STATES})
    if not found:
        raise ValueError(place)
    return found


if __name__ == "__main__":
    lines = [f"  {json.dumps(code)}: {json.dumps(states)}" for code, states in table().items()]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
