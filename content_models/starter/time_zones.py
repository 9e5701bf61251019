"""The time zone of an office: its state's, except in municipalities that keep another one.

`states.json` names the exceptions in words (`timezone_exceptions`); the municipalities they mean are listed here, from
the Ley de los Husos Horarios en los Estados Unidos Mexicanos (2022), as far as the directory can have offices there.
"""

from __future__ import annotations

EXCEPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "CHH": {
        "America/Ciudad_Juarez": (
            "Ascensión", "Guadalupe", "Janos", "Juárez", "Praxedis G. Guerrero", "Ciudad Juárez",
        ),
        "America/Ojinaga": ("Coyame del Sotol", "Manuel Benavides", "Ojinaga"),
    },
    "COA": {
        "America/Matamoros": (
            "Acuña", "Allende", "Guerrero", "Hidalgo", "Jiménez", "Morelos", "Nava", "Ocampo", "Piedras Negras",
            "Villa Unión", "Zaragoza",
        ),
    },
    "NAY": {"America/Bahia_Banderas": ("Bahía de Banderas",)},
    "NLE": {"America/Matamoros": ("Anáhuac",)},
    "TAM": {
        "America/Matamoros": (
            "Camargo", "Guerrero", "Gustavo Díaz Ordaz", "Matamoros", "Mier", "Miguel Alemán", "Nuevo Laredo",
            "Reynosa", "Río Bravo", "Valle Hermoso",
        ),
    },
}  # fmt: skip


def zone_of(code: str, municipality: str | None, state_zone: str) -> str:
    """The IANA time zone of an office in this municipality of this state."""
    for zone, names in EXCEPTIONS.get(code, {}).items():
        if municipality in names:
            return zone
    return state_zone
