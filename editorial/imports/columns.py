"""The columns of a file of offices: what each is called, how its cells are read, and how they are written.

Headings and values are the format of the files, in Spanish, whatever language somebody works in: `docs/imports.md`
describes them, and a test compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from content_models.choices import HolidayRule, SourceQuality
from content_models.hours_text import Hours, HoursUnreadable, by_days, hours_in_words, likely_hours, read_hours
from content_models.languages import content_languages
from content_models.office_questions import check_point
from content_models.schedules import Period
from tenants.date_fields import YEAR_UNCLEAR
from tenants.phones import in_groups, read_phone, with_plain_digits
from tenants.plain_text import folded
from tenants.typed_days import YearUnclear, read_day

Blocks = list[dict[str, Any]]
"""The blocks of a stream, as they are stored."""

HOLIDAYS = {
    HolidayRule.CLOSED: "cerrado",
    HolidayRule.OPEN: "abierto",
    HolidayRule.UNKNOWN: "no se sabe",
}
QUALITIES = {
    SourceQuality.OFFICIAL: "oficial",
    SourceQuality.PRESS: "prensa",
    SourceQuality.SECONDARY: "secundaria",
}
NO_LABEL = re.compile(r"tel[eé]fonos?|tels?\.?|lada(?:\s+sin\s+costo)?", re.IGNORECASE)
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
MOST_PARTS_OF_CELL = 100
"""Of a cell with several texts: more than any office has services, zones or telephones."""
MIDNIGHT = re.compile(r"(?<=\d)[ T]00:00.*")
"""What spreadsheets write behind a day."""


class TextCell(Widget):
    """A text, as it is."""

    def clean(self, value: str, row: Any = None, *, current: Any = None, **_options: Any) -> Any:
        """Return the value that a cell means.

        Args:
            current: what the office has now.
        Raises:
            ValidationError: it means nothing; the sentence says how it is written.
        """
        return value

    def render(self, value: Any, obj: Any = None, **_options: Any) -> str:
        """Return the cell of a value, which `clean` reads back."""
        return str(value or "").replace("\r\n", "\n").strip()


class KeyCell(TextCell):
    """The key of an office."""

    def clean(self, value: str, row: Any = None, **_options: Any) -> UUID:
        """Return the key."""
        try:
            return UUID(value)
        except ValueError as error:
            text = _("“%(text)s” is no clave. Copy it from an export, or leave the cell empty for a new office.")
            raise ValidationError(text % {"text": value[:60]}, code="key") from error


class PostalCodeCell(TextCell):
    """Five digits; a spreadsheet may have taken away zeros at the beginning."""

    def clean(self, value: str, row: Any = None, **_options: Any) -> str:
        """Return the five digits."""
        digits = with_plain_digits(value).replace(" ", "")
        return digits.zfill(5) if digits.isdecimal() and len(digits) == 4 else digits


class DegreesCell(TextCell):
    """Latitude or longitude, in degrees.

    Args:
        field: which of them.
    """

    def __init__(self, field: str) -> None:
        super().__init__()
        self._field = field

    def clean(self, value: str, row: Any = None, **_options: Any) -> float:
        """Return the degrees."""
        text = value.replace(",", ".").replace("−", "-").replace(" ", "")
        try:
            degrees = float(text if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d+)?", text) else "")
        except ValueError as error:
            sentence = _("“%(text)s” is no number of degrees. Write it as 17.98694 or -92.93028.")
            raise ValidationError(sentence % {"text": value[:60]}, code="degrees") from error
        refused = check_point(**{"latitude": None, "longitude": None, self._field: degrees})
        if refused:
            raise refused[self._field]
        return degrees

    def render(self, value: float | None, obj: Any = None, **_options: Any) -> str:
        """Return the degrees with a point."""
        return "" if value is None else repr(float(value))


class DayCell(TextCell):
    """A calendar day."""

    def clean(self, value: str, row: Any = None, **_options: Any) -> date:
        """Return the day."""
        try:
            return read_day(MIDNIGHT.sub("", value))
        except YearUnclear as error:
            raise ValidationError(YEAR_UNCLEAR, code="day") from error
        except ValueError as error:
            sentence = _("“%(text)s” is not a day. Write it as dd/mm/yyyy, such as 30/11/2026.")
            raise ValidationError(sentence % {"text": value[:60]}, code="day") from error

    def render(self, value: date | None, obj: Any = None, **_options: Any) -> str:
        """Return the day as people write it."""
        return "" if value is None else f"{value:%d/%m/%Y}"


class ListCell(TextCell):
    """Several texts: each on a line, or with semicolons between them."""

    def __init__(self, block_type: str) -> None:
        super().__init__()
        self.block_type = block_type

    def clean(self, value: str, row: Any = None, *, current: Any = None, **_options: Any) -> Blocks:
        """Return the blocks; those that say the same already stay what they are."""
        parts = parts_of(value)
        if len(parts) > MOST_PARTS_OF_CELL:
            sentence = _("This cell has %(count)s texts; at most %(most)s are read. Leave out some.")
            raise ValidationError(sentence % {"count": len(parts), "most": MOST_PARTS_OF_CELL}, code="too_many")
        left = list(current or [])
        return [self._block(text, left) for text in parts]

    def _block(self, text: str, left: Blocks) -> dict[str, Any]:
        same = next((block for block in left if self._text_of(block) == text), None)
        if same is not None:
            left.remove(same)
            return same
        return {"type": self.block_type, "value": self._value_of(text), "id": str(uuid4())}

    def _text_of(self, block: Mapping[str, Any]) -> str:
        return str(block["value"]).strip()

    def _value_of(self, text: str) -> Any:
        return text

    def render(self, value: Blocks | None, obj: Any = None, **_options: Any) -> str:
        """Return the texts."""
        return joined(self._text_of(block) for block in value or ())


class ServicesCell(ListCell):
    """The names of services; their descriptions stay."""

    def _text_of(self, block: Mapping[str, Any]) -> str:
        return str(block["value"]["name"]).strip()

    def _value_of(self, text: str) -> dict[str, Any]:
        return {"name": text, "description": ""}


class PhonesCell(ListCell):
    """Telephones, each with what it is for before it: `Guardia: 993 000 0000 ext. 12`."""

    def _block(self, text: str, left: Blocks) -> dict[str, Any]:
        same = next((block for block in left if self._text_of(block) == text), None)
        if same is not None:
            left.remove(same)
            return same
        label, number = self._label_and_number(text)
        if SCIENTIFIC.fullmatch(number):
            sentence = _(
                "“%(text)s” is what a spreadsheet makes of a long number. Give the column the format “Texto”, and "
                "write the number again."
            )
            raise ValidationError(sentence % {"text": number}, code="phone_scientific")
        dial = _dial_of(number)
        same = next((block for block in left if dial and _dial_of(block["value"]["display"]) == dial), None)
        if same is not None:
            left.remove(same)
            return {**same, "value": {**same["value"], "display": number, "label": label or same["value"]["label"]}}
        value = {"display": number, "label": label, "languages": [], "manual_dial": "", "confirmed_dial": ""}
        return {"type": self.block_type, "value": {**value, "confirm_manual_dial": False}, "id": str(uuid4())}

    def _label_and_number(self, text: str) -> tuple[str, str]:
        label, _colon, number = (part.strip() for part in text.rpartition(":"))
        return ("" if NO_LABEL.fullmatch(label) else label), in_groups(number)

    def _text_of(self, block: Mapping[str, Any]) -> str:
        value = block["value"]
        label, display = str(value.get("label") or "").strip(), str(value["display"]).strip()
        return f"{label}: {display}" if label else display


class ScheduleCell(TextCell):
    """Opening hours, as people write them."""

    def clean(self, value: str, row: Any = None, *, current: Any = None, **_options: Any) -> Blocks:
        """Return the block of the hours; what holds on public holidays stays."""
        try:
            hours = read_hours(value)
        except HoursUnreadable as error:
            likely = likely_hours(value)
            if likely is not None:
                sentence = _("“%(part)s” closes when it opens. If “%(meant)s” is meant, write it so.")
                values = {"part": error.part[-60:], "meant": hours_in_words(likely)}
                raise ValidationError(sentence % values, code="hours") from error
            sentence = _(
                "The hours are not understood from “%(part)s” on. Write them as “lun–vie 8–16; sáb 9–13” or “24 "
                "horas”; what cannot be written so goes into the column “horario en palabras”."
            )
            raise ValidationError(sentence % {"part": (error.part or value)[-60:]}, code="hours") from error
        blocks: Blocks = list(current or [])
        if blocks and hours_of(blocks) == hours:
            return blocks
        return schedule_blocks(hours, holidays_of(blocks), blocks)

    def render(self, value: Blocks | None, obj: Any = None, **_options: Any) -> str:
        """Return the hours."""
        hours = hours_of(value or [])
        return "" if hours is None else hours_in_words(hours)


class HolidaysCell(TextCell):
    """What holds on public holidays."""

    def clean(self, value: str, row: Any = None, *, current: Any = None, **_options: Any) -> Blocks:
        """Return the block of the hours with it."""
        rule = next((rule for rule, word in HOLIDAYS.items() if folded(word) == folded(value)), None)
        if rule is None:
            raise ValidationError(_one_of(value, HOLIDAYS.values()), code="choice")
        blocks: Blocks = list(current or [])
        hours = hours_of(blocks)
        if hours is None:
            text = _("There are no hours for which this could hold. Write them in the column “horario”.")
            raise ValidationError(text, code="holidays_without_hours")
        return blocks if holidays_of(blocks) == rule else schedule_blocks(hours, rule, blocks)

    def render(self, value: Blocks | None, obj: Any = None, **_options: Any) -> str:
        """Return the word."""
        return HOLIDAYS[holidays_of(value)] if value else ""


class LanguagesCell(TextCell):
    """Languages, by their names or tags."""

    def clean(self, value: str, row: Any = None, *, current: Any = None, **_options: Any) -> list[str]:
        """Return their tags; the same ones stay in the order in which they are stored."""
        tags = {folded(name): tag for tag, name in content_languages()} | {
            folded(tag): tag for tag, _name in content_languages()
        }
        found = []
        for part in parts_of(value, also=","):
            if folded(part) not in tags:
                raise ValidationError(_one_of(part, (name for _tag, name in content_languages())), code="choice")
            found.append(tags[folded(part)])
        return current if set(found) == set(current or ()) else list(dict.fromkeys(found))

    def render(self, value: Sequence[str] | None, obj: Any = None, **_options: Any) -> str:
        """Return their names."""
        names = dict(content_languages())
        return joined(str(names.get(tag, tag)) for tag in value or ())


class QualityCell(TextCell):
    """How far a source can be trusted."""

    def clean(self, value: str, row: Any = None, **_options: Any) -> str:
        """Return what is stored."""
        found = next((quality for quality, word in QUALITIES.items() if folded(word) == folded(value)), None)
        if found is None:
            raise ValidationError(_one_of(value, QUALITIES.values()), code="choice")
        return found.value

    def render(self, value: str | None, obj: Any = None, **_options: Any) -> str:
        """Return the word."""
        return QUALITIES.get(SourceQuality(value), "") if value else ""


class Column(Field):
    """A column.

    Attributes:
        name: of the office's field that it is about; empty: of what is no field.
        aliases: other headings that mean it.
    """

    def __init__(self, heading: str, name: str, widget: TextCell | None = None, aliases: Iterable[str] = ()) -> None:
        super().__init__(attribute=name, column_name=heading, widget=widget or TextCell())
        self.aliases = frozenset(folded(each) for each in (heading, *aliases))


COLUMNS: dict[str, Column] = {
    "key": Column("clave", "", KeyCell(), ["clave de la oficina", "uuid", "key"]),
    "id_source": Column(
        "fuente de la clave",
        "",
        aliases=["registro", "padrón", "sistema", "fuente clave externa", "origen de clave"],
    ),
    "external_id": Column(
        "clave externa", "", aliases=["id", "id externo", "identificador", "folio", "número", "no", "clave interna"]
    ),
    "organization": Column("institución", "", aliases=["dependencia", "organización", "organismo", "tipo de oficina"]),
    "title": Column("nombre", "title", aliases=["nombre de la oficina", "oficina", "sede", "unidad", "título"]),
    "situation": Column("situación", ""),
    "services": Column("servicios", "services", ServicesCell("service"), ["servicio", "trámites", "qué se hace"]),
    "address": Column("dirección", "address", aliases=["domicilio", "calle y número", "calle", "ubicación"]),
    "neighborhood": Column("colonia", "neighborhood", aliases=["barrio", "fraccionamiento", "asentamiento"]),
    "postal_code": Column("código postal", "postal_code", PostalCodeCell(), ["cp", "c p", "cod postal"]),
    "locality": Column("localidad", "locality", aliases=["ciudad", "población", "poblado", "ciudad o localidad"]),
    "municipality": Column("municipio", "municipality", aliases=["alcaldía", "municipio o alcaldía", "mpio"]),
    "latitude": Column("latitud", "latitude", DegreesCell("latitude"), ["lat", "y", "latitud decimal"]),
    "longitude": Column(
        "longitud", "longitude", DegreesCell("longitude"), ["lon", "long", "lng", "x", "longitud decimal"]
    ),
    "phones": Column("teléfonos", "phones", PhonesCell("phone"), ["teléfono", "tel", "tels", "número telefónico"]),
    "email": Column("correo", "email", aliases=["correo electrónico", "e mail", "email", "mail"]),
    "website": Column("sitio web", "website", aliases=["página web", "página", "web", "url", "sitio"]),
    "schedule": Column("horario", "schedule", ScheduleCell(), ["horarios", "horario de atención", "días y horas"]),
    "holidays": Column("en días festivos", "schedule", HolidaysCell(), ["festivos", "días festivos", "días inhábiles"]),
    "hours_text": Column("horario en palabras", "hours_text", aliases=["notas del horario", "horario texto"]),
    "time_zone": Column("zona horaria", "time_zone", aliases=["huso horario"]),
    "languages": Column("idiomas", "languages", LanguagesCell(), ["lenguas", "idioma", "lengua"]),
    "accessibility": Column("accesibilidad", "accessibility", ListCell("feature"), ["accesible"]),
    "areas_served": Column(
        "zonas que atiende", "areas_served", ListCell("area"), ["cobertura", "municipios que atiende", "jurisdicción"]
    ),
    "note": Column("nota", "note", aliases=["observaciones", "notas", "comentarios", "indicaciones"]),
    "editor_note": Column("nota para editores", "editor_note", aliases=["nota interna", "pendientes"]),
    "assured_on": Column("confirmada el", "assured_on", DayCell(), ["fecha de confirmación", "verificada el"]),
    "source": Column("fuente", "source", aliases=["fuente de los datos", "dónde se leyó"]),
    "source_quality": Column("calidad de la fuente", "source_quality", QualityCell(), ["calidad"]),
    "version": Column("versión", ""),
}
"""By name, in the order of an export."""

PLACE = ("address", "neighborhood", "postal_code", "locality", "municipality", "latitude", "longitude")
"""The columns that say where an office is."""

STREAMS = frozenset({"services", "phones", "schedule", "accessibility", "areas_served"})
"""The fields of an office that are streams of blocks."""


def guessed(headings: Sequence[str]) -> dict[str, int]:
    """Return which of a file's columns is what, by their headings: the exact words first, then those that begin so."""
    mapping: dict[str, int] = {}
    words = [folded(heading) for heading in headings]
    for is_exact in (True, False):
        for index, heading in enumerate(words):
            if not heading or index in mapping.values():
                continue
            for name, column in COLUMNS.items():
                if name not in mapping and _means(heading, column, is_exact=is_exact):
                    mapping[name] = index
                    break
    return mapping


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row of a file names its columns: two of them at least."""
    return len(guessed(cells)) >= 2


def parts_of(text: str, *, also: str = "") -> list[str]:
    """Return the several texts of one cell: on lines, or with semicolons between them; `\\;` is one within a text."""
    parts = re.split(rf"(?<!\\)[;\n{re.escape(also)}]", text)
    return [part for each in parts if (part := " ".join(each.replace("\\;", ";").split()))]


def joined(texts: Iterable[str]) -> str:
    """Return one cell of several texts, which `parts_of` takes apart again."""
    return "; ".join(" ".join(text.split()).replace(";", "\\;") for text in texts)


def hours_of(blocks: Sequence[Mapping[str, Any]]) -> Hours | None:
    """Return the opening hours of a stream as it is stored; None: there are none."""
    if not blocks:
        return None
    value = blocks[0]["value"]
    periods = [_period_of(item.get("value", item)) for item in value.get("periods") or ()]
    return Hours(by_days(one for one in periods if one is not None), bool(value.get("is_always_open")))


def holidays_of(blocks: Sequence[Mapping[str, Any]]) -> HolidayRule:
    """Return what holds on public holidays."""
    return HolidayRule((blocks[0]["value"].get("holidays") if blocks else "") or HolidayRule.UNKNOWN)


def schedule_blocks(hours: Hours, holidays: HolidayRule, before: Sequence[Mapping[str, Any]]) -> Blocks:
    """Return opening hours as they are stored, in the place of those before."""
    periods = [
        {
            "type": "item",
            "value": {
                "days": list(period.days),
                "opens_at": period.opens_at.isoformat(),
                "closes_at": period.closes_at.isoformat(),
            },
            "id": str(uuid4()),
        }
        for period in hours.periods
    ]
    value = {"is_always_open": hours.is_always_open, "periods": periods, "holidays": holidays.value}
    return [{"type": "schedule", "value": value, "id": before[0]["id"] if before else str(uuid4())}]


def _period_of(value: Mapping[str, Any]) -> Period | None:
    opens, closes = (_hour_of(value.get(name)) for name in ("opens_at", "closes_at"))
    return None if opens is None or closes is None else Period(tuple(value.get("days") or ()), opens, closes)


def _hour_of(stored: Any) -> time | None:
    return stored if isinstance(stored, time) else parse_time(stored or "")


def _means(heading: str, column: Column, *, is_exact: bool) -> bool:
    if is_exact:
        return heading in column.aliases
    return any(len(alias) > 3 and f"{heading} ".startswith(f"{alias} ") for alias in column.aliases)


def _dial_of(number: str) -> str:
    try:
        return read_phone(number).dial
    except ValidationError:
        return ""


def _one_of(value: str, words: Iterable[str]) -> str:
    sentence = _("“%(text)s” is none of the words that this column has: %(words)s.")
    return sentence % {"text": value[:60], "words": ", ".join(str(word) for word in words)}
