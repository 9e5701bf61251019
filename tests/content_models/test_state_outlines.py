"""The drawing of the states, and how well its projection fits."""

from statistics import median

import pytest

from content_models.municipalities import box_of
from content_models.municipality_centres import capital_centres, centres_of
from content_models.office_panels import map_of
from content_models.state_outlines import outline_of, projection
from tenants.models import LIBRARY_CODE

LEAST_PART_WITHIN = 0.92
NEAR_KILOMETERS = 11


def test_known_centres_lie_within_their_states() -> None:
    fit = projection()
    away = {
        (code, name): fit.kilometers(outline.away(*fit.point(centre.latitude, centre.longitude)), centre.latitude)
        for code in capital_centres()
        if (outline := outline_of(code))
        for name, centre in centres_of(code).items()
    }

    within = [place for place, kilometers in away.items() if kilometers == 0]
    assert len(within) >= LEAST_PART_WITHIN * len(away)
    assert max(away.values()) < NEAR_KILOMETERS


def test_edges_of_the_states_are_as_near_as_the_file_says() -> None:
    fit = projection()
    errors = []
    for code in capital_centres():
        outline, box = outline_of(code), box_of(code)
        assert outline is not None
        assert box is not None
        xs, ys = zip(*(point for ring in outline.rings for point in ring), strict=True)
        west, north = fit.point(box.north, box.west)
        east, south = fit.point(box.south, box.east)
        errors += [abs(min(xs) - west), abs(max(xs) - east), abs(min(ys) - north), abs(max(ys) - south)]

    assert median(errors) == pytest.approx(fit.median_error, abs=0.02)
    assert fit.kilometers(fit.median_error, 20) == pytest.approx(4.5, abs=0.1)


def test_a_place_comes_back_from_the_drawing() -> None:
    fit = projection()

    assert fit.place(*fit.point(17.98694, -92.93028)) == pytest.approx((17.98694, -92.93028))
    assert outline_of(LIBRARY_CODE) is None


def test_the_map_names_towns_as_people_know_them_the_capital_first() -> None:
    named = [place["name"] for place in map_of("TAB")["map"]["names"]]

    assert (named[0], "Frontera" in named, "Centro" in named) == ("Villahermosa", True, False)
    assert all(place["name"] for code in capital_centres() for place in map_of(code)["map"]["names"])
