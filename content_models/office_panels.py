"""The panels of an office's form that say hours in one line and put its point on a map; scripts fill them.

What is sent and stored are the fields beside them: without the scripts the form is the same, and says as much.
"""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel

from .choices import HolidayRule
from .municipalities import seat_of
from .municipality_centres import capital_centres, centres_of
from .state_outlines import CREDIT, outline_of, projection

DIGITS_OF_CENTRE = 2
LINES_APART = 2
"""How far names on the map are from each other at least, in units of the drawing."""
MIDDLE_LATITUDE = 20
"""Where the map's error is told in kilometres: half of the states lie there."""

STYLE = Media(css={"all": ["editorial/adapting.css", "editorial/offices.css"]})


class WeekPanel(Panel):
    """Opening hours as people write them, beside a week to press: over the blocks, which it writes."""

    class BoundPanel(Panel.BoundPanel):
        """The line and the week in one form."""

        template_name = "editorial/offices/week_panel.html"

        @property
        def media(self) -> Media:
            """Their style."""
            return STYLE

        def is_shown(self) -> bool:
            """Whether the form has hours."""
            return self.form is not None and "schedule" in self.form.fields

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the rules for public holidays, and the address that reads hours."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            rules = [(rule.value, rule.label) for rule in HolidayRule]
            return {
                **context,
                "holidays": rules,
                "unknown": HolidayRule.UNKNOWN.value,
                "url": reverse("state_offices:hours"),
            }


class PinPanel(Panel):
    """The state's outline, on which the point of an office is put: over the fields of degrees, which it writes."""

    class BoundPanel(Panel.BoundPanel):
        """The map in one form."""

        template_name = "editorial/offices/pin_panel.html"

        @property
        def media(self) -> Media:
            """Its style."""
            return STYLE

        def is_shown(self) -> bool:
            """Whether the form says where the office is, in a state that has an outline."""
            return self.form is not None and "latitude" in self.form.fields and outline_of(self.form.code) is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the map."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, **map_of(self.form.code), "state": self.form.tenant}


def map_of(code: str) -> dict[str, Any]:
    """Return what the map of a state shows and says, for its template: the outline is None for the national library."""
    fit = projection()
    names: list[dict[str, Any]] = []
    capital = capital_centres().get(code)
    for name, centre in sorted(centres_of(code).items(), key=lambda each: each[1] != capital):  # it comes before others
        x, y = fit.point(centre.latitude, centre.longitude)
        if all(abs(y - one["y"]) >= LINES_APART for one in names):  # a name does not cover another one
            names.append(
                {"name": seat_of(code, name), "x": round(x, DIGITS_OF_CENTRE), "y": round(y, DIGITS_OF_CENTRE)}
            )
    return {
        "outline": outline_of(code),
        "map": {"scale": fit.scale, "x": fit.x, "y": fit.y, "names": names},
        "error_kilometers": round(fit.kilometers(fit.median_error, MIDDLE_LATITUDE)),
        "credit": CREDIT,
    }
