"""The time zones of Mexico, as people call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ZONES = (
    ("America/Mexico_City", _("Central Mexico")),
    ("America/Cancun", _("South-east (Quintana Roo)")),
    ("America/Hermosillo", _("Sonora")),
    ("America/Mazatlan", _("Pacific (Nayarit, Sinaloa, Baja California Sur)")),
    ("America/Chihuahua", _("Chihuahua")),
    ("America/Ciudad_Juarez", _("Ciudad Juárez")),
    ("America/Ojinaga", _("Ojinaga")),
    ("America/Matamoros", _("Northern border (Coahuila, Nuevo León, Tamaulipas)")),
    ("America/Monterrey", _("Monterrey")),
    ("America/Merida", _("Mérida")),
    ("America/Bahia_Banderas", _("Bahía de Banderas")),
    ("America/Tijuana", _("Baja California")),
)
"""The zones of Mexico. Source: IANA time zone database, zone.tab."""
