"""How well a colour can be read beside another."""

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
