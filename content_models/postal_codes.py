"""The first two digits of each state's postal codes, by which a code of another state is noticed."""

from __future__ import annotations

from collections.abc import Mapping

PREFIXES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "CMX": ((0, 16),),
    "AGU": ((20, 20),),
    "BCN": ((21, 22),),
    "BCS": ((23, 23),),
    "CAM": ((24, 24),),
    "COA": ((25, 27),),
    "COL": ((28, 28),),
    "CHP": ((29, 30),),
    "CHH": ((31, 33),),
    "DUR": ((34, 35),),
    "GUA": ((36, 38),),
    "GRO": ((39, 41),),
    "HID": ((42, 43),),
    "JAL": ((44, 49),),
    "MEX": ((50, 57),),
    "MIC": ((58, 61),),
    "MOR": ((62, 62),),
    "NAY": ((63, 63),),
    "NLE": ((64, 67),),
    "OAX": ((68, 71),),
    "PUE": ((72, 75),),
    "QUE": ((76, 76),),
    "ROO": ((77, 77),),
    "SLP": ((78, 79),),
    "SIN": ((80, 82),),
    "SON": ((83, 85),),
    "TAB": ((86, 86),),
    "TAM": ((87, 89),),
    "TLA": ((90, 90),),
    "VER": ((91, 96),),
    "YUC": ((97, 97),),
    "ZAC": ((98, 99),),
}
"""First and last of the two digits, by the last part of ISO 3166-2.

Source: Catálogo Nacional de Códigos Postales, Servicio Postal Mexicano (SEPOMEX). Some towns at a border have a code of
the neighbouring state, so that another one is only asked about.
"""


def is_of_state(code: str, postal_code: str) -> bool:
    """Whether a postal code begins as those of a state do; true for the library, which has none of its own."""
    ranges = PREFIXES.get(code)
    if ranges is None:
        return True
    prefix = int(postal_code[:2])
    return any(first <= prefix <= last for first, last in ranges)


def prefixes_in_words(code: str) -> str:
    """Return how the postal codes of a state begin: “86”, “44–49”."""
    return ", ".join(f"{first:02}" if first == last else f"{first:02}–{last:02}" for first, last in PREFIXES[code])
