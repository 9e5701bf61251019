"""A state's colours can be read, and its logo says what it shows."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from media.models import StateTheme
from media.models.theme import contrast_with_white
from tests.tenants.factories import prepared


@pytest.mark.parametrize(
    ("color", "ratio"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#611232", 12.8)],
)
def test_contrast_is_that_of_wcag(color: str, ratio: float) -> None:
    assert contrast_with_white(color) == pytest.approx(ratio, abs=0.005)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "color", "code"),
    [
        ("too light", "#777777", "contrast"),
        ("white", "#ffffff", "contrast"),
        ("a name", "red", "color"),
        ("three digits", "#123", "color"),
        ("capitals", "#6B1D3A", "color"),
        ("a declaration after it", "#611232;", "color"),
    ],
)
def test_color_that_cannot_be_read_is_refused(fault: str, color: str, code: str) -> None:
    theme = StateTheme.objects.get(tenant=prepared("TAB"))
    theme.primary_color = color

    with pytest.raises(ValidationError) as refusal:
        theme.full_clean()

    codes = {error.code for error in refusal.value.error_dict["primary_color"]}
    assert code in codes, fault


@pytest.mark.django_db
def test_database_refuses_what_is_no_color() -> None:
    theme = StateTheme.objects.get(tenant=prepared("TAB"))
    theme.secondary_color = "red"

    with pytest.raises(IntegrityError, match="state_theme_colors_are_hex"), transaction.atomic():
        theme.save()
