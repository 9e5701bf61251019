"""How a state looks: two colours and a logo."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant

from .image import CustomImage

LEAST_FOR_TEXT = 4.5
"""Least contrast of text with its background, WCAG 2.2 success criterion 1.4.3, level AA."""


def contrast_with_white(color: str) -> float:
    """Return the contrast ratio, 1 to 21, of a colour `#rrggbb` with white.

    Source:
        WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    return 1.05 / (_luminance(color) + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


HEX_COLOR = r"^#[0-9a-f]{6}$"


def validate_color(value: str) -> None:
    """Refuse what is no `#rrggbb`, or a colour on which white text is hard to read (WCAG 2.2, 1.4.3, level AA)."""
    RegexValidator(HEX_COLOR, _("Write the colour as # and six digits, such as #6b1d3a."), code="color")(value)
    contrast = contrast_with_white(value)
    if contrast < LEAST_FOR_TEXT:
        raise ValidationError(
            _("White text on %(color)s has a contrast of %(contrast)s to 1; at least 4.5 to 1 is needed."),
            code="contrast",
            params={"color": value, "contrast": f"{contrast:.2f}"},
        )


class StateTheme(models.Model):
    """The appearance of one tenant."""

    tenant = models.OneToOneField(
        Tenant, verbose_name=_("state"), on_delete=models.CASCADE, related_name="theme", primary_key=True
    )
    primary_color = models.CharField(
        _("primary colour"),
        max_length=7,
        default="#611232",
        validators=[validate_color],
        help_text=_("Behind white text: headers, buttons. Such as #611232."),
    )
    secondary_color = models.CharField(
        _("secondary colour"),
        max_length=7,
        default="#1e5b4f",
        validators=[validate_color],
        help_text=_("Behind white text: links to other pages, labels. Such as #1e5b4f."),
    )
    logo = models.ForeignKey(
        CustomImage,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    published_logo = models.JSONField(null=True, editable=False)
    """What readers get of the logo: `url`, `width`, `height` and `alt`, as when it was chosen."""

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        constraints = [
            models.CheckConstraint(
                name="state_theme_colors_are_hex",
                condition=models.Q(primary_color__regex=HEX_COLOR, secondary_color__regex=HEX_COLOR),
            ),
        ]

    def __str__(self) -> str:
        return str(self.tenant)
